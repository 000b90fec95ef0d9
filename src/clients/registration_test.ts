import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { FAST_HASH } from "../../test/support/fast_hash.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { seededRandom } from "../platform/mod.ts";
import { parseToken } from "../protocol/mod.ts";
import {
  type ClientInput,
  complaintsOf,
  hmacSecretsOf,
  prepareClient,
  type PrepareClientOptions,
  RegistrationRefused,
  type RegistrationPolicy,
} from "./mod.ts";

const POLICY: RegistrationPolicy = {
  grantTypes: ["authorization_code", "refresh_token", "client_credentials", "implicit"],
  authMethods: ["client_secret_basic", "client_secret_post", "none"],
  redirectUris: { schemes: ["https", "http"], http: "loopback" },
  scopes: new Set(["read", "write"]),
  longestAccessToken: 3_600,
};

const RIGHT: ClientInput = {
  name: "Photo Printer",
  type: "confidential",
  grantTypes: ["authorization_code", "refresh_token"],
  redirectUris: ["https://printer.test/cb"],
};

function prepareOptions(changes: Partial<PrepareClientOptions> = {}): PrepareClientOptions {
  return { policy: POLICY, random: seededRandom("registration"), slowHash: FAST_HASH, now: START, ...changes };
}

async function prepared(changes: Partial<ClientInput> = {}) {
  return prepareClient({ ...RIGHT, ...changes }, prepareOptions());
}

describe("complaintsOf()", () => {
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

describe("prepareClient()", () => {
  it("makes an id and a secret where none are chosen", async () => {
    const { client, clientSecret } = await prepared();
    assert.match(client.clientId, /^[0-9A-Za-z]{32}$/);
    assert.isDefined(parseToken(clientSecret!, "cs"));
    assert.deepInclude(client.secrets[0], { kind: "sha256", createdAt: START });
  });

  it("takes a chosen id and secret, and hashes the secret slowly", async () => {
    const { client, clientSecret } = await prepared({ clientId: "printer", clientSecret: "a chosen secret" });
    assert.equal(client.clientId, "printer");
    assert.equal(clientSecret, "a chosen secret");
    assert.deepEqual(
      client.secrets.map(({ kind }) => kind),
      ["argon2id"],
    );
  });

  rule(["RFC6749-10.1-2", "RFC8252-8.5-1"], "gives a public client no secret, even where one was chosen", async () => {
    const made = await prepared({ type: "public", clientSecret: "a chosen secret" });
    assert.notProperty(made, "clientSecret");
    assert.deepEqual(made.client.secrets, []);
  });

  rule(["RFC8252-8.4-4", "RFC6749-2.1-1"], "keeps the type as it was said", async () => {
    assert.equal((await prepared({ type: "public" })).client.type, "public");
    assert.equal((await prepared({ type: "confidential" })).client.type, "confidential");
  });

  it("makes a record with no member that was not said", async () => {
    const { client } = await prepared({ clientId: "printer", type: "public", name: "  Photo Printer " });
    assert.deepEqual(client, {
      clientId: "printer",
      name: "Photo Printer",
      type: "public",
      secrets: [],
      grantTypes: ["authorization_code", "refresh_token"],
      redirectUris: ["https://printer.test/cb"],
      skipAuthorization: false,
      metadata: {},
      createdAt: START,
      updatedAt: START,
    });
  });

  it("keeps everything that was said", async () => {
    const said = { authMethod: "client_secret_post", skipAuthorization: true, ownerId: 5 };
    const lifetimes = { accessTokenLifetime: 60, refreshTokenLifetime: 3_600 };
    const { client } = await prepared({ ...said, ...lifetimes, scope: "read write", defaultScope: "write" });
    assert.deepInclude(client, { ...said, ...lifetimes, scope: ["read", "write"], defaultScope: ["write"] });
  });

  it("writes a grant type and a redirect URI that were said twice once", async () => {
    const uri = "https://printer.test/cb";
    const { client } = await prepared({ grantTypes: ["implicit", "implicit"], redirectUris: [uri, uri] });
    assert.deepEqual(client.grantTypes, ["implicit"]);
    assert.deepEqual(client.redirectUris, [uri]);
  });

  it("drops members that it does not know", async () => {
    const sly = { id: 1, secrets: [], isStaff: true, createdAt: 0 } as Partial<ClientInput>;
    const { client } = await prepared(sly);
    assert.notProperty(client, "isStaff");
    assert.notProperty(client, "id");
    assert.equal(client.createdAt, START);
    assert.lengthOf(client.secrets, 1);
  });

  describe("of a client that is signed for by its secret", () => {
    const sealKey = new Uint8Array(32).fill(5);
    const metadata = { id_token_signed_response_alg: "HS256" };

    for (const [name, clientSecret] of [
      ["that is made here", undefined],
      ["that was chosen", "a chosen secret of enough characters"],
    ] as const) {
      it(`keeps a secret ${name} under seal`, async () => {
        const input = { ...RIGHT, metadata, ...(clientSecret === undefined ? {} : { clientSecret }) };
        const made = await prepareClient(input, prepareOptions({ sealKey }));
        const [key, ...others] = hmacSecretsOf({ ...made.client, id: 1 }, { key: sealKey, now: START });
        assert.deepEqual(others, []);
        assert.equal(key?.export().toString(), made.clientSecret);
        assert.deepEqual(made.client.metadata, metadata);
      });
    }

    it("is a mistake of the program without a key to seal with", async () => {
      assert.instanceOf(await thrownBy(() => prepareClient({ ...RIGHT, metadata }, prepareOptions())), TypeError);
    });

    it("seals nothing for others", async () => {
      const { client } = await prepareClient(RIGHT, prepareOptions({ sealKey }));
      assert.notProperty(client.secrets[0], "sealed");
    });
  });

  for (const [alg, secrets] of [
    [undefined, 0],
    ["RS256", 0],
    ["HS256", 1],
  ] as const) {
    it(`makes ${secrets} secrets for a client with keys of its own and ${alg ?? "no algorithm"}`, async () => {
      const metadata = { jwks: { keys: [] }, ...(alg === undefined ? {} : { id_token_signed_response_alg: alg }) };
      const policy = { ...POLICY, authMethods: ["private_key_jwt"] };
      const options = prepareOptions({ policy, sealKey: new Uint8Array(32) });
      const made = await prepareClient({ ...RIGHT, authMethod: "private_key_jwt", metadata }, options);
      assert.lengthOf(made.client.secrets, secrets);
      assert.equal(made.clientSecret !== undefined, secrets === 1);
    });
  }

  describe("for a client that is there", () => {
    const sealKey = new Uint8Array(32);
    const HS256 = { id_token_signed_response_alg: "HS256" };

    for (const [what, was, is, keeps] of [
      ["changes nothing", {}, {}, true],
      ["changes its method", { authMethod: "client_secret_basic" }, { authMethod: "client_secret_post" }, true],
      ["goes on with a secret that is a key", { metadata: HS256 }, { metadata: HS256 }, true],
      ["needs its secret as a key no more", { metadata: HS256 }, {}, true],
      ["needs its secret as a key now", {}, { metadata: HS256 }, false],
      ["was public", { type: "public" }, {}, false],
    ] as const) {
      it(`${keeps ? "keeps the secrets" : "makes a secret"} where it ${what}`, async () => {
        const { client: before } = await prepareClient({ ...RIGHT, ...was }, prepareOptions({ sealKey }));
        const options = prepareOptions({ sealKey, before, random: seededRandom("later") });
        const { client, clientSecret } = await prepareClient({ ...RIGHT, ...is }, options);
        if (keeps) assert.equal(client.secrets, before.secrets);
        else assert.notDeepEqual(client.secrets, before.secrets);
        assert.equal(clientSecret === undefined, keeps);
      });
    }

    it("drops the secrets of one that becomes public", async () => {
      const { client: before } = await prepareClient(RIGHT, prepareOptions());
      const { client } = await prepareClient({ ...RIGHT, type: "public" }, prepareOptions({ before }));
      assert.isEmpty(client.secrets);
    });

    it("makes a longer secret where the key has to be longer", async () => {
      const { client: before } = await prepareClient({ ...RIGHT, metadata: HS256 }, prepareOptions({ sealKey }));
      const longer = { request_object_signing_alg: "HS512", token_endpoint_auth_signing_alg: "HS512" };
      const { clientSecret = "" } = await prepareClient(
        { ...RIGHT, metadata: longer },
        prepareOptions({ sealKey, before }),
      );
      assert.isAtLeast(clientSecret.length, 64);
    });
  });

  it("refuses with everything that is wrong, and hashes nothing", async () => {
    const slowHash = {
      ...FAST_HASH,
      hash: async () => assert.fail("a secret of a refused client was hashed"),
    };
    const wrong = { ...RIGHT, name: "", grantTypes: [], clientSecret: "a chosen secret" };
    const refused = await thrownBy(() => prepareClient(wrong, prepareOptions({ slowHash })));
    assert.instanceOf(refused, RegistrationRefused);
    assert.deepEqual(refused.complaints, complaintsOf(wrong, POLICY));
    assert.match(refused.message, /^name: .+; grantTypes: .+$/);
  });
});
