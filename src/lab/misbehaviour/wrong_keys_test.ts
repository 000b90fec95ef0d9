import { createHmac, createPublicKey, createSecretKey } from "node:crypto";
import { assert } from "chai";
import { claimsIn, LONG_SECRET, userinfoOf, verified } from "./_signed_test.ts";
import { ALL_ALGS } from "../../../test/support/openid_flow.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import { type JwtRefused, verifyJwt } from "../../protocol/mod.ts";
import type { Signing, WrongSignature } from "../faults/fault.ts";
import { faultOf, type LabFlow, openFlow, servedIn } from "./_lab_flow_test.ts";

const ALGS = [...ALL_ALGS.split(" "), "HS256"];

function partOf(token: unknown, at: number): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(String(token).split(".")[at] ?? "", "base64url").toString());
}

async function tokenBy(
  alg: string,
  signature: WrongSignature,
): Promise<{ readonly flow: LabFlow; readonly token: string }> {
  const client = { metadata: { id_token_signed_response_alg: alg } };
  const flow = await openFlow({ client }, [faultOf("token", { signature })]);
  return { flow, token: String((await flow.tokens())["id_token"]) };
}

async function whyRefused({ flow, token }: Awaited<ReturnType<typeof tokenBy>>): Promise<unknown> {
  const refusal: Partial<JwtRefused> = await verified(flow, token).then(
    () => ({}),
    (error: JwtRefused) => error,
  );
  return refusal.reason;
}

describe("an ID token", () => {
  for (const alg of ALGS) {
    describe(`that should be signed by ${alg}`, () => {
      it("is not signed at all, and says so", async () => {
        const { token } = await tokenBy(alg, "none");
        assert.match(token, /^[\w-]+\.[\w-]+\.$/);
        assert.deepEqual(partOf(token, 0), { alg: "none" });
        assert.equal(partOf(token, 1)["iss"], "https://issuer.test");
      });

      it("has a signature that differs in each byte, and the header of a right one", async () => {
        const made = await tokenBy(alg, "bad_signature");
        assert.equal(await whyRefused(made), "signature");
        assert.equal(partOf(made.token, 0)["alg"], alg);
      });

      it("is signed by another key under the same header", async () => {
        const made = await tokenBy(alg, "other_key");
        assert.equal(await whyRefused(made), "signature");
        const right = await tokenBy(alg, (header, claims, signing) => signing.right(header, claims));
        assert.deepEqual(Object.keys(partOf(made.token, 0)), Object.keys(partOf(right.token, 0)));
      });

      it("is right where a function signs rightly", async () => {
        const made = await tokenBy(alg, (header, claims, signing) => signing.right(header, claims));
        assert.equal((await verified(made.flow, made.token)).header.alg, alg);
        assert.deepEqual(servedIn(made.flow.journal()), ["wrong at token"]);
      });
    });
  }

  it("has the bytes of a right signature turned over, each of them", async () => {
    let right = "";
    const { token } = await tokenBy("EdDSA", async (header, claims, signing) => {
      right = await signing.right(header, claims);
      return right;
    });
    const bad = await tokenBy("EdDSA", "bad_signature");
    assert.equal(token, right);
    const bytes = Buffer.from(bad.token.split(".")[2] ?? "", "base64url");
    assert.lengthOf(bytes, 64);
  });
});

describe("a function that signs", () => {
  for (const [name, header, expected] of [
    ["an extension that nobody knows", { crit: ["odd"], odd: 1 }, { crit: ["odd"], odd: 1 }],
    ["another type", { typ: "at+jwt" }, { typ: "at+jwt" }],
    ["a key that nobody published", { kid: "unknown" }, { kid: "unknown" }],
    ["no name of its key", { kid: undefined }, {}],
  ] as const) {
    it(`writes ${name} into the header, and signs it rightly`, async () => {
      const { flow, token } = await tokenBy("ES256", (right, claims, signing) =>
        signing.right({ ...right, ...header }, claims),
      );
      const jwk = JSON.parse(flow.under.issuer.keys.jwks().text).keys.find(
        (key: { alg: string }) => key.alg === "ES256",
      );
      const shown = partOf(token, 0);
      assert.deepInclude(shown, { ...expected, alg: "ES256" });
      assert.equal("kid" in shown, !("kid" in header) || header.kid !== undefined);
      if (!("crit" in header)) await verifiesBy(token, jwk);
    });
  }

  it("signs by another algorithm that the issuer has a key for", async () => {
    const { token } = await tokenBy("ES256", (_header, claims, signing) => signing.right({ alg: "EdDSA" }, claims));
    assert.deepEqual(partOf(token, 0), { alg: "EdDSA" });
    assert.lengthOf(Buffer.from(token.split(".")[2] ?? "", "base64url"), 64);
  });

  it("says what it likes about the algorithm where there is no such key", async () => {
    const { token } = await tokenBy("ES256", (_header, claims, signing) => signing.right({ alg: "PS512" }, claims));
    assert.equal(partOf(token, 0)["alg"], "PS512");
  });

  it("has the public key, to take it for a secret", async () => {
    const { flow, token } = await tokenBy("RS256", (header, claims, { publicJwk }) => {
      const pem = String(
        createPublicKey({ key: { ...publicJwk }, format: "jwk" }).export({ type: "spki", format: "pem" }),
      );
      const signed = [{ ...header, alg: "HS256" }, claims]
        .map((one) => Buffer.from(JSON.stringify(one)).toString("base64url"))
        .join(".");
      return `${signed}.${createHmac("sha256", pem).update(signed).digest("base64url")}`;
    });
    assert.equal(partOf(token, 0)["alg"], "HS256");
    assert.notEqual(await whyRefused({ flow, token }), undefined);
  });

  it("has the other key, to embed it", async () => {
    let seen: Signing | undefined;
    const { token } = await tokenBy("ES256", (header, claims, signing) => {
      seen = signing;
      return signing.other({ ...header, jwk: signing.otherJwk }, claims);
    });
    assert.deepEqual(partOf(token, 0)["jwk"], seen?.otherJwk);
    assert.notDeepEqual(seen?.otherJwk, seen?.publicJwk);
    const key = createPublicKey({ key: { ...seen?.otherJwk }, format: "jwk" });
    await verifiesBy(token, { ...key.export({ format: "jwk" }) });
  });

  it("has no public key where the secret of the client signs", async () => {
    const told: unknown[] = [];
    await tokenBy("HS256", (header, claims, signing) => {
      told.push(signing.publicJwk, signing.otherJwk);
      return signing.right(header, claims);
    });
    assert.deepEqual(told, [undefined, undefined]);
  });
});

/** Verifies by a JWK alone, whatever the name of the key. */
async function verifiesBy(token: string, jwk: Readonly<Record<string, unknown>>): Promise<void> {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const { verify } = await import("node:crypto");
  const key = { key: createPublicKey({ key: { ...jwk }, format: "jwk" }), dsaEncoding: "ieee-p1363" } as const;
  assert.isTrue(verify("sha256", Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, "base64url")));
}

describe("a signature that is wrong elsewhere", () => {
  it("is that of the signed UserInfo answer alone at that place", async () => {
    const metadata = { userinfo_signed_response_alg: "ES256" };
    const flow = await openFlow({ client: { metadata } }, [faultOf("userinfo", { signature: "bad_signature" })]);
    const body = await flow.tokens();
    await verified(flow, body["id_token"]);
    const refusal = await flow.under.issuer.keys
      .verify(await userinfoOf(flow, body), { mayLast: true })
      .catch((error: unknown) => error);
    assert.propertyVal(refusal, "reason", "signature");
    assert.deepEqual(servedIn(flow.journal()), ["wrong at userinfo"]);
  });

  it("may change who signed it and for whom, which no hook can", async () => {
    const metadata = { userinfo_signed_response_alg: "ES256" };
    const signature: WrongSignature = (header, claims, signing) => signing.right(header, { ...claims, aud: "other" });
    const flow = await openFlow({ client: { metadata } }, [faultOf("userinfo", { signature })]);
    assert.equal(claimsIn(await userinfoOf(flow, await flow.tokens()))["aud"], "other");
  });

  it("is none, and named by nobody, where UserInfo is not signed", async () => {
    const flow = await openFlow({}, [faultOf("userinfo", { signature: "none" })]);
    const body = await flow.tokens();
    assert.isString(bodyOf(await flow.userinfo(body["access_token"]))["sub"]);
    assert.isEmpty(servedIn(flow.journal()));
  });

  it("is in the implicit answer as well", async () => {
    const flow = await openFlow({}, [faultOf("token", { signature: "none" })]);
    const token = (await flow.front({ response_type: "id_token" })).get("id_token");
    assert.deepEqual(partOf(token, 0), { alg: "none" });
    assert.deepEqual(servedIn(flow.journal()), ["wrong at callback"]);
  });

  it("is of claims that are wrong as well, in one fault", async () => {
    const flow = await openFlow({}, [
      faultOf("token", { signature: "none", idToken: (claims) => ({ ...claims, sub: "x" }) }),
    ]);
    assert.equal(partOf((await flow.tokens())["id_token"], 1)["sub"], "x");
    assert.deepEqual(servedIn(flow.journal()), ["wrong at token"]);
  });
});

describe("the ring of an issuer of the lab", () => {
  it("signs under the client's secret what a client with HS256 verifies", async () => {
    const flow = await openFlow({ client: { metadata: { id_token_signed_response_alg: "HS256" } } }, []);
    const key = createSecretKey(Buffer.from(LONG_SECRET));
    const { header } = await verifyJwt(String((await flow.tokens())["id_token"]), {
      algs: ["HS256"],
      keyFor: () => key,
      now: flow.under.clock.now(),
    });
    assert.deepEqual(header, { alg: "HS256" });
  });
});
