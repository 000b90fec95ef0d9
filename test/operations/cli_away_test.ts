import { assert } from "chai";
import { listCommands } from "../../src/cli/commands.ts";
import { systemIo } from "../../src/cli/mod.ts";
import { buildProgram } from "../../src/cli/program.ts";
import { runCommand } from "./command.ts";
import { migratedDatabase, type MigratedDatabase } from "./migrated_database.ts";

/** A line of each command that needs the database, and what is typed into it. */
const LINES: Readonly<Record<string, readonly [args: readonly string[], typed?: string]>> = {
  migrate: [[]],
  createsuperuser: [["--username", "mara", "--password-stdin"], "a password"],
  createuser: [["--username", "mara", "--password", "a password"]],
  changepassword: [["mara", "--password-stdin"], "a password"],
  createapplication: [["public", "password"]],
  "client list": [[]],
  "client show": [["c1"]],
  "client rotate-secret": [["c1"]],
  "client delete": [["c1", "--yes"]],
  rotatesecret: [["c1"]],
  initialtoken: [[]],
  "token inspect": [["-"], "ts_at_x"],
  "token revoke": [["--client", "c1"]],
  signature: [
    [],
    'GET http://localhost:8000/api/ HTTP/1.1\nAuthorization: OAuth oauth_consumer_key="c1", oauth_signature_method="PLAINTEXT", oauth_signature="a%26"\n\n',
  ],
  "key list": [[]],
  "key rotate": [[]],
  "key retire": [["k1"]],
  cleartokens: [["--dry-run"]],
  export: [["-"]],
  import: [["-"], '{"touchstone":1}'],
  doctor: [[]],
};
/** What a server is, and what needs no database. */
const OTHERS: ReadonlySet<string> = new Set([
  "start",
  "serve",
  "check",
  "plans",
  "preflight",
  "settings",
  "hooks",
  "commands",
]);

const AWAY = {
  DATABASE_URL: "postgresql://nobody:hunter2@127.0.0.1:1/none",
  SECRET_KEY: "k".repeat(40),
  DATA_DIR: "/dev/null/data",
  LOG_LEVEL: "error",
};

describe("the commands, while a server is away", function () {
  this.timeout(60_000);
  let database: MigratedDatabase;

  before(async () => (database = await migratedDatabase()));
  after(() => database.close());

  it("are each in the table of this test", () => {
    const names = listCommands(buildProgram(systemIo()).commands).map(({ name }) => name);
    assert.sameMembers(
      names.filter((name) => !OTHERS.has(name)),
      Object.keys(LINES),
    );
  });

  for (const [name, [args, typed = ""]] of Object.entries(LINES)) {
    const words = [...name.split(" "), ...args];

    it(`${name} says that the database is, by the name of its setting, and shows no password`, async () => {
      const { code, out, err } = await runCommand(words, { environment: AWAY, typed });
      assert.equal(code, 1, err);
      assert.match(err + out, /postgres.*DATABASE_URL/is);
      assert.notMatch(err + out, /hunter2|at .*\.ts:\d/);
    });

    it(`${name} tells a program the same, in one line of JSON`, async () => {
      const { code, out } = await runCommand([...words, "--json"], { environment: AWAY, typed });
      assert.equal(code, 1);
      assert.match(out, /^\{[^\n]+\}\n$/);
      const answer = JSON.parse(out);
      assert.isTrue("error" in answer || "findings" in answer, out);
    });
  }

  for (const [name, args] of [
    ["token revoke", ["--client", "c1"]],
    ["client delete", ["c1", "--yes"]],
  ] as const) {
    it(`${name} says that Redis is, and changes nothing`, async () => {
      const { leanClient } = await import("../contract/record_samples.ts");
      const { durable, url } = database;
      await durable.clients.add(leanClient({ clientId: "c1" })).catch(() => undefined);
      const environment = { ...AWAY, DATABASE_URL: url, REDIS_URL: "redis://127.0.0.1:1" };
      const { code, err } = await runCommand([...name.split(" "), ...args], { environment });
      assert.equal(code, 1);
      assert.match(err, /Cannot reach redis.*is REDIS_URL right, and the server up\?/);
      assert.isDefined(await durable.clients.find("c1"));
    });
  }
});
