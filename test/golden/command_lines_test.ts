import { assert } from "chai";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FAST_HASH } from "../support/fast_hash.ts";
import { prepareAccount } from "../../src/accounts/mod.ts";
import { seededRandom } from "../../src/platform/mod.ts";
import { DEFAULT_ISSUER } from "../../src/server/mod.ts";
import { openDatabase } from "../../src/stores/knex/mod.ts";
import { freshDatabase } from "../support/services.ts";
import { answerTo, type CommandLine, parseCommandLine, printCommandLine } from "./command_line.ts";

const FOLDER = join(import.meta.dirname, "command_lines");
const UPDATE = process.env["UPDATE_GOLDEN"] === "1";

/** What stands in the place of what is another text on each machine. */
type Names = ReadonlyMap<string, string>;

function filled(text: string, names: Names): string {
  return text.replaceAll(/\{\{\w+\}\}/g, (whole) => names.get(whole) ?? whole);
}

/** The setting and the arguments with the values that they name. */
function placed(line: CommandLine, names: Names): CommandLine {
  const settings = Object.entries(line.environment).map(([name, value]) => [name, filled(value, names)] as const);
  const common = { LOG_LEVEL: "error", DATA_DIR: "/nonexistent/touchstone" };
  return {
    ...line,
    environment: { ...common, ...Object.fromEntries(settings) },
    args: line.args.map((word) => filled(word, names)),
  };
}

function hidden(answer: string, names: Names): string {
  const text = [...names].reduce((hiding, [name, value]) => hiding.replaceAll(value, name), answer);
  return text.replace(/\d{4}_\w+(?:, \d{4}_\w+)*/, "{{migrations}}");
}

describe("what the command line refuses, as the transcripts have it", function () {
  this.timeout(30_000);
  const names = new Map<string, string>();
  const files = readdirSync(FOLDER).toSorted();

  before(async () => {
    const [migrated, empty] = await Promise.all([freshDatabase(), freshDatabase()]);
    names.set("{{database}}", migrated.url).set("{{empty_database}}", empty.url);
    const database = openDatabase(migrated.url);
    await database.migrate();
    const durable = await database.forIssuer(DEFAULT_ISSUER);
    const options = { random: seededRandom("ann"), slowHash: FAST_HASH, now: 1 };
    await durable.accounts.add(await prepareAccount({ username: "ann", password: "12345678" }, options));
    await database.close();
  });

  for (const name of files) {
    const path = join(FOLDER, name);
    const line = parseCommandLine(readFileSync(path, "utf8"));

    it(`${name}: ${line.says}`, async () => {
      const answer = hidden(await answerTo(placed(line, names)), names);
      if (UPDATE) writeFileSync(path, printCommandLine(line, answer));
      else assert.equal(answer, line.answer, "accept a change with UPDATE_GOLDEN=1");
    });
  }

  const answers = files.map((name) => [name, parseCommandLine(readFileSync(join(FOLDER, name), "utf8"))] as const);

  it("is no success, and says nothing on standard output but an answer as JSON", () => {
    for (const [name, { answer, args }] of answers) {
      assert.notMatch(answer, /^exit 0$/m, name);
      if (!args.includes("--json")) assert.notMatch(answer, /^out \|/m, name);
    }
  });

  it("repeats no secret that was given, and shows no stack", () => {
    for (const [name, { answer }] of answers) assert.notMatch(answer, /s3cret|\bat .*:\d+:\d+|node_modules/, name);
  });

  it("ends each sentence for a person without a contraction and without a bare name of an error", () => {
    for (const [name, { answer }] of answers) assert.notMatch(answer, /\w'(?:t|re|s) |\b[A-Z]\w+Error\b/, name);
  });
});
