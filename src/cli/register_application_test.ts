import { assert } from "chai";
import { generateKeyPairSync } from "node:crypto";
import { leanClient } from "../../test/contract/record_samples.ts";
import { accountRecord } from "../../test/support/records.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { type ClientInput, hmacSecretsOf } from "../clients/mod.ts";
import { publicJwkOf } from "../protocol/mod.ts";
import { DEFAULT_ISSUER, recordSealingKey } from "../server/mod.ts";
import { AlreadyTaken } from "../stores/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { memoryContext } from "./_memory_context_test.ts";
import type { CommandContext } from "./context.ts";
import { printClient } from "./print_registered.ts";
import { registerApplication } from "./register_application.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed, type FailureDetail } from "./failure.ts";

const MACHINE: ClientInput = {
  clientId: "c1",
  name: "Machine",
  type: "confidential",
  grantTypes: ["client_credentials"],
  redirectUris: [],
};

interface Said {
  readonly input?: Partial<ClientInput>;
  readonly details?: readonly FailureDetail[];
  readonly user?: string;
}

function register(context: CommandContext, { input = {}, details = [], user }: Said = {}) {
  return registerApplication({ input: { ...MACHINE, ...input }, details }, { ...context, user });
}

async function refusal(context: CommandContext, said: Said): Promise<readonly string[]> {
  const failure = await thrownBy(() => register(context, said));
  assert.instanceOf(failure, CommandFailed);
  assert.equal(failure.exitCode, EXIT.refused);
  assert.isEmpty(await context.durable.clients.list({ limit: 10 }));
  return failure.details.map(({ field, says }) => `${field}: ${says}`);
}

describe("registerApplication()", () => {
  for (const [said, expected] of [
    ["read", ["read"]],
    ["write read", ["write", "read"]],
    ["", []],
    [undefined, undefined],
  ] as const) {
    it(`gives a client ${said === undefined ? "no default scope of its own" : `the default scope '${said}'`}`, async () => {
      const context = await memoryContext();
      const { client } = await register(context, { input: said === undefined ? {} : { defaultScope: said } });
      assert.deepEqual(client.defaultScope, expected);
      assert.deepEqual((await context.durable.clients.find("c1"))?.defaultScope, expected);
    });
  }

  it("names --default-scope where it goes beyond --scope, and what it may be", async () => {
    const input = { scope: "read", defaultScope: "read write" };
    assert.deepEqual(await refusal(await memoryContext(), { input }), [
      "--default-scope: The scope 'write' is not one that it may ask for: read",
    ]);
  });

  it("judges by the settings of the installation", async () => {
    const input = { scope: "books", accessTokenLifetime: 700 };
    const strict = await memoryContext({ settings: { ACCESS_TOKEN_MAX_SECONDS: "600" } });
    const [scope, lifetime, ...others] = await refusal(strict, { input });
    assert.match(scope!, /^--scope: The scope 'books' is not one of read, write, introspection/);
    assert.equal(lifetime, "--access-token-lifetime: Give whole seconds from 1 to 600");
    assert.isEmpty(others);
    const generous = await memoryContext({ settings: { SCOPES: "books", DEFAULT_SCOPES: "books" } });
    assert.deepEqual((await register(generous, { input })).client.scope, ["books"]);
  });

  it("says what the words of the line were, before what the registration says", async () => {
    const details = [{ field: "--client-type", says: "Say confidential or public" }];
    const said = { details, input: { name: "" }, user: "nobody" };
    assert.deepEqual(await refusal(await memoryContext(), said), [
      "--client-type: Say confidential or public",
      "--name: Give a name of 1 to 200 printable characters",
      "--user: There is no user 'nobody'",
    ]);
  });

  it("does not ask for a grant where one was named that is not offered", async () => {
    const details = [{ field: "--grant-type", says: "Not offered" }];
    const input = { grantTypes: [] };
    assert.deepEqual(await refusal(await memoryContext(), { input, details }), ["--grant-type: Not offered"]);
    const [asked] = await refusal(await memoryContext(), { input });
    assert.match(asked!, /^--grant-type: Name at least one of authorization_code/);
  });

  it("refuses a client id that is taken, and leaves whose it is alone", async () => {
    const context = await memoryContext();
    const first = await context.durable.clients.add(leanClient({ clientId: "c1", name: "First" }));
    const failure = await thrownBy(() => register(context));
    assert.instanceOf(failure, CommandFailed);
    assert.deepEqual(failure.details, [{ field: "--client-id", says: "'c1' is taken" }]);
    assert.deepEqual(await context.durable.clients.find("c1"), first);
  });

  it("says the same when somebody takes it between the look and the insertion", async () => {
    const context = await memoryContext();
    const clients = { ...context.durable.clients, add: () => Promise.reject(new AlreadyTaken("clientId")) };
    const late = { ...context, durable: { ...context.durable, clients } };
    assert.deepEqual(await refusal(late, {}), ["--client-id: 'c1' is taken"]);
  });

  it("lets any other trouble of the database through as it is", async () => {
    const context = await memoryContext();
    const trouble = new TypeError("odd");
    const clients = { ...context.durable.clients, add: () => Promise.reject(trouble) };
    assert.equal(await thrownBy(() => register({ ...context, durable: { ...context.durable, clients } })), trouble);
  });

  it("tells the servers of the new client", async () => {
    const context = await memoryContext();
    const told: string[] = [];
    await context.stores.broadcast.listen("clients:default", {
      heard: (message) => told.push(message),
      lost: () => undefined,
    });
    const { client } = await register(context);
    assert.deepEqual(told, [`${client.id} c1`]);
  });
});

describe("registerApplication(), the person whom it belongs to", () => {
  async function owned(user: string) {
    const context = await memoryContext();
    const people = ["alice", "1", "42"];
    const ids = new Map<string, number>();
    for (const username of people) {
      const { id: _id, ...record } = accountRecord({ username, sub: `sub of ${username}` });
      ids.set(username, (await context.durable.accounts.add(record)).id);
    }
    return { context, ids, ownerId: async () => (await register(context, { user })).client.ownerId };
  }

  it("is found by name", async () => {
    const { ids, ownerId } = await owned("alice");
    assert.equal(await ownerId(), ids.get("alice"));
  });

  it("is found by number where nobody has that name", async () => {
    const { ids, ownerId } = await owned("2");
    assert.equal(ids.get("1"), 2);
    assert.equal(await ownerId(), 2);
  });

  it("is whoever has the number for a name, before whoever has the number", async () => {
    const { ids, ownerId } = await owned("1");
    assert.equal(ids.get("alice"), 1);
    assert.equal(await ownerId(), ids.get("1"));
  });

  for (const user of ["nobody", "99", "0x1", "-1", "1234567890"]) {
    it(`is nobody called '${user}'`, async () => {
      const { context } = await owned(user);
      assert.deepEqual(await refusal(context, { user }), [`--user: There is no user '${user}'`]);
    });
  }
});

describe("registerApplication(), members of client metadata", () => {
  const settings = { SECRET_KEY: "a secret key of more than thirty-two characters" };

  async function withMembers(members: Readonly<Record<string, unknown>>, input: Partial<ClientInput> = {}) {
    const context = await memoryContext({ settings });
    return registerApplication(
      { input: { ...MACHINE, ...input }, details: [], members },
      { ...context, user: undefined },
    );
  }

  it("are kept as they were judged, without standards", async () => {
    const { client } = await withMembers({ "client_uri#fr": "https://app.example", contacts: ["a", "a"] });
    assert.deepEqual(client.metadata, { "client_uri#fr": "https://app.example", contacts: ["a"] });
  });

  it("are judged together with what else is registered", async () => {
    const twoHosts = { grantTypes: ["authorization_code"], redirectUris: ["https://a.example/", "https://b.example/"] };
    const failure = await thrownBy(() => withMembers({ subject_type: "pairwise" }, twoHosts));
    assert.instanceOf(failure, CommandFailed);
    assert.match(failure.details[0]!.says, /several hosts/);
  });

  it("are refused all at once, and those that nobody knows", async () => {
    const failure = await thrownBy(() => withMembers({ client_uri: "x", subject_type: "odd", colour: "red" }));
    assert.instanceOf(failure, CommandFailed);
    assert.deepEqual(
      failure.details.map(({ field }) => field),
      ["--metadata", "--subject-type", "--metadata"],
    );
    assert.match(failure.details.at(-1)!.says, /no member 'colour'/);
  });

  it("have the secret kept under seal where it is a key", async () => {
    const signed = await withMembers({ id_token_signed_response_alg: "HS256" });
    assert.isString(signed.client.secrets[0]?.sealed);
    assert.notInclude(JSON.stringify(signed.client), signed.clientSecret!);
    assert.isUndefined((await withMembers({})).client.secrets[0]?.sealed);
  });

  const consumer = { grantTypes: ["oauth1"] };
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

  it("hold the key of a consumer that came as PEM, as a key set", async () => {
    const jwks = publicKey.export({ type: "spki", format: "pem" });
    const { client } = await withMembers({ oauth_signature_methods: ["RSA-SHA1"], jwks }, consumer);
    assert.deepEqual(client.metadata["jwks"], { keys: [publicJwkOf(publicKey)] });
  });

  for (const [what, members, field, says] of [
    ["no key", {}, "--jwks-file", /^Give an RSA public key/],
    ["a text that is no key", { jwks: "x" }, "--jwks-file", /Cannot find a public key/],
    [
      "a private key",
      { jwks: privateKey.export({ type: "pkcs8", format: "pem" }) },
      "--jwks-file",
      /nothing of it was/,
    ],
    ["another method", { oauth_signature_methods: ["MD5"] }, "--signature-method", /name some of HMAC-SHA1/],
  ] as const) {
    it(`are refused for ${what} of a consumer that signs by RSA, once and under its option`, async () => {
      const failure = await thrownBy(() =>
        withMembers({ oauth_signature_methods: ["RSA-SHA1"], ...members }, consumer),
      );
      assert.instanceOf(failure, CommandFailed);
      assert.deepEqual(
        failure.details.map((detail) => detail.field),
        [field],
      );
      assert.match(failure.details[0]!.says, says);
    });
  }

  it("are shown with the client", async () => {
    const { client } = await withMembers({ client_uri: "https://app.example", contacts: ["ann"] });
    const { io, out } = fakeIo();
    printClient(io, { client, user: undefined, asJson: true });
    assert.deepInclude(JSON.parse(out()), {
      client_uri: "https://app.example",
      contacts: ["ann"],
      client_name: "Machine",
    });
    const text = fakeIo();
    printClient(text.io, { client, user: undefined, asJson: false });
    assert.match(text.out(), /client_uri +https:\/\/app\.example\n +contacts +\["ann"\]/);
  });
});

describe("registerApplication(), secrets that are to be read again", () => {
  const settings = { SECRET_KEY: "a secret key of more than thirty-two characters" };
  const now = 4_000_000_000;

  async function secretsOf(input: Partial<ClientInput>, sealsSecret: boolean) {
    const context = await memoryContext({ settings });
    const described = { input: { ...MACHINE, ...input }, details: [], members: {} };
    const { client, clientSecret } = await registerApplication(described, { ...context, user: undefined, sealsSecret });
    const key = recordSealingKey(settings.SECRET_KEY, DEFAULT_ISSUER);
    const read = hmacSecretsOf(client, { key, now }).map((one) => one.export().toString());
    return { read, client, clientSecret };
  }

  for (const input of [{}, { clientSecret: "a chosen secret" }]) {
    it(`are kept under seal, and never in the clear, of ${JSON.stringify(input)}`, async () => {
      const { read, client, clientSecret } = await secretsOf(input, true);
      assert.deepEqual(read, [clientSecret]);
      assert.notInclude(JSON.stringify(client), clientSecret!);
    });
  }

  it("are not, where nobody asked for it", async () => assert.isEmpty((await secretsOf({}, false)).read));

  it("are none where there is no secret", async () => {
    const input = { type: "public", grantTypes: ["password"] } as const;
    assert.isEmpty((await secretsOf(input, true)).client.secrets);
  });
});
