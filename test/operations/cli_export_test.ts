import { assert } from "chai";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { migratedDatabase } from "./migrated_database.ts";
import { answerOf, runCommand } from "./command.ts";
import { temporaryFolders } from "./temporary_folders.ts";

type Environment = Readonly<Record<string, string>>;

/** What a newcomer would write by hand, for tests. */
const FIXTURE = {
  touchstone: 1,
  settings: { ACCESS_TOKEN_EXPIRE_SECONDS: 60, SCOPES: { read: "Read", write: "Write" } },
  people: [
    { username: "mara", password: "a password", email: "mara@example.com", claims: { nickname: "Mara" } },
    { username: "root", password: "another password", is_staff: true },
  ],
  clients: [
    {
      client_id: "signing",
      client_type: "confidential",
      client_secret: "a secret of more than thirty-two characters",
      grant_types: ["authorization_code", "refresh_token"],
      redirect_uris: ["https://a.example/cb"],
      user: "mara",
      metadata: { id_token_signed_response_alg: "HS256" },
    },
    { client_id: "script", client_type: "public", grant_types: ["password"], scope: "read" },
  ],
};

describe("touchstone export and import", function () {
  this.timeout(60_000);
  const folders = temporaryFolders();
  let folder: string;
  let closers: (() => Promise<void>)[];

  before(async () => {
    folder = await folders.make();
    closers = [];
  });
  after(async () => {
    for (const close of closers) await close();
    await folders.remove();
  });

  /** An installation of its own; all of them have one SECRET_KEY. */
  async function installation() {
    const { url, durable, close } = await migratedDatabase();
    closers.push(close);
    const environment: Environment = { DATABASE_URL: url, SECRET_KEY: "k".repeat(40), DATA_DIR: "/nonexistent" };
    return { environment, durable };
  }

  async function written(name: string, content: unknown): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, JSON.stringify(content));
    return file;
  }

  async function exported(environment: Environment, args: readonly string[] = []): Promise<string> {
    const { code, out, err } = await runCommand(["export", "-", ...args], { environment });
    assert.equal(code, 0, err);
    return out;
  }

  it("bring an installation over to another one, which is exported the same", async () => {
    const [first, second] = [await installation(), await installation()];
    const file = await written("fixture.json", FIXTURE);
    const counts = { create: 2, replace: 0, skip: 0, same: 0 };
    const answer = await answerOf(["import", file], first);
    assert.deepInclude(answer, { dry_run: false, people: counts, clients: counts });
    const copy = join(folder, "copy.json");
    const told = await answerOf(["export", copy], first);
    assert.deepEqual(told, { file: copy, people: 2, clients: 2, settings: 0 });
    assert.equal((await stat(copy)).mode & 0o777, 0o600);
    await answerOf(["import", copy], second);
    assert.equal(await exported(second.environment), await readFile(copy, "utf8"));
  });

  it("keep no password and no secret in the clear", async () => {
    const { environment, durable } = await installation();
    await answerOf(["import", await written("fixture.json", FIXTURE)], { environment });
    const text = await exported(environment);
    for (const secret of ["a password", "another password", "thirty-two"]) assert.notInclude(text, secret);
    const account = await durable.accounts.findByUsername("mara");
    assert.match(String(account?.passwordHash), /^\$argon2id\$v=19/);
    assert.equal((await durable.clients.find("signing"))?.ownerId, account?.id);
  });

  it("are written down, as hashes leave the database and come into it", async () => {
    const { environment, durable } = await installation();
    await answerOf(["import", await written("fixture.json", FIXTURE)], { environment });
    await exported(environment);
    const entries = await durable.audit.list({ limit: 9 });
    assert.deepEqual(
      entries.map(({ event, detail }) => [event, detail]),
      [
        ["fixture.imported", { people: 2, clients: 2, by: "command line" }],
        ["fixture.exported", { people: 2, clients: 2, by: "command line" }],
      ],
    );
  });

  it("leave alone what is there and the same, and refuse what differs before anything is written", async () => {
    const { environment, durable } = await installation();
    const file = await written("fixture.json", FIXTURE);
    await answerOf(["import", file], { environment });
    const again = await answerOf(["import", file], { environment });
    assert.deepInclude(again, { people: { create: 0, replace: 0, skip: 0, same: 2 }, steps: [] });
    const [mara, root] = FIXTURE.people;
    const more = [{ ...mara, email: "new@example.com" }, root, { username: "ann", password: "a password" }];
    const changed = await written("changed.json", { ...FIXTURE, people: more });
    const refused = await runCommand(["import", changed], { environment });
    assert.equal(refused.code, 4);
    assert.equal(refused.err.split("\n").at(-2), "  mara: There is another person of this name");
    assert.isUndefined(await durable.accounts.findByUsername("ann"));
    const replaced = await answerOf(["import", changed, "--replace"], { environment });
    assert.deepEqual(replaced["people"], { create: 1, replace: 1, skip: 0, same: 1 });
    assert.equal((await durable.accounts.findByUsername("mara"))?.email, "new@example.com");
  });

  it("say what they would do, and write nothing", async () => {
    const { environment, durable } = await installation();
    const { code, out } = await runCommand(["import", "-", "--dry-run"], {
      environment,
      typed: JSON.stringify(FIXTURE),
    });
    assert.equal(code, 0);
    assert.match(
      out,
      /^people +2 would be made, 0 would be replaced, 0 left as they are, 0 the same\nclients +2 would/,
    );
    assert.isEmpty(await durable.accounts.list({ limit: 9 }));
  });

  it("leave people out", async () => {
    const { environment, durable } = await installation();
    await answerOf(["import", await written("fixture.json", FIXTURE), "--without-people"], { environment });
    assert.isEmpty(await durable.accounts.list({ limit: 9 }));
    assert.notProperty(JSON.parse(await exported(environment, ["--without-people"])), "people");
  });

  it("tell which settings are not in force, and write them for --config", async () => {
    const { environment } = await installation();
    const settings = join(folder, "settings.json");
    const file = await written("fixture.json", FIXTURE);
    const answer = await answerOf(["import", file, "--settings-file", settings], { environment });
    assert.deepEqual(answer["settings_not_in_force"], ["ACCESS_TOKEN_EXPIRE_SECONDS", "SCOPES"]);
    assert.deepEqual(JSON.parse(await readFile(settings, "utf8")), FIXTURE.settings);
    const inForce = await answerOf(["import", file, "--config", settings], { environment });
    assert.deepEqual(inForce["settings_not_in_force"], []);
    assert.deepEqual(JSON.parse(await exported(environment, ["--config", settings])).settings, FIXTURE.settings);
  });

  it("refuse settings that are wrong, unknown or of one machine, all at once", async () => {
    const { environment } = await installation();
    const settings = { PORT: 1, COLOUR: "red", PKCE_REQUIRED: "perhaps" };
    const { code, err } = await runCommand(["import", await written("wrong.json", { touchstone: 1, settings })], {
      environment,
    });
    assert.equal(code, 4);
    for (const name of Object.keys(settings)) assert.include(err, `  settings.${name}: `);
  });

  it("refuse secrets that were sealed under another SECRET_KEY", async () => {
    const [first, second] = [await installation(), await installation()];
    await answerOf(["import", await written("fixture.json", FIXTURE)], first);
    const typed = await exported(first.environment);
    const environment = { ...second.environment, SECRET_KEY: "another ".repeat(5) };
    const { code, err } = await runCommand(["import", "-"], { environment, typed });
    assert.equal(code, 4);
    assert.include(err, "clients[0].secrets[0].sealed: It was sealed under another SECRET_KEY");
  });

  it("write over no file unasked", async () => {
    const { environment } = await installation();
    const file = await written("there.json", "mine");
    const { code, err } = await runCommand(["export", file], { environment });
    assert.deepEqual([code, err], [1, `Cannot write '${file}' as it is there: give --overwrite\n`]);
    assert.equal(await readFile(file, "utf8"), '"mine"');
    await answerOf(["export", file, "--overwrite"], { environment });
    assert.equal(JSON.parse(await readFile(file, "utf8")).touchstone, 1);
  });

  for (const [name, args, says] of [
    ["a file that is not there", ["import", "/dev/null/fixture.json"], /^Cannot read '\/dev\/null\/fixture\.json': /],
    [
      "a folder that is not there",
      ["export", "/dev/null/fixture.json"],
      /^Cannot write '\/dev\/null\/fixture\.json' as /,
    ],
  ] as const) {
    it(`fail at ${name}`, async () => {
      const { code, err } = await runCommand(args, await installation());
      assert.equal(code, 1);
      assert.match(err, says);
    });
  }

  it("take one of --fail, --skip and --replace", async () => {
    const { code } = await runCommand(["import", "-", "--skip", "--replace"], await installation());
    assert.equal(code, 2);
  });
});
