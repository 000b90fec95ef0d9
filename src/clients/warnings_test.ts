import { assert } from "chai";
import { RIGHT } from "./_registration_test.ts";
import { type Cautioned, type Warning, warningsOf } from "./mod.ts";

function signing(...methods: readonly string[]): Partial<Cautioned> {
  return { grantTypes: ["oauth1"], redirectUris: [], metadata: { oauth_signature_methods: methods } };
}

const HS256 = { id_token_signed_response_alg: "HS256" };

describe("warningsOf()", () => {
  const quiet: readonly (readonly [string, Partial<Cautioned>])[] = [
    ["the authorization code over https", {}],
    ["http on this machine", { redirectUris: ["http://127.0.0.1/cb", "http://localhost:3000/cb"] }],
    ["a machine", { grantTypes: ["client_credentials"], redirectUris: [] }],
    ["a key of its own", { authMethod: "private_key_jwt", metadata: { id_token_signed_response_alg: "ES256" } }],
    ["a grant that is called as members of objects are", { grantTypes: ["constructor", "__proto__"] }],
    ["consent that is asked for", { skipAuthorization: false }],
    ["a consumer that may sign in any way", { grantTypes: ["oauth1"], redirectUris: [] }],
    ["a consumer that may sign by SHA-256 as well", signing("HMAC-SHA1", "RSA-SHA256")],
    [
      "weak signatures of a client that is no consumer",
      { ...signing("PLAINTEXT"), grantTypes: ["client_credentials"] },
    ],
  ];
  for (const [name, changes] of quiet) {
    it(`has none about ${name}`, () => assert.deepEqual(warningsOf({ ...RIGHT, ...changes }), []));
  }

  const loud: readonly (readonly [string, Partial<Cautioned>, Warning["member"], string])[] = [
    ["the implicit grant", { grantTypes: ["implicit"] }, "grantTypes", "RFC 9700 2.1.2"],
    ["the password grant", { grantTypes: ["password"] }, "grantTypes", "RFC 9700 2.4"],
    ["plain http on a public host", { redirectUris: ["HTTP://a.test/"] }, "redirectUris", "'HTTP://a.test/'"],
    ["a private-use scheme", { redirectUris: ["com.example.app:/cb"] }, "redirectUris", "RFC 8252 7.2"],
    ["HS256", { metadata: HS256 }, "algorithm", "under seal"],
    ["a secret that signs assertions", { authMethod: "client_secret_jwt" }, "algorithm", "under seal"],
    ["PLAINTEXT", signing("PLAINTEXT", "HMAC-SHA256"), "signatures", "RFC 5849 3.4.4"],
    ["SHA-1 alone", signing("HMAC-SHA1"), "signatures", "HMAC-SHA256"],
    ["SHA-1 alone, in both ways", signing("RSA-SHA1", "HMAC-SHA1"), "signatures", "SHA-1 alone"],
    [
      "a consumer whose secret is the key of JWTs",
      { grantTypes: ["oauth1"], metadata: HS256 },
      "algorithm",
      "under seal",
    ],
    ["consent that is not asked for", { skipAuthorization: true }, "skipAuthorization", "not asked"],
  ];
  for (const [name, changes, member, says] of loud) {
    it(`warns of ${name}`, () => {
      const [warning, ...others] = warningsOf({ ...RIGHT, ...changes });
      assert.deepEqual(others, []);
      assert.equal(warning?.member, member);
      assert.include(warning?.says, says);
    });
  }

  it("tells all of them at once", () => {
    const all = { grantTypes: ["implicit", "password"], redirectUris: ["http://a.test/", "http://b.test/"] };
    assert.lengthOf(warningsOf({ ...RIGHT, ...all, metadata: HS256, skipAuthorization: true }), 6);
  });
});
