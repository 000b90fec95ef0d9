import { assert } from "chai";
import { detailOf, type GivenApplication, memberDetailOf, understandApplication } from "./application_input.ts";

function understand(given: Partial<GivenApplication>) {
  return understandApplication({
    clientTypes: ["confidential"],
    grantTypes: [],
    redirectUris: [],
    clientId: "c1",
    ...given,
  });
}

describe("understandApplication()", () => {
  const named: readonly (readonly [string, readonly string[]])[] = [
    ["authorization-code", ["authorization_code", "refresh_token"]],
    ["authorization_code", ["authorization_code", "refresh_token"]],
    ["client-credentials", ["client_credentials"]],
    ["password", ["password", "refresh_token"]],
    ["resource-owner-password-based", ["password", "refresh_token"]],
    ["implicit", ["implicit"]],
    ["refresh-token", ["refresh_token"]],
    ["device-code", ["urn:ietf:params:oauth:grant-type:device_code"]],
    ["jwt-bearer", ["urn:ietf:params:oauth:grant-type:jwt-bearer"]],
    ["oauth1", ["oauth1"]],
    ["oauth1a", ["oauth1"]],
    ["oauth-1.0a", ["oauth1"]],
    ["something-new", ["something-new"]],
  ];
  for (const [name, expected] of named) {
    it(`takes the grant '${name}' for ${expected.join(" and ")}`, () => {
      assert.deepEqual(understand({ grantTypes: [name] }).input.grantTypes, expected);
    });
  }

  it("says that it added refresh_token, and adds it once", () => {
    const asked = understand({ grantTypes: ["password"] });
    assert.match(asked.notes.join(), /refresh_token as well/);
    const both = understand({ grantTypes: ["password", "refresh-token"] });
    assert.deepEqual(both.input.grantTypes, ["password", "refresh_token"]);
    assert.isEmpty(both.notes);
  });

  it("takes password when neither a grant nor a redirect URI is named, and says so", () => {
    const { input, notes } = understand({});
    assert.deepEqual(input.grantTypes, ["password", "refresh_token"]);
    assert.match(notes[0]!, /may use password/);
  });

  it("takes authorization_code when only redirect URIs are named", () => {
    const { input } = understand({ redirectUris: ["https://app.example/cb"] });
    assert.deepEqual(input.grantTypes, ["authorization_code", "refresh_token"]);
  });

  it("takes the hybrid flow for the two grants that it is made of", () => {
    const { input, details } = understand({ grantTypes: ["openid-hybrid"] });
    assert.deepEqual(input.grantTypes, ["authorization_code", "implicit", "refresh_token"]);
    assert.isEmpty(details);
  });

  const types: readonly (readonly [readonly string[], string | undefined])[] = [
    [["public"], undefined],
    [["public", "public"], undefined],
    [[], "Say confidential or public"],
    [["secret"], "Say confidential or public, not secret"],
    [["public", "confidential"], "Say confidential or public, not public and confidential"],
  ];
  for (const [clientTypes, says] of types) {
    it(`${says === undefined ? "accepts" : "refuses"} the client types '${clientTypes.join(" ")}'`, () => {
      assert.deepEqual(
        understand({ clientTypes }).details,
        says === undefined ? [] : [{ field: "--client-type", says }],
      );
    });
  }

  it("takes the client id for the name when there is none", () => {
    assert.equal(understand({}).input.name, "c1");
    assert.equal(understand({ name: "My App" }).input.name, "My App");
  });

  it("says that the secret of a public client is of no use", () => {
    const { notes } = understand({ clientTypes: ["public"], clientSecret: "12345678", grantTypes: ["implicit"] });
    assert.match(notes.join(), /secret is ignored/);
  });
});

describe("understandApplication(), what it passes on", () => {
  it("keeps what was said word for word, and leaves out what was not", () => {
    const said = { scope: "read  write", defaultScope: "", authMethod: "none", skipAuthorization: true };
    assert.deepInclude(understand({ ...said, clientSecret: "12345678" }).input, { ...said, clientSecret: "12345678" });
    const members = Object.keys(understand({}).input);
    assert.sameMembers(members, ["name", "type", "grantTypes", "redirectUris", "clientId"]);
  });

  for (const [given, expected] of [
    ["600", 600],
    [" 600 ", 600],
    ["ten", Number.NaN],
    ["1e3", 1_000],
    ["-1", -1],
    ["", 0],
  ] as const) {
    it(`reads the lifetime '${given}' as ${expected}, and leaves the judgement to the registration`, () => {
      const { input, details } = understand({ accessTokenLifetime: given, refreshTokenLifetime: given });
      assert.deepEqual([input.accessTokenLifetime, input.refreshTokenLifetime], [expected, expected]);
      assert.isEmpty(details);
    });
  }

  it("leaves a grant that nobody knows to the registration to refuse", () => {
    const { input, details } = understand({ grantTypes: ["openid-hybrid", "flying", "openid-hybrid"] });
    assert.deepEqual(input.grantTypes, ["authorization_code", "implicit", "flying", "refresh_token"]);
    assert.isEmpty(details);
  });

  it("names a grant once that was named in the words of two systems", () => {
    const { input } = understand({ grantTypes: ["client-credentials", "client_credentials"] });
    assert.deepEqual(input.grantTypes, ["client_credentials"]);
  });
});

describe("detailOf()", () => {
  it("names the option that gave the member", () => {
    assert.deepEqual(detailOf({ member: "redirectUris", says: "no" }), { field: "--redirect-uris", says: "no" });
  });

  it("names the option of a member of client metadata, also of one that was not given", () => {
    const of = (name: string) => detailOf({ member: "metadata", name, says: "no" }).field;
    assert.deepEqual(
      [of("jwks"), of("oauth_signature_methods"), of("unheard")],
      ["--jwks-file", "--signature-method", "--metadata"],
    );
  });
});

describe("understandApplication(), members of client metadata", () => {
  it("come from options of their own and from --metadata, which yields", () => {
    const { members, details } = understand({
      metadata: '{"client_uri":"https://app.example","subject_type":"public"}',
      algorithm: "HS256",
      subjectType: "pairwise",
      jwksUri: "https://app.example/keys",
      postLogoutRedirectUris: ["https://app.example/bye"],
      signatureMethods: ["PLAINTEXT"],
    });
    assert.deepEqual(members, {
      client_uri: "https://app.example",
      subject_type: "pairwise",
      id_token_signed_response_alg: "HS256",
      jwks_uri: "https://app.example/keys",
      post_logout_redirect_uris: ["https://app.example/bye"],
      oauth_signature_methods: ["PLAINTEXT"],
    });
    assert.isEmpty(details);
  });

  it("are none where nothing is said, and hold the keys of a file", () => {
    assert.deepEqual(understand({}).members, {});
    assert.deepEqual(understand({ jwks: '{"keys":[]}' }).members, { jwks: { keys: [] } });
  });

  it("hold PEM as it is, which is judged with everything else", () => {
    const jwks = "-----BEGIN PUBLIC KEY-----\nAA";
    assert.deepEqual(understand({ jwks }).members, { jwks });
  });

  it("and what a consumer of OAuth 1.0a calls its credentials, which is said", () => {
    const { notes } = understand({ grantTypes: ["oauth1"] });
    assert.deepEqual(notes, [
      "For OAuth 1.0a its client_id is the consumer key, its client_secret the consumer secret",
    ]);
  });

  for (const text of ["", "{", "[]", "null", "1", '"text"']) {
    it(`are refused as ${text || "nothing"}`, () => {
      const both = understand({ metadata: text, jwks: text });
      assert.deepEqual(both.members, {});
      assert.deepEqual(both.details, [
        { field: "--metadata", says: "Give one JSON object" },
        { field: "--jwks-file", says: "Give one JSON object, or public keys as PEM" },
      ]);
    });
  }

  it("are not those that other options give", () => {
    const { members, details } = understand({ metadata: '{"grant_types":[],"client_id":"x","contacts":[]}' });
    assert.deepEqual(members, { contacts: [] });
    assert.deepEqual(details, [
      { field: "--metadata", says: "Give client_id by --client-id" },
      { field: "--metadata", says: "Give grant_types by --grant-type" },
    ]);
  });

  it("are complained of under the option that gave them", () => {
    const { members } = understand({ algorithm: "X", metadata: '{"client_uri":"x"}' });
    assert.equal(memberDetailOf("id_token_signed_response_alg", "Wrong", { members }).field, "--algorithm");
    assert.deepEqual(memberDetailOf("client_uri", "Wrong", { members }), { field: "--metadata", says: "Wrong" });
  });
});
