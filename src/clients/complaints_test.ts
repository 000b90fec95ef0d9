import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { POLICY, RIGHT } from "./_registration_test.ts";
import { type ClientInput, complaintsOf, type RegistrationPolicy } from "./mod.ts";

function uris(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `https://printer.test/${index}`);
}

describe("complaintsOf()", () => {
  it("says which of several redirect URIs is wrong", () => {
    const redirectUris = ["https://a.test/", "https://a.test/#x", "https://b.test/", "/cb"];
    const complaints = complaintsOf({ ...RIGHT, redirectUris }, POLICY);
    assert.deepEqual(
      complaints.map(({ item }) => item),
      [1, 3],
    );
  });

  const fine: readonly (readonly [string, Partial<ClientInput>])[] = [
    ["the least that can be said", {}],
    ["a client id of one's own", { clientId: "photo.printer~1/2" }],
    ["a client id of 200 characters", { clientId: "x".repeat(200) }],
    ["a secret of one's own", { clientSecret: "eight ch" }],
    ["scopes that are known", { scope: "write read" }],
    ["the empty scope", { scope: "" }],
    ["a default scope that is known", { defaultScope: "read" }],
    ["a default scope within its scope", { scope: "write read", defaultScope: "read" }],
    ["no scope by default", { scope: "", defaultScope: "" }],
    ["a method that fits", { authMethod: "client_secret_post" }],
    ["a public client with the method none", { type: "public", authMethod: "none" }],
    ["a machine without redirect URIs", { grantTypes: ["client_credentials"], redirectUris: [] }],
    ["a name of any script", { name: "Фото 写真 🖼" }],
    ["a name of 200 characters", { name: "n".repeat(200) }],
    ["the longest access token", { accessTokenLifetime: 3_600 }],
    ["the shortest of both tokens", { accessTokenLifetime: 1, refreshTokenLifetime: 1 }],
    [
      "a secret of 32 characters for HS256",
      { clientSecret: "x".repeat(32), metadata: { id_token_signed_response_alg: "HS256" } },
    ],
    ["a short secret that is no key", { clientSecret: "eight ch", metadata: { subject_type: "pairwise" } }],
    ["a hundred redirect URIs", { redirectUris: uris(100) }],
    ["a loopback address", { redirectUris: ["http://127.0.0.1/cb"] }],
  ];
  for (const [name, changes] of fine) {
    it(`has none about ${name}`, () => assert.deepEqual(complaintsOf({ ...RIGHT, ...changes }, POLICY), []));
  }

  const wrong: readonly (readonly [string, Partial<ClientInput>, keyof ClientInput, string])[] = [
    ["an empty name", { name: "" }, "name", "1 to 200"],
    ["a name of blanks", { name: "   " }, "name", "1 to 200"],
    ["a name of 201 characters", { name: "n".repeat(201) }, "name", "1 to 200"],
    ["a name with a line break", { name: "Photo\nPrinter" }, "name", "printable"],
    ["a name with NUL", { name: "Photo\0" }, "name", "printable"],
    ["a name with DEL", { name: "Photo\u007f" }, "name", "printable"],
    ["an empty client id", { clientId: "" }, "clientId", "1 to 200"],
    ["a client id with a colon, which ends the name in HTTP Basic", { clientId: "a:b" }, "clientId", "colon"],
    ["a client id with a space", { clientId: "a b" }, "clientId", "space"],
    ["a client id that is not ASCII", { clientId: "ä" }, "clientId", "ASCII"],
    ["a client id with a line break at its end", { clientId: "a\n" }, "clientId", "ASCII"],
    ["a client id of 201 characters", { clientId: "x".repeat(201) }, "clientId", "1 to 200"],
    ["a secret of 7 characters", { clientSecret: "seven c" }, "clientSecret", "8 to 500"],
    [
      "a secret of 31 characters for HS256",
      { clientSecret: "x".repeat(31), metadata: { id_token_signed_response_alg: "HS256" } },
      "clientSecret",
      "at least 32",
    ],
    [
      "a secret of 63 characters for HS512",
      { clientSecret: "x".repeat(63), metadata: { token_endpoint_auth_signing_alg: "HS512" } },
      "clientSecret",
      "at least 64",
    ],
    [
      "a short secret that is to encrypt",
      { clientSecret: "eight ch", metadata: { userinfo_encrypted_response_alg: "dir" } },
      "clientSecret",
      "at least 32",
    ],
    [
      "HS256 for a public client",
      { type: "public", metadata: { id_token_signed_response_alg: "HS256" } },
      "metadata",
      "public client",
    ],
    ["a secret of 501 characters", { clientSecret: "x".repeat(501) }, "clientSecret", "8 to 500"],
    ["a secret that is not ASCII", { clientSecret: "gehöriges Wort" }, "clientSecret", "ASCII"],
    ["a secret with a line break at its end", { clientSecret: "eight ch\n" }, "clientSecret", "ASCII"],
    ["no grant type", { grantTypes: [] }, "grantTypes", "at least one of authorization_code"],
    ["a grant type that is off", { grantTypes: ["password"] }, "grantTypes", "'password' is not one of"],
    ["a method that is off", { authMethod: "private_key_jwt" }, "authMethod", "'private_key_jwt' is not one of"],
    ["none for a confidential client", { authMethod: "none" }, "authMethod", "public clients"],
    ["a secret's method for a public one", { type: "public", authMethod: "client_secret_post" }, "authMethod", "none"],
    ["a scope that is unknown", { scope: "read admin" }, "scope", "'admin' is not one of read, write"],
    ["a scope that is broken", { scope: "read  write" }, "scope", "single spaces"],
    ["a default scope that is unknown", { defaultScope: "read admin" }, "defaultScope", "'admin' is not one that it"],
    ["a default scope that is broken", { defaultScope: "read " }, "defaultScope", "single spaces"],
    ["a default scope beyond its scope", { scope: "read", defaultScope: "write" }, "defaultScope", "may ask for: read"],
    ["a default scope where it may have none", { scope: "", defaultScope: "read" }, "defaultScope", "ask for: none"],
    [
      "a default scope beside a scope that is wrong itself",
      { scope: "x", defaultScope: "read" },
      "scope",
      "'x' is not",
    ],
    ["an access token of no time", { accessTokenLifetime: 0 }, "accessTokenLifetime", "from 1 to 3600"],
    ["an access token of half a second", { accessTokenLifetime: 0.5 }, "accessTokenLifetime", "whole"],
    ["an access token of more than the longest", { accessTokenLifetime: 3_601 }, "accessTokenLifetime", "to 3600"],
    ["an access token that is no number", { accessTokenLifetime: Number.NaN }, "accessTokenLifetime", "whole"],
    ["a refresh token of no time", { refreshTokenLifetime: 0 }, "refreshTokenLifetime", "from 1 to"],
    ["a refresh token of negative time", { refreshTokenLifetime: -5 }, "refreshTokenLifetime", "from 1 to"],
    ["a refresh token of a century", { refreshTokenLifetime: 3_153_600_000 }, "refreshTokenLifetime", "to 1576800000"],
    ["a redirect URI with a fragment", { redirectUris: ["https://a.test/#x"] }, "redirectUris", "fragment"],
    ["a script as redirect URI", { redirectUris: ["javascript:alert(1)"] }, "redirectUris", "Cannot register"],
    ["plain http elsewhere", { redirectUris: ["http://a.test/"] }, "redirectUris", "loopback"],
    ["a relative redirect URI", { redirectUris: ["/cb"] }, "redirectUris", "absolute"],
    ["a wildcard as host", { redirectUris: ["https://*.a.test/"] }, "redirectUris", "host"],
    ["a hundred and one redirect URIs", { redirectUris: uris(101) }, "redirectUris", "at most 100"],
    ["line breaks in a redirect URI", { redirectUris: ["https://a.test/\r\nX: y"] }, "redirectUris", "character"],
  ];
  for (const [name, changes, member, says] of wrong) {
    it(`complains of ${name}`, () => {
      const [complaint, ...others] = complaintsOf({ ...RIGHT, ...changes }, POLICY);
      assert.deepEqual(others, []);
      assert.equal(complaint?.member, member);
      assert.include(complaint?.says, says);
    });
  }

  for (const grantType of ["authorization_code", "implicit"]) {
    rule(
      ["RFC6749-3.1.2.2-1", "RFC6749-3.1.2.2-2", "RFC6749-3.1.2.2-3", "RFC6749-10.6-2", "RFC6749-10.6-3"],
      `demands a redirect URI for ${grantType}, of public and confidential clients`,
      () => {
        for (const type of ["public", "confidential"] as const) {
          const [complaint] = complaintsOf({ ...RIGHT, type, grantTypes: [grantType], redirectUris: [] }, POLICY);
          assert.equal(complaint?.member, "redirectUris");
          assert.include(complaint?.says, `'${grantType}'`);
        }
      },
    );
  }

  const SIGNING: RegistrationPolicy = {
    ...POLICY,
    authMethods: [...POLICY.authMethods, "private_key_jwt", "client_secret_jwt"],
  };

  for (const [name, metadata] of [
    ["by value", { jwks: { keys: [] } }],
    ["by reference", { jwks_uri: "https://printer.test/jwks" }],
  ] as const) {
    it(`takes private_key_jwt with keys ${name}`, () =>
      assert.deepEqual(complaintsOf({ ...RIGHT, authMethod: "private_key_jwt", metadata }, SIGNING), []));
  }

  it("refuses private_key_jwt without keys", () => {
    const [complaint, ...others] = complaintsOf({ ...RIGHT, authMethod: "private_key_jwt" }, SIGNING);
    assert.deepEqual(others, []);
    assert.equal(complaint?.member, "authMethod");
    assert.include(complaint?.says, "jwks");
  });

  for (const alg of ["HS256", "dir"]) {
    it(`refuses ${alg} to a public client, which has no secret`, () => {
      const metadata = { id_token_signed_response_alg: alg };
      const [complaint] = complaintsOf({ ...RIGHT, type: "public", metadata }, SIGNING);
      assert.equal(complaint?.member, "metadata");
      assert.deepEqual(complaintsOf({ ...RIGHT, metadata }, SIGNING), []);
    });
  }

  rule("RFC6749-4.4-1", "refuses client_credentials to a public client", () => {
    const complaints = complaintsOf({ ...RIGHT, type: "public", grantTypes: ["client_credentials"] }, POLICY);
    assert.deepEqual(
      complaints.map(({ member }) => member),
      ["grantTypes"],
    );
  });

  it("complains of everything at once, in the order of a form", () => {
    const complaints = complaintsOf(
      {
        name: "",
        type: "public",
        clientId: "a:b",
        clientSecret: "short",
        grantTypes: ["nonsense", "client_credentials"],
        authMethod: "client_secret_basic",
        redirectUris: ["/cb", "https://ok.test/", "https://a.test/#"],
        scope: "x y",
        accessTokenLifetime: 0,
        refreshTokenLifetime: 0,
      },
      POLICY,
    );
    assert.equal(
      complaints.map(({ member }) => member).join(" "),
      "name clientId clientSecret grantTypes grantTypes authMethod redirectUris redirectUris scope scope " +
        "accessTokenLifetime refreshTokenLifetime",
    );
  });

  it("lets a mistake of ours through as what it is", () => {
    const broken = { ...POLICY, redirectUris: { schemes: undefined } } as unknown as RegistrationPolicy;
    assert.throws(() => complaintsOf(RIGHT, broken), TypeError);
  });
});
