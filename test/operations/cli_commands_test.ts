import { assert } from "chai";
import type { Io } from "../../src/cli/mod.ts";
import { secretCheck } from "../../src/clients/mod.ts";
import { FAST_HASH } from "../support/fast_hash.ts";
import { openDatabase } from "../../src/stores/knex/mod.ts";
import type { Database, DurableStore } from "../../src/stores/mod.ts";
import { answerOf, runCommand } from "./command.ts";
import { until } from "./holder.ts";
import { processesNaming, startProgram } from "./program.ts";
import { temporaryFolders } from "./temporary_folders.ts";
import { leanFamily, leanSession } from "../contract/record_samples.ts";
import { freshDatabase } from "../support/services.ts";
import { DEFAULT_ISSUER } from "../../src/server/mod.ts";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { digest } from "../../src/platform/mod.ts";

describe("the commands on a configured database", function () {
  this.timeout(120_000);
  let environment: Io["environment"];
  let database: Database;
  let durable: DurableStore;

  before(async () => {
    const { url } = await freshDatabase();
    environment = { DATABASE_URL: url, DATA_DIR: "/nonexistent/touchstone", LOG_LEVEL: "error" };
    database = openDatabase(url);
  });
  after(() => database.close());

  function json(args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    return answerOf(args, { environment });
  }
  async function refused(args: readonly string[]): Promise<readonly string[]> {
    const { code, out } = await runCommand([...args, "--json"], { environment });
    assert.equal(code, 4);
    return JSON.parse(out).problems.map(({ field }: { field: string }) => field);
  }

  it("are refused until somebody migrates it", async () => {
    const { code, err } = await runCommand(["cleartokens"], { environment });
    assert.equal(code, 1);
    assert.match(err, /0001_ground.*run touchstone migrate first/);
  });

  it("migrate it once, though four processes do so at once", async () => {
    const before = await json(["migrate", "--status"]);
    assert.isFalse(before["up_to_date"]);
    const given = { DATABASE_URL: environment["DATABASE_URL"]! };
    const ended = await Promise.all([1, 2, 3, 4].map(() => startProgram(["migrate", "--json"], given).ended));
    assert.deepEqual(
      ended.map(({ code }) => code),
      [0, 0, 0, 0],
    );
    const ran = ended.flatMap(({ out }) => JSON.parse(out).ran);
    assert.sameOrderedMembers(ran, before["pending"] as string[]);
    assert.deepEqual(await json(["migrate", "--status"]), { pending: [], up_to_date: true });
    durable = await database.forIssuer(DEFAULT_ISSUER);
  });

  it("createsuperuser makes a staff user who can prove a password", async () => {
    const made = await json([
      "createsuperuser",
      "--username",
      "root",
      "--email",
      "r@example.com",
      "--password",
      "12345678",
    ]);
    assert.include(made, { username: "root", email: "r@example.com", is_staff: true });
    const account = await durable.accounts.findByUsername("root");
    assert.match(account!.passwordHash, /^\$argon2id\$/);
    assert.notInclude(JSON.stringify(made), "argon2");
  });

  it("createuser takes the password from standard input", async () => {
    const args = ["createuser", "--username", "mara", "--first-name", "Mara", "--password-stdin"];
    const { code, out } = await runCommand(args, { environment, typed: "a password\n" });
    assert.equal(code, 0);
    assert.equal(out, "Created the user 'mara'\n");
    assert.include(await durable.accounts.findByUsername("mara"), { firstName: "Mara", isStaff: false });
  });

  it("createsuperuser asks nothing in a container, and reads the variables that Django reads", async () => {
    const said = { DJANGO_SUPERUSER_USERNAME: "contained", DJANGO_SUPERUSER_PASSWORD: "a password" };
    const args = ["createsuperuser", "--noinput", "--email", "c@example.com"];
    const made = await answerOf(args, { environment: { ...environment, ...said } });
    assert.include(made, { username: "contained", email: "c@example.com", is_staff: true });
    const { code, err } = await runCommand(args, { environment, types: (stdin) => void (stdin.isTTY = true) });
    assert.equal(code, 2);
    assert.match(err, /--username: [^]*--password: /);
  });

  it("createsuperuser asks a person at a terminal, and shows no password", async () => {
    const dialogue = [
      ["Username: ", "asked"],
      ["Email address: ", ""],
      ["Password: ", "hidden one"],
      ["(again): ", "hidden two"],
      ["differ\nPassword: ", "hidden one"],
      ["differ\nPassword: \nPassword (again): ", "hidden one"],
    ] as const;
    const { code, err } = await runCommand(["createsuperuser"], {
      environment,
      types: async (stdin, said) => {
        stdin.isTTY = true;
        for (const [prompt, answer] of dialogue) {
          await until(async () => said().endsWith(prompt));
          stdin.write(`${answer}\r`);
        }
      },
    });
    assert.equal(code, 0, err);
    assert.notInclude(err, "hidden");
    assert.isTrue((await durable.accounts.findByUsername("asked"))?.isStaff);
  });

  it("createuser refuses a name that is taken, in whatever case", async () => {
    assert.deepEqual(await refused(["createuser", "--username", "MARA", "--password", "12345678"]), ["--username"]);
  });

  it("createapplication registers in Django's words and shows the secret once", async () => {
    const uris = "https://a.example/cb https://b.example/cb";
    const words = ["confidential", "authorization-code", "--redirect-uris", uris, "--name", "My App", "--user", "mara"];
    const made = await json(["createapplication", ...words, "--skip-authorization"]);
    assert.include(made, { client_name: "My App", user: "mara", skip_authorization: true });
    const client = await durable.clients.find(String(made["client_id"]));
    assert.deepEqual(client?.redirectUris, uris.split(" "));
    assert.deepEqual(client?.grantTypes, ["authorization_code", "refresh_token"]);
    assert.equal(client?.ownerId, (await durable.accounts.findByUsername("mara"))?.id);
    assert.notInclude(JSON.stringify(client), String(made["client_secret"]));
  });

  it("create_oauth2_app registers in the other style, with what was chosen", async () => {
    const chosen = ["--client-id", "chosen", "--client-secret", "a chosen secret", "--user", "1"];
    const { code, out, err } = await runCommand(
      ["create_oauth2_app", "--client-type", "confidential", ...chosen, "--grant-type", "implicit client-credentials"],
      { environment },
    );
    assert.equal(code, 4);
    assert.equal(out, "");
    assert.match(err, /--redirect-uris: /);
    const made = await json(["create_oauth2_app", "--client-type", "confidential", ...chosen, "--name", "My App"]);
    assert.include(made, { client_id: "chosen", client_secret: "a chosen secret" });
    assert.deepEqual(made["grant_types"], ["password", "refresh_token"]);
  });

  it("createapplication takes members of client metadata, keys from a file among them", async () => {
    const keys = { keys: [{ kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }] };
    const file = join(await mkdtemp(join(tmpdir(), "touchstone-keys-")), "keys.json");
    await writeFile(file, JSON.stringify(keys));
    const words = ["createapplication", "confidential", "client-credentials", "--client-id", "keyed"];
    const more = ["--auth-method", "private_key_jwt", "--metadata", '{"client_uri":"https://a.example/"}'];
    const made = await json([...words, ...more, "--jwks-file", file, "--algorithm", "ES256"]);
    await rm(dirname(file), { recursive: true });
    const metadata = { client_uri: "https://a.example/", jwks: keys, id_token_signed_response_alg: "ES256" };
    assert.deepInclude(made, metadata);
    assert.notProperty(made, "client_secret");
    assert.deepEqual((await durable.clients.find("keyed"))?.metadata, metadata);
    assert.deepEqual(await refused([...words, "--jwks-file", file]), ["--jwks-file"]);
  });

  it("initialtoken makes a token that registers so many applications, for so long", async () => {
    const made = await json(["initialtoken", "--uses", "3", "--expires", "60"]);
    const kept = await durable.initialTokens.find(digest(String(made["initial_access_token"])));
    const expiresAt = Number(made["expires_at"]);
    assert.deepInclude(kept, { usesLeft: 3, expiresAt });
    assert.closeTo(expiresAt - Date.now() / 1_000, 60, 30);
    const lasting = await json(["initialtoken", "--expires", "never"]);
    assert.deepInclude(lasting, { uses: 1, expires_at: null });
  });

  it("createapplication makes no secret for a public client", async () => {
    const made = await json(["createapplication", "public", "password"]);
    assert.notProperty(made, "client_secret");
    assert.deepEqual((await durable.clients.find(String(made["client_id"])))?.secrets, []);
  });

  it("createapplication says everything that is wrong at once", async () => {
    const wrong = ["secret", "openid-hybrid", "--grant-type", "flying", "--redirect-uris", "http://app.example/#top"];
    const more = [
      "--user",
      "nobody",
      "--client-id",
      "chosen",
      "--scope",
      "fly",
      "--client-secret",
      "short",
      "--name",
      "",
    ];
    const fields = await refused(["createapplication", ...wrong, ...more, "--auth-method", "guess"]);
    const options = ["type", "grant-type", "redirect-uris", "user", "client-id", "scope", "client-secret", "name"];
    assert.includeMembers(
      fields.map((field) => field.replace("--client-type", "--type")),
      [...options, "auth-method"].map((option) => `--${option}`),
    );
  });

  it("createapplication gives a client a default scope of its own, within what it may ask for", async () => {
    const words = ["createapplication", "confidential", "client-credentials", "--client-id", "modest"];
    assert.deepEqual(await refused([...words, "--scope", "read", "--default-scope", "read write"]), [
      "--default-scope",
    ]);
    const made = await json([...words, "--scope", "read write", "--default-scope", "read"]);
    assert.include(made, { scope: "read write", default_scope: "read" });
    assert.deepEqual((await durable.clients.find("modest"))?.defaultScope, ["read"]);
  });

  it("createapplication gives a client lifetimes of its own", async () => {
    const words = ["--client-id", "brief", "--access-token-lifetime", "77", "--refresh-token-lifetime", "3600"];
    await json(["createapplication", "confidential", "client-credentials", ...words]);
    const client = await durable.clients.find("brief");
    assert.deepInclude(client, { accessTokenLifetime: 77, refreshTokenLifetime: 3600 });
    const wrong = ["--access-token-lifetime", "x", "--refresh-token-lifetime", "-1"];
    assert.deepEqual(await refused(["createapplication", "confidential", "client-credentials", ...wrong]), [
      "--access-token-lifetime",
      "--refresh-token-lifetime",
    ]);
  });

  describe("rotatesecret", () => {
    const now = 1_800_000_000;
    const check = secretCheck(FAST_HASH);

    async function isSecretOf(clientId: string, secret: unknown, at = now): Promise<boolean> {
      const client = await durable.clients.find(clientId);
      return check.matches(client!, String(secret), { now: at, from: "" });
    }

    async function registered(clientId: string): Promise<unknown> {
      const words = ["confidential", "client-credentials", "--client-id", clientId];
      return (await json(["createapplication", ...words]))["client_secret"];
    }

    it("gives a new secret, while the old one works on for as long as was said", async () => {
      const old = await registered("rotating");
      const { client_secret: fresh, old_secret_expires_at: end } = await json([
        "rotatesecret",
        "rotating",
        "--keep",
        "60",
      ]);
      assert.notEqual(fresh, old);
      assert.isTrue(await isSecretOf("rotating", fresh, Number(end) + 1));
      assert.isTrue(await isSecretOf("rotating", old, Number(end) - 1));
      assert.isFalse(await isSecretOf("rotating", old, Number(end)));
    });

    it("ends a secret that leaked at once", async () => {
      const old = await registered("leaking");
      const { old_secret_expires_at: end } = await json(["rotatesecret", "leaking", "--keep", "0"]);
      assert.isNull(end);
      assert.lengthOf((await durable.clients.find("leaking"))!.secrets, 1);
      assert.isFalse(await isSecretOf("leaking", old));
    });

    it("never leaves three", async () => {
      const old = await registered("often");
      await json(["rotatesecret", "often"]);
      const { client_secret: fresh } = await json(["rotatesecret", "often"]);
      assert.lengthOf((await durable.clients.find("often"))!.secrets, 2);
      assert.deepEqual([await isSecretOf("often", old), await isSecretOf("often", fresh)], [false, true]);
    });

    it("shows the secret once to a person, and says until when the old one works", async () => {
      await registered("shown");
      const { out } = await runCommand(["rotatesecret", "shown"], { environment });
      assert.match(out, /client_secret +ts_cs_\w{57}\n/);
      assert.match(out, /old secret +works until 20\d\d-/);
      assert.match(out, /cannot be shown again/);
    });

    for (const [name, words, field] of [
      ["a client that nobody registered", ["nobody"], "CLIENT_ID"],
      ["a public client", ["without-secret"], "CLIENT_ID"],
      ["a time that is no number", ["rotating", "--keep", "a day"], "--keep"],
      ["a time before now", ["rotating", "--keep=-1"], "--keep"],
    ] as const) {
      it(`refuses ${name}`, async () => {
        if (field === "CLIENT_ID")
          await runCommand(["createapplication", "public", "password", "--client-id", "without-secret"], {
            environment,
          });
        assert.deepEqual(await refused(["rotatesecret", ...words]), [field]);
      });
    }
  });

  it("cleartokens removes what ended long ago, batch by batch, and nothing else", async () => {
    const client = await durable.clients.find("chosen");
    const [longAgo, soon] = [1_000_000, 4_000_000_000];
    const tags = ["ended001", "ended002", "ended003", "living01"];
    for (const [index, tag] of tags.entries()) {
      const expiresAt = tag.startsWith("living") ? soon : longAgo;
      await durable.families.open(leanFamily(client!.id, { tag, createdAt: longAgo + index, expiresAt }));
    }
    const [ann] = await durable.accounts.list({ limit: 1 });
    for (const [sid, expiresAt] of Object.entries({ over: longAgo, living: soon }))
      await durable.sessions.add(leanSession(ann!.id, { sid, expiresAt }));
    assert.deepEqual(await json(["cleartokens", "--dry-run"]), { would_remove: 3, sessions: 1 });
    const { code, out, err } = await runCommand(["cleartokens", "--batch-size", "2", "--json"], { environment });
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(out), { removed: 3, sessions: 1, initial_tokens: 0 });
    const told = ["Removed 2 of 3 authorizations", "Removed 3 of 3 authorizations", "Removed 1 of 1 sessions", ""];
    assert.equal(err, told.join("\n"));
    assert.deepEqual(
      (await durable.sessions.list(ann!.id)).map(({ sid }) => sid),
      ["living"],
    );
    assert.isDefined(await durable.families.find("living01"));
    assert.isUndefined(await durable.families.find("ended001"));
  });

  it("say which server is away, by the name of its setting", async () => {
    const away = { ...environment, DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" };
    const { code, err } = await runCommand(["migrate"], { environment: away });
    assert.equal(code, 1);
    assert.match(err, /^Cannot reach postgres.*is DATABASE_URL right, and the server up\?\n$/);
  });
});

describe("the commands on a data folder", function () {
  this.timeout(60_000);
  const folders = temporaryFolders();
  after(() => folders.remove());

  it("start its Postgres for themselves, wait for one another, and leave nothing running", async () => {
    const dataDir = `${await folders.make()}/data`;
    const names = ["one", "two", "three"];
    const ended = await Promise.all(
      names.map((name) => {
        const args = ["createuser", "--username", name, "--password", "12345678", "--json"];
        return startProgram(args, { DATA_DIR: dataDir }).ended;
      }),
    );
    assert.deepEqual(
      ended.map(({ code, err }) => [code, /^Using the private Postgres in '.*' \(.*\)\n$/.test(err)]),
      names.map(() => [0, true]),
    );
    assert.sameMembers(
      ended.map(({ out }) => JSON.parse(out).username),
      names,
    );
    assert.notInclude(await readdir(dataDir), "connection.json");
    await until(async () => (await processesNaming(dataDir)).length === 0);
  });
});
