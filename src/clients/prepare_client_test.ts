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
} from "./mod.ts";
import { POLICY, RIGHT } from "./_registration_test.ts";

function prepareOptions(changes: Partial<PrepareClientOptions> = {}): PrepareClientOptions {
  return { policy: POLICY, random: seededRandom("registration"), slowHash: FAST_HASH, now: START, ...changes };
}

async function prepared(changes: Partial<ClientInput> = {}) {
  return prepareClient({ ...RIGHT, ...changes }, prepareOptions());
}

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
