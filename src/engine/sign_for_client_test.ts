import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { clientRecord, fastSecret } from "../../test/support/records.ts";
import { withSealedSecret } from "../clients/mod.ts";
import {
  CONTENT_ALGS,
  decryptJwt,
  directKey,
  generateKeyPair,
  isJwe,
  OAuthError,
  peekJwt,
  publicJwkOf,
} from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import {
  checkSignForClient,
  type Exchange,
  signForClient,
  signingAlgFor,
  signingAlgsOf,
  standardSigningAlg,
} from "./mod.ts";

const SECRET = "a secret of a client that is long enough";
const CLAIMS = { sub: "me" };

type Members = Readonly<Record<string, unknown>>;

async function scene(algs = "RS256 ES256"): Promise<Exchange> {
  return exchangeAt((await issuerUnderTest({ settings: { SIGNING_ALGS: algs } })).issuer);
}

/** A client whose secret was kept as a key. */
function clientWith(metadata: Members, { issuer }: Exchange, text = SECRET): ClientRecord {
  const sealed = withSealedSecret(fastSecret(text), text, { key: issuer.sealKey, random: issuer.random });
  return clientRecord({ metadata, secrets: [sealed] });
}

/** Why nothing can be made for a client, as it is told both before and when it is tried. */
async function refusalOf(metadata: Members, { text = SECRET, algs = "RS256" } = {}): Promise<string> {
  const exchange = await scene(algs);
  const options = { client: clientWith(metadata, exchange, text), exchange, message: "id_token" } as const;
  const told: unknown[] = [];
  for (const attempt of [async () => checkSignForClient(options), async () => signForClient(CLAIMS, options)])
    await attempt().catch((error: unknown) => told.push(error));
  const [first, second] = told;
  assert(first instanceof OAuthError && second instanceof OAuthError, "it was not refused");
  assert.equal(first.description, second.description);
  return `${first.code} ${first.rule ?? ""}: ${first.description}`;
}

describe("signingAlgFor()", () => {
  for (const [metadata, standard, expected] of [
    [{}, undefined, undefined],
    [{}, "ES256", "ES256"],
    [{ id_token_signed_response_alg: "PS256" }, "ES256", "PS256"],
    [{ userinfo_signed_response_alg: "PS256" }, "ES256", "ES256"],
    [{ id_token_signed_response_alg: "none" }, "ES256", undefined],
    [{ id_token_signed_response_alg: 7 }, "ES256", undefined],
  ] as const) {
    it(`is ${expected} for ${JSON.stringify(metadata)} where the standard is ${standard}`, () => {
      const options = { message: "id_token", ...(standard === undefined ? {} : { standard }) } as const;
      assert.equal(signingAlgFor(clientRecord({ metadata }), options), expected);
    });
  }
});

describe("signingAlgsOf()", () => {
  it("are those of the keys, and that of secrets", () => {
    assert.sameMembers([...signingAlgsOf({ algorithms: ["EdDSA", "RS256"] })], ["EdDSA", "RS256", "HS256"]);
    assert.deepEqual(signingAlgsOf({ algorithms: [] }), ["HS256"]);
  });
});

describe("standardSigningAlg()", () => {
  for (const [algs, standard] of [
    ["ES256 RS256", "RS256"],
    ["ES384 ES256", "ES384"],
  ] as const) {
    it(`is ${standard} of an issuer with keys for ${algs}`, async () => {
      assert.deepEqual(standardSigningAlg(await scene(algs)), { standard });
    });
  }
});

describe("signForClient()", () => {
  it("leaves claims as they are for a client that wants neither", async () => {
    const exchange = await scene();
    const client = clientRecord();
    assert.isUndefined(await signForClient(CLAIMS, { client, exchange, message: "userinfo" }));
    assert.isUndefined(checkSignForClient({ client, exchange, message: "userinfo" }), "nobody waits for nothing");
  });

  it("writes the type into the header where there is one", async () => {
    const exchange = await scene();
    const options = { client: clientRecord(), exchange, message: "id_token", standard: "ES256" } as const;
    assert.notProperty(peekJwt(String(await signForClient(CLAIMS, options))).header, "typ");
    assert.equal(peekJwt(String(await signForClient(CLAIMS, { ...options, typ: "x+jwt" }))).header.typ, "x+jwt");
  });

  rule("OIDC-10.1-1", "judges ID tokens and UserInfo answers each by its own members", async () => {
    const exchange = await scene();
    const client = clientWith(
      { userinfo_signed_response_alg: "HS256", id_token_encrypted_response_alg: "dir" },
      exchange,
    );
    const userinfo = String(await signForClient(CLAIMS, { client, exchange, message: "userinfo" }));
    const idToken = String(await signForClient(CLAIMS, { client, exchange, message: "id_token", standard: "RS256" }));
    assert.equal(peekJwt(userinfo).header.alg, "HS256");
    assert.isTrue(isJwe(idToken));
  });

  it("signs under the newest secret", async () => {
    const exchange = await scene();
    const client = clientWith(
      { id_token_encrypted_response_alg: "dir" },
      exchange,
      "the newest secret that the client has",
    );
    const both = { ...client, secrets: [...client.secrets, ...clientWith({}, exchange).secrets] };
    const text = String(await signForClient(CLAIMS, { client: both, exchange, message: "id_token" }));
    const keyFor = () => directKey("the newest secret that the client has", "A128CBC-HS256");
    assert.equal((await decryptJwt(text, { algs: ["dir"], encs: CONTENT_ALGS, keyFor })).text, '{"sub":"me"}');
  });

  rule("OIDC-10.2-1", "chooses one of several keys of the client, and names it where it has a name", async () => {
    const exchange = await scene();
    const [one, other] = [await generateKeyPair("RSA-OAEP"), await generateKeyPair("RSA-OAEP")];
    const jwks = { keys: [publicJwkOf(one.publicKey), { ...publicJwkOf(other.publicKey), use: "enc", kid: "mine" }] };
    const client = clientRecord({ metadata: { id_token_encrypted_response_alg: "RSA-OAEP", jwks } });
    const text = String(await signForClient(CLAIMS, { client, exchange, message: "id_token" }));
    const read = await decryptJwt(text, { algs: ["RSA-OAEP"], encs: CONTENT_ALGS, keyFor: () => other.privateKey });
    assert.equal(read.header.kid, "mine");
  });
});

describe("checkSignForClient() and signForClient()", () => {
  for (const [what, metadata, said] of [
    ["no key of the client", { id_token_encrypted_response_alg: "ECDH-ES" }, "invalid_request OIDC-10.2-1"],
    ["no algorithm to encrypt by", { id_token_encrypted_response_alg: "RSA1_5" }, "invalid_request OIDC-10.2-1"],
    ["no algorithm to sign by", { id_token_signed_response_alg: "HS1" }, "invalid_request OIDC-10.1-1"],
    ["no key of the issuer", { id_token_signed_response_alg: "EdDSA" }, "server_error"],
  ] as const) {
    rule(["OIDC-10.1-1", "OIDC-10.2-1"], `refuse alike where there is ${what}`, async () => {
      assert.include(await refusalOf(metadata), said);
    });
  }

  rule("OIDC-16.19-1", "refuse alike where the secret is too short to be a key", async () => {
    const refusal = await refusalOf({ id_token_signed_response_alg: "HS256" }, { text: "x".repeat(31) });
    assert.include(refusal, "invalid_request OIDC-16.19-1");
    assert.notInclude(refusal, "xxx");
  });
});
