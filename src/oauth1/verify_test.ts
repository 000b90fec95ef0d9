import { createHash, generateKeyPairSync } from "node:crypto";
import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { client, SECRET } from "../../test/support/cast.ts";
import { assertRefused, refusalOf, thrownBy } from "../../test/support/refusals.ts";
import { brokenStores } from "../../test/support/broken_stores.ts";
import { ALL_METHODS } from "../../test/support/oauth1.ts";
import { renewSecret } from "../clients/mod.ts";
import { OAuthError, publicJwkOf } from "../protocol/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { revokeFamily } from "../tokens/mod.ts";
import { encodePercent, findTokenCredentials, verifySigned, type WrongSignature } from "./mod.ts";
import { consumerOf, giveToken, type Signing, signing, VERIFYING } from "./_signing_test.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const JWKS = { jwks: { keys: [publicJwkOf(publicKey)] } };
const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** A consumer that can sign by every method. */
async function versatile(): Promise<Signing> {
  const under = await signing({ metadata: JWKS });
  return {
    ...under,
    sign: (options = {}) => under.sign({ consumer: { ...consumerOf(under.consumer), privateKey }, ...options }),
  };
}

describe("verifySigned()", () => {
  for (const signatureMethod of ALL_METHODS) {
    rule(
      ["RFC5849-3.2-1", "RFC5849-3.4-1"],
      `takes what was signed by ${signatureMethod}, with a token and without`,
      async () => {
        const { sign, verify, consumer, ...under } = await versatile();
        const token = await giveToken({ ...under, consumer });
        const alone = await verify(sign({ signatureMethod }));
        assert.deepEqual([alone.client.id, alone.token], [consumer.id, undefined]);
        const together = await verify(sign({ signatureMethod, token }));
        assert.deepEqual([together.client.id, together.token?.text], [consumer.id, token.token]);
      },
    );

    for (const place of ["header", "form", "query"] as const) {
      rule("RFC5849-3.5-1", `takes ${signatureMethod} in the ${place}, beside parameters of an API`, async () => {
        const { sign, verify } = await versatile();
        const url = "https://api.test/%7Ephotos?b=%2B+%20&a=&a=1&%C3%A9=%F0%9F%8E%B5";
        const form = place === "header" ? {} : { form: { c: "d e", a: "2" } };
        const { signed } = await verify(sign({ signatureMethod, place, url, ...form }));
        assert.equal(signed.place, place);
        assert.deepInclude(signed.params, ["b", "+  "]);
      });
    }

    rule(
      ["RFC5849-3.2-1", "RFC5849-3.2-15", "OAUTHPROBLEM-2-3"],
      `refuses another's signature by ${signatureMethod}`,
      async () => {
        const { sign, verify, consumer } = await versatile();
        const { privateKey: other } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        const stranger = { key: consumer.clientId, secret: "another", privateKey: other };
        const refused = { code: "signature_invalid", status: 401, rule: "RFC5849-3.2-1" } as const;
        await assertRefused(() => verify(sign({ signatureMethod, consumer: stranger })), refused);
        await assertRefused(() => verify(sign({ signatureMethod, signature: "AAAA" })), refused);
      },
    );
  }

  for (const [id, name, changed] of [
    ["RFC5849-3.4.1.1-1", "the method", { method: "DELETE" }],
    ["RFC5849-3.4.1.2-2", "the host", { origin: "https://other.test" }],
    ["RFC5849-3.4.1.2-1", "the scheme", { origin: "http://api.test" }],
    ["RFC5849-3.4.1.2-4", "the port", { origin: "https://api.test:8443" }],
    ["RFC5849-3.4.1.2-6", "the path", { path: "/photo" }],
    ["RFC5849-3.4.1.2-6", "the case of an escape in the path", { path: "/%70hotos" }],
    ["RFC5849-3.4.1.3.1-1", "the query", { query: "a=1" }],
    ["RFC5849-3.4.1.3.1-3", "the form", { form: "a=1" }],
  ] as const) {
    rule([id, "RFC5849-3.2-15"], `refuses a request of which somebody changed ${name}`, async () => {
      const { sign, verify } = await signing();
      await assertRefused(() => verify({ ...sign(), ...changed }), { code: "signature_invalid", status: 401 });
    });
  }

  for (const [id, name, changed] of [
    ["RFC5849-3.4.1.2-1", "capitals in the host", { origin: "HTTPS://API.test" }],
    ["RFC5849-3.4.1.2-3", "the default port", { origin: "https://api.test:443" }],
    ["RFC5849-3.4.1.1-1", "small letters in the method", { method: "get" }],
  ] as const) {
    rule(id, `takes ${name} for what was signed`, async () => {
      const { sign, verify } = await signing();
      await verify({ ...sign(), ...changed });
    });
  }

  rule("RFC5849-3.4.1.3.1-2", "takes another realm than the one that was sent", async () => {
    const { sign, verify } = await signing();
    const { authorization = "", ...received } = sign({ realm: "Photos" });
    const { signed } = await verify({ ...received, authorization: authorization.replace("Photos", "Others") });
    assert.equal(signed.realm, "Others");
  });
});

describe("verifySigned(), whose the request is", () => {
  rule(["OAUTHPROBLEM-2-6", "RFC5849-3.2-13"], "refuses a consumer key that nobody has", async () => {
    const { sign, verify } = await signing();
    const received = sign({ consumer: { key: "nobody", secret: SECRET } });
    await assertRefused(() => verify(received), {
      code: "consumer_key_unknown",
      status: 401,
      rule: "OAUTHPROBLEM-2-6",
    });
  });

  rule(["OAUTHPROBLEM-2-7", "RFC5849-3.2-13"], "refuses a client that is not registered for it", async () => {
    const { sign, verify, issuer } = await signing();
    const other = await client(issuer, { grantTypes: ["client_credentials"] });
    const received = sign({ consumer: consumerOf(other) });
    await assertRefused(() => verify(received), {
      code: "consumer_key_rejected",
      status: 401,
      rule: "OAUTHPROBLEM-2-7",
    });
  });

  rule("RFC5849-3.1-1", "tells consumer keys apart by case", async () => {
    const { sign, verify, consumer } = await signing();
    const received = sign({ consumer: { key: consumer.clientId.toUpperCase(), secret: SECRET } });
    await assertRefused(() => verify(received), { code: "consumer_key_unknown" });
  });

  it("takes both secrets while they are rotated, and the old one no longer than it lives", async () => {
    const { sign, verify, consumer, issuer, clock } = await signing();
    const now = clock.now();
    const { text, secrets } = renewSecret(consumer, { random: issuer.random, now, sealKey: issuer.sealKey, keep: 60 });
    await issuer.durable.clients.change(consumer.id, { secrets });
    await verify(sign());
    await verify(sign({ consumer: consumerOf(consumer, text) }));
    clock.advance(61);
    await assertRefused(() => verify(sign()), { code: "signature_invalid" });
  });
});

describe("verifySigned(), by which method", () => {
  const settings = { methods: ["HMAC-SHA256", "PLAINTEXT"] as const, plaintextOverHttp: false, window: 300 };

  for (const [id, name, said, signatureMethod] of [
    ["RFC5849-3.2-10", "that the server does not take", {}, "HMAC-SHA1"],
    [
      "OAUTHPROBLEM-2-5",
      "that the consumer is not registered for",
      { oauth_signature_methods: ["HMAC-SHA1"] },
      "HMAC-SHA256",
    ],
  ] as const) {
    rule([id, "OAUTHPROBLEM-2-5"], `refuses one ${name}, and names those it takes`, async () => {
      const { sign, verify } = await signing({ metadata: said });
      const refusal = await refusalOf(() => verify(sign({ signatureMethod }), { settings }));
      assert.deepInclude(refusal, { code: "signature_method_rejected", status: 400, rule: id });
      assert.match(refusal.description, /HMAC-SHA(1|256)/);
    });
  }

  rule(["RFC5849-3.2-10", "RFC5849-4.11-1"], "refuses one that nobody knows", async () => {
    const { sign, verify } = await signing();
    const received = sign({ params: { oauth_signature_method: "HMAC-SHA512" } });
    await assertRefused(() => verify(received), { code: "signature_method_rejected", rule: "RFC5849-3.2-10" });
  });

  for (const [secure, plaintextOverHttp, isTaken] of [
    [true, false, true],
    [false, true, true],
    [false, false, false],
  ] as const) {
    rule(
      "RFC5849-3.4.4-1",
      `${isTaken ? "takes" : "refuses"} PLAINTEXT over ${secure ? "https" : "http"} where ${plaintextOverHttp ? "that is allowed" : "nothing else is said"}`,
      async () => {
        const { sign, verify } = await signing();
        const received = { ...sign({ signatureMethod: "PLAINTEXT" }), secure };
        const verifying = verify(received, { settings: { ...settings, plaintextOverHttp } });
        if (isTaken) await verifying;
        else
          await assertRefused(() => verifying, {
            code: "signature_method_rejected",
            status: 400,
            rule: "RFC5849-3.4.4-1",
          });
      },
    );
  }

  rule("RFC5849-3.4.3-2", "refuses RSA where the consumer has no key", async () => {
    const { sign, verify, consumer } = await signing();
    const received = sign({ signatureMethod: "RSA-SHA1", consumer: { ...consumerOf(consumer), privateKey } });
    await assertRefused(() => verify(received), { code: "signature_method_rejected", rule: "RFC5849-3.4.3-2" });
  });

  rule("OAUTHPROBLEM-2-5", "refuses an HMAC where no secret of the consumer is kept for it", async () => {
    const { sign, verify, consumer, issuer } = await signing();
    await issuer.durable.clients.change(consumer.id, {
      secrets: consumer.secrets.map(({ kind, hash, createdAt }) => ({ kind, hash, createdAt })),
    });
    await assertRefused(() => verify(sign()), { code: "signature_method_rejected", rule: "OAUTHPROBLEM-2-5" });
  });

  it("reads keys anew that lie elsewhere, before it refuses what a new key signed", async () => {
    let keys: readonly unknown[] = [];
    const fetch = async () => ({ status: 200, headers: new Headers(), text: JSON.stringify({ keys }) });
    const { sign, verify, consumer, clock } = await signing(
      { metadata: { jwks_uri: "https://consumer.test/jwks" } },
      { fetch },
    );
    const signed = () => sign({ signatureMethod: "RSA-SHA256", consumer: { ...consumerOf(consumer), privateKey } });
    await assertRefused(() => verify(signed()), { code: "signature_method_rejected" });
    keys = JWKS.jwks.keys;
    clock.advance(31);
    await verify(signed());
  });
});

describe("verifySigned(), the token", () => {
  for (const [name, of] of [
    ["that nobody knows", async () => ({ token: "nnch734d00sl2jdk", secret: "" })],
    [
      "of another consumer",
      async (under: Signing) =>
        giveToken({ ...under, consumer: await client(under.issuer, { grantTypes: ["oauth1"] }) }),
    ],
  ] as const) {
    rule(
      ["RFC5849-3.2-14", "OAUTHPROBLEM-2-12", "RFC5849-3.2-5"],
      `refuses one ${name}, in the same words`,
      async () => {
        const under = await signing();
        const refusal = await refusalOf(async () => under.verify(under.sign({ token: await of(under) })));
        assert.deepInclude(refusal, { code: "token_rejected", status: 401, rule: "RFC5849-3.2-14" });
        assert.equal(
          refusal.description,
          "Cannot accept the signed request as its oauth_token is not one that the consumer got",
        );
      },
    );
  }

  rule(
    ["RFC5849-3.2-4", "OAUTHPROBLEM-2-11"],
    "refuses one that was revoked, to its own consumer alone by that word",
    async () => {
      const under = await signing();
      const { issuer, sign, verify } = under;
      const token = await giveToken(under);
      await revokeFamily(token.tag, { ...issuer, longestAccessToken: issuer.settings.longestAccessToken });
      await assertRefused(() => verify(sign({ token })), {
        code: "token_revoked",
        status: 401,
        rule: "OAUTHPROBLEM-2-11",
      });
      const other = consumerOf(await client(issuer, { grantTypes: ["oauth1"] }));
      await assertRefused(() => verify(sign({ token, consumer: other })), { code: "token_rejected" });
    },
  );

  rule(["RFC5849-3.2-14", "OAUTHPROBLEM-2-10"], "refuses one that has expired", async () => {
    const under = await signing();
    const token = await giveToken(under, { expiresAt: under.clock.now() + 60 });
    under.clock.advance(60);
    await assertRefused(() => under.verify(under.sign({ token })), {
      code: "token_expired",
      status: 401,
      rule: "OAUTHPROBLEM-2-10",
    });
  });

  rule("OAUTHPROBLEM-2-9", "refuses one that was used up", async () => {
    const { sign, verify, consumer } = await signing();
    const findToken = async () => ({ client: consumer.id, problem: "token_used" }) as const;
    const received = sign({ token: { token: "t", secret: "" } });
    await assertRefused(() => verify(received, { findToken }), {
      code: "token_used",
      status: 401,
      rule: "OAUTHPROBLEM-2-9",
    });
  });

  rule("RFC5849-3.4.2-2", "refuses a signature without the secret of the token, and with another's", async () => {
    const under = await signing();
    const [one, other] = [await giveToken(under), await giveToken(under)];
    for (const secret of ["", other.secret]) {
      const received = under.sign({ token: { token: one.token, secret } });
      await assertRefused(() => under.verify(received), { code: "signature_invalid" });
    }
  });

  rule("RFC5849-2.1-8", "refuses any where temporary credentials are asked for", async () => {
    const { sign, consumer, issuer } = await signing();
    const received = sign({ token: await giveToken({ issuer, consumer }) });
    const refused = { code: "parameter_rejected", status: 400, rule: "RFC5849-2.1-8" } as const;
    const { settings } = VERIFYING;
    await assertRefused(() => verifySigned(received, { issuer, settings, withoutToken: "temporary" }), refused);
  });

  for (const [grantTypes, withoutToken, refusal] of [
    [["oauth1"], "temporary", undefined],
    [["oauth1", "client_credentials"], "two_legs", undefined],
    [["oauth1"], "two_legs", { code: "permission_denied", status: 401, rule: "OAUTHPROBLEM-2-14" }],
    [["oauth1", "client_credentials"], "refused", { code: "parameter_absent", status: 400, rule: "RFC5849-2.3-3" }],
  ] as const) {
    rule(
      "RFC5849-3.1-3",
      `${refusal === undefined ? "takes" : "refuses"} none from a consumer with ${grantTypes.join(" and ")} where it is ${withoutToken}`,
      async () => {
        const { sign, verify } = await signing({ grantTypes });
        for (const params of [{}, { oauth_token: "" }]) {
          const verifying = () => verify(sign({ params }), { withoutToken });
          if (refusal === undefined) await verifying();
          else await assertRefused(verifying, refusal);
        }
      },
    );
  }
});

describe("verifySigned(), the time", () => {
  rule(
    ["RFC5849-3.2-3", "OAUTHPROBLEM-4-1"],
    "refuses what was signed too long ago or too far ahead, by any method",
    async () => {
      const { sign, verify, clock } = await versatile();
      for (const [index, away] of [-301, 301].entries()) {
        for (const signatureMethod of ALL_METHODS) {
          const received = sign({ signatureMethod, timestamp: clock.now() + away, nonce: String(index) });
          await assertRefused(() => verify(received), { code: "timestamp_refused", status: 401 });
        }
      }
    },
  );

  for (const signatureMethod of ALL_METHODS) {
    rule(
      ["RFC5849-3.2-2", "RFC5849-3.2-16", "OAUTHPROBLEM-2-4"],
      `refuses the same request by ${signatureMethod} a second time`,
      async () => {
        const { sign, verify } = await versatile();
        const received = sign({ signatureMethod });
        await verify(received);
        await assertRefused(() => verify(received), { code: "nonce_used", status: 401, rule: "RFC5849-3.2-2" });
      },
    );
  }

  rule("RFC5849-3.3-4", "takes a nonce again with a token, and with another one", async () => {
    const under = await signing();
    await under.verify(under.sign({ nonce: "n" }));
    for (const token of [await giveToken(under), await giveToken(under)]) {
      await under.verify(under.sign({ nonce: "n", token }));
      await assertRefused(() => under.verify(under.sign({ nonce: "n", token })), { code: "nonce_used" });
    }
  });

  rule("RFC5849-3.1-7", "takes PLAINTEXT without timestamp and nonce as often as it comes", async () => {
    const { sign, verify } = await signing();
    const received = sign({
      signatureMethod: "PLAINTEXT",
      params: { oauth_timestamp: undefined, oauth_nonce: undefined },
    });
    await verify(received);
    await verify(received);
  });

  rule("RFC5849-4.10-1", "uses no nonce up for a request that it refuses for its signature or its body", async () => {
    const { sign, verify, consumer } = await signing();
    const stranger = { ...consumerOf(consumer), secret: "x" };
    await assertRefused(() => verify(sign({ nonce: "one", consumer: stranger })), { code: "signature_invalid" });
    await assertRefused(() => verify(sign({ nonce: "one", signature: "AAAA" })), { code: "signature_invalid" });
    const body = sign({ nonce: "one", body: "a", bodyHash: true });
    await assertRefused(() => verify({ ...body, body: "b" }), { code: "signature_invalid" });
    await verify(sign({ nonce: "one" }));
  });

  rule("RFC5849-3.2-2", "takes one of fifty alike that come at once, and one of each of fifty others", async () => {
    const { sign, verify } = await signing();
    const same = sign();
    const settled = await Promise.allSettled(Array.from({ length: 50 }, () => verify(same)));
    const refusals = settled.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    assert.lengthOf(refusals, 49);
    for (const refusal of refusals) assert.propertyVal(refusal, "code", "nonce_used");
    await Promise.all(Array.from({ length: 50 }, () => verify(sign())));
  });
});

describe("verifySigned(), the body", () => {
  for (const signatureMethod of ALL_METHODS) {
    rule(
      ["OAUTHBODYHASH-4.2-1", "OAUTHBODYHASH-4.1.2-1"],
      `refuses another body than the one that was hashed for ${signatureMethod}`,
      async () => {
        const { sign, verify } = await versatile();
        const hashed = {
          signatureMethod,
          body: '{"a":1}',
          bodyHash: true,
          headers: { "content-type": "application/json" },
        };
        await verify(sign(hashed));
        const refused = { code: "signature_invalid", status: 401, rule: "OAUTHBODYHASH-4.2-1" } as const;
        await assertRefused(() => verify({ ...sign(hashed), body: '{"a":2}' }), refused);
      },
    );
  }

  rule(
    "OAUTHBODYHASH-3.2-1",
    "takes the hash of nothing where there is no body, and of bytes that are no text",
    async () => {
      const { sign, verify } = await signing();
      await verify(sign({ bodyHash: true }));
      const bytes = Buffer.from([0xff, 0x00, 0x80]);
      const hash = createHash("sha1").update(bytes).digest("base64");
      await verify({ ...sign({ method: "POST", params: { oauth_body_hash: hash } }), body: bytes });
    },
  );

  rule("OAUTHBODYHASH-4.2-2", "refuses a hash beside a form", async () => {
    const { sign, verify } = await signing();
    const received = sign({ form: { a: "b" }, body: "", bodyHash: true, headers: FORM });
    await assertRefused(() => verify(received), {
      code: "parameter_rejected",
      status: 400,
      rule: "OAUTHBODYHASH-4.2-2",
    });
  });

  rule("OAUTHBODYHASH-4.2-3", "takes a body without a hash as it is", async () => {
    const { sign, verify } = await signing();
    await verify({ ...sign({ method: "PUT", body: "a" }), body: "b" });
  });
});

describe("verifySigned(), the order of what it checks", () => {
  for (const [name, changes, code] of [
    ["the consumer before the method", { key: "nobody", method: "none", age: 9_999 }, "consumer_key_unknown"],
    ["the method before the token", { method: "none", token: "x", age: 9_999 }, "signature_method_rejected"],
    ["the token before the timestamp", { token: "x", age: 9_999, signature: "AAAA" }, "token_rejected"],
    ["the timestamp before the signature", { age: 9_999, signature: "AAAA" }, "timestamp_refused"],
    ["the signature before the nonce", { signature: "AAAA", used: true }, "signature_invalid"],
  ] as const) {
    it(`looks at ${name}`, async () => {
      const { sign, verify, consumer, clock } = await signing();
      const said: { key?: string; method?: string; token?: string; age?: number; signature?: string; used?: boolean } =
        changes;
      if (said.used === true) await verify(sign({ nonce: "n" }));
      const received = sign({
        nonce: "n",
        consumer: { key: said.key ?? consumer.clientId, secret: SECRET },
        timestamp: clock.now() - (said.age ?? 0),
        ...(said.signature === undefined ? {} : { signature: said.signature }),
        params: {
          ...(said.method && { oauth_signature_method: said.method }),
          ...(said.token && { oauth_token: said.token }),
        },
      });
      await assertRefused(() => verify(received), { code });
    });
  }

  it("asks the ephemeral store twice for a token that was found before, and the database never", async () => {
    const stores = brokenStores();
    const under = await signing({}, { stores: (standard) => stores.wrap(standard) });
    const token = await giveToken(under);
    const calls: string[] = [];
    const { ephemeral } = under.issuer;
    const counted: typeof under.issuer = {
      ...under.issuer,
      ephemeral: {
        ...ephemeral,
        getPair: (pair) => (calls.push("getPair"), ephemeral.getPair(pair)),
        claim: (kind, entry) => (calls.push("claim"), ephemeral.claim(kind, entry)),
        get: (kind, key) => (calls.push("get"), ephemeral.get(kind, key)),
        put: (kind, entry) => (calls.push("put"), ephemeral.put(kind, entry)),
      },
    };
    const findToken = (text: string) => findTokenCredentials(text, counted);
    await verifySigned(under.sign({ token }), { issuer: counted, ...VERIFYING, findToken });
    calls.length = 0;
    stores.break({
      "postgres families.find": "refused",
      "postgres accounts.find": "refused",
      "postgres clients.find": "refused",
    });
    await verifySigned(under.sign({ token }), { issuer: counted, ...VERIFYING, findToken });
    assert.deepEqual(calls, ["getPair", "claim"]);
  });

  for (const verb of ["redis getPair a", "redis claim on"]) {
    it(`passes on that the store is away when '${verb}' fails`, async () => {
      const stores = brokenStores();
      const under = await signing({}, { stores: (standard) => stores.wrap(standard) });
      const token = await giveToken(under);
      stores.break({ [verb]: "refused" });
      assert.instanceOf(await thrownBy(() => under.verify(under.sign({ token }))), StoreUnavailable);
    });
  }
});

describe("verifySigned(), explaining", () => {
  const explained = new OAuthError("signature_invalid", "Because");

  for (const signatureMethod of ALL_METHODS) {
    rule(
      "OAUTHPROBLEM-7-1",
      `hands what is needed for ${signatureMethod} to who explains, and throws what comes back`,
      async () => {
        const { sign, verify, consumer } = await versatile();
        const seen: WrongSignature[] = [];
        const received = sign({ signatureMethod, signature: "AAAA" });
        const explain = (wrong: WrongSignature) => {
          seen.push(wrong);
          return explained;
        };
        assert.strictEqual(await thrownBy(() => verify(received, { explain })), explained);
        const [wrong] = seen;
        assert.strictEqual(wrong?.received, received);
        assert.deepEqual([wrong?.method, wrong?.client.id], [signatureMethod, consumer.id]);
        assert.include(wrong?.base, `GET&${encodePercent("https://api.test/photos")}&`);
        assert.lengthOf(wrong?.keys ?? [], 1);
        assert.propertyVal(wrong?.refusal, "code", "signature_invalid");
      },
    );
  }

  it("asks nobody about a signature that is right, or about anything else that is wrong", async () => {
    const { sign, verify, clock } = await signing();
    const explain = () => assert.fail("nothing is to be explained");
    await verify(sign(), { explain });
    await assertRefused(() => verify(sign({ timestamp: clock.now() - 999 }), { explain }), {
      code: "timestamp_refused",
    });
  });

  it("tells no secret by itself", async () => {
    const under = await signing();
    const token = await giveToken(under);
    for (const signatureMethod of ["HMAC-SHA1", "PLAINTEXT"] as const) {
      const signature = `${SECRET}&wrong`;
      const refusal = await refusalOf(() => under.verify(under.sign({ signatureMethod, token, signature })));
      const told = JSON.stringify([refusal.message, refusal.extra, refusal.headers, refusal.cause]);
      for (const secret of [SECRET, token.secret, "wrong"]) assert.notInclude(told, secret);
    }
  });
});

describe("verifySigned(), guesses", () => {
  // the secret of the tests was chosen, not made
  rule(
    ["OAUTHPROBLEM-2-8", "RFC6749-2.3.1-5"],
    "lets nobody try one secret after the other, nor tells which was right",
    async () => {
      const { sign, verify } = await signing();
      for (let count = 0; count < 101; count += 1) {
        await assertRefused(() => verify(sign({ signature: "AAAA" })), { code: "signature_invalid" });
      }
      const refused = { code: "consumer_key_refused", status: 429, rule: "OAUTHPROBLEM-2-8" } as const;
      await assertRefused(() => verify(sign({ signature: "AAAA" })), refused);
      await assertRefused(() => verify(sign()), refused);
      await verify({ ...sign(), address: "198.51.100.1" });
    },
  );

  it("counts no signatures of RSA, at whose keys nobody can guess", async () => {
    const { sign, verify } = await versatile();
    for (let count = 0; count < 120; count += 1) {
      const received = sign({ signatureMethod: "RSA-SHA1", signature: "AAAA" });
      await assertRefused(() => verify(received), { code: "signature_invalid" });
    }
  });
});
