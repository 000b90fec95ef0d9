import { assert } from "chai";
import { describe } from "mocha";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { mintToken } from "../../src/protocol/mod.ts";
import { CALLBACK, person } from "../support/cast.ts";
import { agreeTo, askToken, pairIn, threeLegs, verifierAt } from "../support/oauth1.ts";
import { visitor } from "../support/visitor.ts";
import {
  apiRequest,
  approvedOf,
  assertProblem,
  at,
  bearerOf,
  problemIn,
  revokeCredentials,
  sendSigned,
  type SignedServer,
  signedServer,
  TARGETS,
  temporaryOf,
  temporaryRequest,
  tokenRequest,
} from "./oauth1_server.ts";

const rejected = [400, "parameter_rejected"] as const;
const refused = [401, "token_rejected"] as const;
const replayed = [401, "nonce_used"] as const;

let server: SignedServer;

before(async () => {
  server = await signedServer();
});
after(() => server.stop());

for (const [target, right] of TARGETS) {
  describe(`a request to ${target} that comes again`, () => {
    rule(["RFC5849-3.2-2", "RFC5849-3.2-16", "OAUTHPROBLEM-2-4"], "is refused as its nonce was used", async () => {
      const options = { ...(await right(server)), nonce: `once ${target}` };
      assert.equal((await sendSigned(server, options)).status, 200);
      assertProblem(server, await sendSigned(server, options), replayed);
    });

    rule("RFC5849-4.10-1", "may come again when it was not signed right before", async () => {
      const options = { ...(await right(server)), nonce: `twice ${target}` };
      assertProblem(server, await sendSigned(server, { ...options, signature: "eA==" }), [401, "signature_invalid"]);
      assert.equal((await sendSigned(server, options)).status, 200);
    });
  });
}

describe("a nonce", () => {
  rule("RFC5849-3.3-4", "is another one at another time, of another consumer and with another token", async () => {
    const nonce = "the same everywhere";
    const second = await threeLegs(server, {
      consumer: server.consumer,
      person: server.owner,
      browser: server.browser,
      sign: at(server),
    });
    for (const request of [
      apiRequest(server),
      { ...apiRequest(server), timestamp: server.clock.now() - 1 },
      { ...apiRequest(server), token: second },
      temporaryRequest(server),
      { ...temporaryRequest(server), consumer: server.other },
    ]) {
      const answer = await sendSigned(server, { ...request, nonce });
      assert.equal(answer.status, 200, answer.body);
    }
  });
});

/** Credentials that do not belong where they are sent. */
const SWAPPED: readonly (readonly [name: string, token: () => Promise<string>])[] = [
  ["none that anybody got", async () => mintToken("ot", server.issuer)],
  ["temporary ones that nobody got", async () => mintToken("tc", server.issuer)],
  ["words", async () => "of a magic kind"],
  ["what every object has", async () => "__proto__"],
  ["an access token of OAuth 2.0", async () => bearerOf(server)],
  ["temporary ones of another consumer", async () => (await temporaryOf(server, { consumer: server.other })).token],
  ["ones of another consumer", async () => (await credentialsOfOther()).token],
];

async function credentialsOfOther() {
  const { owner, browser, other } = server;
  return threeLegs(server, { consumer: other, person: owner, browser, sign: at(server) });
}

describe("credentials that do not belong to a request", () => {
  for (const [name, token] of [
    ...SWAPPED,
    ["temporary ones", async () => (await approvedOf(server)).temporary.token],
  ] as const) {
    rule(["RFC5849-3.2-14", "RFC5849-3.2-5"], `are refused at the API: ${name}`, async () => {
      const swapped = { token: await token(), secret: server.token.secret };
      assertProblem(server, await sendSigned(server, { ...apiRequest(server), token: swapped }), refused);
    });
  }

  for (const [name, token] of [...SWAPPED, ["those that they would give", async () => server.token.token]] as const) {
    rule("RFC5849-2.3-3", `are refused at the endpoint of token credentials: ${name}`, async () => {
      const { temporary, verifier } = await approvedOf(server);
      const swapped = { token: await token(), secret: temporary.secret };
      assertProblem(server, await sendSigned(server, tokenRequest(server, { temporary: swapped, verifier })), refused);
    });
  }

  rule("RFC5849-3.2-5", "are refused though their secret is known: those of another consumer", async () => {
    const token = await credentialsOfOther();
    assertProblem(server, await sendSigned(server, { ...apiRequest(server), token }), refused);
    const temporary = await temporaryOf(server, { consumer: server.other });
    const verifier = await approve(temporary.token);
    assertProblem(server, await sendSigned(server, tokenRequest(server, { temporary, verifier })), refused);
  });

  rule("RFC5849-3.4.2-2", "need their own secret", async () => {
    const token = { ...server.token, secret: `${server.token.secret}x` };
    const answer = await sendSigned(server, { ...apiRequest(server), token });
    assertProblem(server, answer, [401, "signature_invalid"]);
  });

  beyond("RFC5849-3.2-5", "are no bearer tokens, whatever their kind", async () => {
    const { temporary } = await approvedOf(server);
    for (const text of [server.token.token, server.token.secret, temporary.token]) {
      const headers = { authorization: `Bearer ${text}` };
      assert.equal((await fetch(`${server.url}/api/`, { headers })).status, 401);
    }
  });

  beyond("RFC5849-2.1-8", "have no place in a request for temporary ones", async () => {
    const answer = await sendSigned(server, { ...temporaryRequest(server), token: server.token });
    assert.oneOf(answer.status, [400, 401], answer.body);
    assert.notInclude(answer.body, "oauth_token_secret");
  });

  rule(["RFC5849-3.2-4", "OAUTHPROBLEM-2-11"], "are refused when they were revoked", async () => {
    const token = await threeLegs(server, {
      consumer: server.consumer,
      person: server.owner,
      browser: server.browser,
      sign: at(server),
    });
    const options = () => ({ ...apiRequest(server), token });
    assert.equal((await sendSigned(server, options())).status, 200);
    await revokeCredentials(server, token);
    assertProblem(server, await sendSigned(server, options()), [401, "token_revoked"]);
  });
});

/** The verifier that comes of the owner's approval of temporary credentials. */
async function approve(token: string): Promise<string> {
  return verifierAt(await agreeTo(server, { token, person: server.owner, browser: server.browser }));
}

describe("a verifier", () => {
  async function assertRefused(changes: { readonly verifier: string }, problem = "parameter_rejected"): Promise<void> {
    const approved = await approvedOf(server);
    const answer = await sendSigned(server, tokenRequest(server, { ...approved, ...changes }));
    assert.oneOf(answer.status, [400, 401]);
    assert.equal(problemIn(answer), problem, answer.body);
    assert.notInclude(answer.body, "oauth_token_secret");
    // The right one works all the same.
    assert.equal((await sendSigned(server, tokenRequest(server, approved))).status, 200);
  }

  rule("RFC5849-2.3-8", "of another approval is refused", async () => {
    const { verifier } = await approvedOf(server);
    await assertRefused({ verifier });
  });

  rule("RFC5849-2.3-8", "of another person's approval is refused", async () => {
    const stranger = await person(server.issuer);
    const temporary = await temporaryOf(server);
    const seen = await agreeTo(server, { token: temporary.token, person: stranger, browser: visitor(server.url) });
    await assertRefused({ verifier: verifierAt(seen) });
  });

  for (const [name, verifier, problem] of [
    ["none", "", "parameter_absent"],
    ["a word", "please", "parameter_rejected"],
    ["NUL", "a\0b", "parameter_rejected"],
    ["10,000 characters", "a".repeat(10_000), "parameter_rejected"],
    ["what every object has", "__proto__", "parameter_rejected"],
  ] as const) {
    rule(["RFC5849-2.3-2", "RFC5849-2.3-8"], `cannot be ${name}`, () => assertRefused({ verifier }, problem));
  }

  rule("RFC5849-2.3-5", "cannot be guessed before anybody said yes", async () => {
    const temporary = await temporaryOf(server);
    const answer = await sendSigned(server, tokenRequest(server, { temporary, verifier: "00000000" }));
    assert.equal(answer.status, 401, answer.body);
    const verifier = await approve(temporary.token);
    assert.equal((await sendSigned(server, tokenRequest(server, { temporary, verifier }))).status, 200);
  });

  rule("RFC5849-2.3-7", "works once", async () => {
    const approved = await approvedOf(server);
    const credentials = pairIn(await askToken(server, { ...approved, consumer: server.consumer, sign: at(server) }));
    assertProblem(server, await sendSigned(server, tokenRequest(server, approved)), [401, "token_used"]);
    assert.isNotEmpty(credentials.secret);
  });
});

describe("a callback", () => {
  for (const [name, callback] of [
    ["script", "javascript:alert(1)"],
    ["data", "data:text/html,hello"],
    ["an address that was not registered", "https://evil.test/cb"],
    ["more than what was registered", `${CALLBACK}/more`],
    ["what was registered, with a query", `${CALLBACK}?a=b`],
    ["what was registered, with a fragment", `${CALLBACK}#a`],
    ["what was registered, in capitals", CALLBACK.toUpperCase()],
    ["a path", "/cb"],
    ["oob in capitals", "OOB"],
    ["oob with a space", "oob "],
    ["two addresses", `${CALLBACK} ${CALLBACK}`],
    ["a line break and more", `${CALLBACK}\r\nSet-Cookie: a=b`],
    ["10,000 characters", `${CALLBACK}?${"a".repeat(10_000)}`],
  ] as const) {
    rule(["RFC5849-2.1-6", "RFC5849-2.1-4"], `cannot be ${name}`, async () => {
      assertProblem(server, await sendSigned(server, temporaryRequest(server, callback)), rejected);
    });
  }

  for (const [name, callback] of [
    ["missing", undefined],
    ["empty", ""],
  ] as const) {
    rule("RFC5849-2.1-2", `cannot be ${name}`, async () => {
      const params = { oauth_callback: callback };
      const answer = await sendSigned(server, { ...temporaryRequest(server), params });
      assertProblem(server, answer, [400, "parameter_absent"]);
    });
  }
});

describe("PLAINTEXT", () => {
  for (const [target, right] of TARGETS) {
    rule("RFC5849-3.4.4-1", `is refused over http at ${target}, unless a setting allows it`, async () => {
      const options = { ...(await right(server)), signatureMethod: "PLAINTEXT" as const };
      assertProblem(server, await sendSigned(server, options), [400, "signature_method_rejected"]);
    });
  }

  rule(["RFC5849-3.1-5", "RFC5849-3.1-6"], "needs neither timestamp nor nonce where it is allowed", async () => {
    const lenient = await signedServer({ OAUTH1_PLAINTEXT_OVER_HTTP: "true" });
    try {
      const options = { ...apiRequest(lenient), signatureMethod: "PLAINTEXT" as const };
      const params = { oauth_timestamp: undefined, oauth_nonce: undefined };
      const without = { ...options, params };
      for (const each of [options, without, without]) assert.equal((await sendSigned(lenient, each)).status, 200);
    } finally {
      await lenient.stop();
    }
  });
});
