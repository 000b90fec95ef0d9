import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { clientRecord, fastSecret } from "../../test/support/records.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { SealBroken, seededRandom } from "../platform/mod.ts";
import type { ClientRecord, SecretRecord } from "../stores/mod.ts";
import { canReadSecret, hmacSecretsOf, leastSecretBytes, needsSecretItself, withSealedSecret } from "./mod.ts";

const KEY = new Uint8Array(32).fill(1);
const OTHER_KEY = new Uint8Array(32).fill(2);

function sealed(text: string, said: Partial<SecretRecord> = {}): SecretRecord {
  return withSealedSecret(fastSecret(text, said), text, { key: KEY, random: seededRandom(text) });
}

function textsOf(client: ClientRecord, now = START, key = KEY): readonly string[] {
  return hmacSecretsOf(client, { key, now }).map((secret) => secret.export().toString());
}

describe("needsSecretItself() and leastSecretBytes()", () => {
  for (const [what, said, bytes] of [
    ["a client that says nothing of it", { metadata: {} }, 0],
    ["one that gets ES256", { metadata: { id_token_signed_response_alg: "ES256" } }, 0],
    ["one that authenticates by its secret as it is", { authMethod: "client_secret_basic", metadata: {} }, 0],
    ["one whose member is no text", { metadata: { id_token_signed_response_alg: 256 } }, 0],
    ["HS256 for ID tokens", { metadata: { id_token_signed_response_alg: "HS256" } }, 32],
    ["HS256 for UserInfo", { metadata: { userinfo_signed_response_alg: "HS256" } }, 32],
    ["HS256 for signed responses", { metadata: { authorization_signed_response_alg: "HS256" } }, 32],
    ["dir for signed responses", { metadata: { authorization_encrypted_response_alg: "dir" } }, 32],
    ["HS384 for request objects", { metadata: { request_object_signing_alg: "HS384" } }, 48],
    ["HS512 for assertions", { metadata: { token_endpoint_auth_signing_alg: "HS512" } }, 64],
    [
      "the longest of several",
      { metadata: { id_token_signed_response_alg: "HS256", request_object_signing_alg: "HS384" } },
      48,
    ],
    ["client_secret_jwt with any HMAC", { authMethod: "client_secret_jwt", metadata: {} }, 32],
    ["dir for ID tokens", { metadata: { id_token_encrypted_response_alg: "dir" } }, 32],
    ["dir for UserInfo", { metadata: { userinfo_encrypted_response_alg: "dir" } }, 32],
    ["an HMAC that does not exist", { metadata: { id_token_signed_response_alg: "HS1" } }, 32],
  ] as const) {
    rule("OIDC-16.19-1", `want ${bytes} bytes for ${what}`, () => {
      const client = { grantTypes: ["authorization_code"], ...said };
      assert.equal(leastSecretBytes(client), bytes);
      assert.equal(needsSecretItself(client), bytes > 0);
    });
  }
});

describe("needsSecretItself() of a consumer of OAuth 1.0a", () => {
  for (const [what, methods, needs] of [
    ["that may sign by any method", undefined, true],
    ["that signs by HMAC", ["HMAC-SHA256"], true],
    ["that sends its secret itself", ["PLAINTEXT"], true],
    ["that signs by HMAC or RSA", ["RSA-SHA1", "HMAC-SHA1"], true],
    ["that signs by RSA alone", ["RSA-SHA1", "RSA-SHA256"], false],
  ] as const) {
    it(`is ${needs} for one ${what}, and any length of secret will do`, () => {
      const metadata = methods === undefined ? {} : { oauth_signature_methods: methods };
      const client = { grantTypes: ["oauth1"], metadata };
      assert.equal(needsSecretItself(client), needs);
      assert.equal(leastSecretBytes(client), 0);
    });
  }

  it("is false for the same methods without the grant", () => {
    const metadata = { oauth_signature_methods: ["HMAC-SHA1"] };
    assert.isFalse(needsSecretItself({ grantTypes: ["authorization_code"], metadata }));
  });
});

describe("hmacSecretsOf()", () => {
  it("opens those that live, newest first", () => {
    const client = clientRecord({ secrets: [sealed("new"), sealed("old", { expiresAt: START + 10 })] });
    assert.deepEqual(textsOf(client), ["new", "old"]);
    assert.deepEqual(textsOf(client, START + 10), ["new"]);
  });

  it("knows nothing of one that was not kept for that", () => {
    assert.deepEqual(textsOf(clientRecord({ secrets: [fastSecret("digested")] })), []);
  });

  it("opens each once, as a request must not wait for it", () => {
    const client = clientRecord({ secrets: [sealed("once")] });
    const [first] = hmacSecretsOf(client, { key: KEY, now: START });
    assert.strictEqual(hmacSecretsOf(client, { key: KEY, now: START })[0], first);
    assert.notStrictEqual(
      hmacSecretsOf(clientRecord({ secrets: [sealed("once")] }), { key: KEY, now: START })[0],
      first,
    );
  });

  it("opens nothing under another key, also what it has opened before", () => {
    const client = clientRecord({ secrets: [sealed("mine")] });
    textsOf(client);
    assert.throws(() => textsOf(client, START, OTHER_KEY), SealBroken);
  });

  it("does not take what was sealed for another purpose", () => {
    const [record] = clientRecord({ secrets: [sealed("mine")] }).secrets;
    const moved = { ...record!, sealed: `${record!.sealed!.slice(0, -2)}AA` };
    assert.throws(() => textsOf(clientRecord({ secrets: [moved] })), SealBroken);
  });
});

describe("canReadSecret()", () => {
  it("can under the key with which it was sealed, and under no other", () => {
    assert.isTrue(canReadSecret(sealed("mine"), { key: KEY }));
    assert.isFalse(canReadSecret(sealed("mine"), { key: OTHER_KEY }));
  });

  it("cannot where it was damaged or is not sealed text", () => {
    for (const text of ["", "s1.", "s1.AAAA", "plain"])
      assert.isFalse(canReadSecret({ sealed: text }, { key: KEY }), text);
  });

  it("can where nothing was sealed", () => assert.isTrue(canReadSecret(fastSecret("digested"), { key: KEY })));
});
