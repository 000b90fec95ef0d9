import { assert } from "chai";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { listCommands, printCommands } from "../../src/cli/commands.ts";
import { allChecks, printChecks } from "../../src/cli/doctor.ts";
import { EXIT_CODES_HELP } from "../../src/cli/exit_code.ts";
import { systemIo } from "../../src/cli/mod.ts";
import { buildProgram } from "../../src/cli/program.ts";
import { parseFixture } from "../../src/server/mod.ts";

const ROOT = join(import.meta.dirname, "../..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const [, SECTION = ""] = README.split(/^## Commands\n/m);
const COMMANDS = SECTION.split(/^## /m)[0] ?? "";
const PROGRAM = buildProgram(systemIo());

/** What stands between the two marks of a generated part. */
function part(name: string): string {
  const [, text] = COMMANDS.split(new RegExp(`<!-- ${name}:(?:begin|end) -->\n`));
  return text?.trim() ?? assert.fail(`the README has no part called '${name}'`);
}

describe("the README, of commands", () => {
  it("has the table that 'touchstone commands --markdown' prints", () => {
    assert.equal(part("commands"), printCommands(listCommands(PROGRAM.commands)));
  });

  it("has the table that 'touchstone doctor --list --markdown' prints", async () => {
    assert.equal(part("checks"), printChecks(await allChecks()));
  });

  it("has the exit codes that each --help tells", () => {
    const rows = [...COMMANDS.matchAll(/^\| `(\d+)` +\| (.*?) +\|$/gm)].map(([, code, when]) => `${code} ${when}`);
    const told = [...EXIT_CODES_HELP.matchAll(/^ +(\d+) +(.*)$/gm)].map(([, code, when]) => `${code} ${when}`);
    assert.deepEqual(rows, told);
  });

  it("shows a file that touchstone import reads", () => {
    const [, block = ""] = /```json\n([^]*?)```/.exec(COMMANDS) ?? [];
    assert.lengthOf(parseFixture(block).clients ?? [], 1);
  });

  /** Lines for the shell in the whole README that call a command of ours. */
  const lines = [...README.matchAll(/^ *(?:\$ )?touchstone ([a-z_]+)( [a-z-]+)?/gm)];

  it("calls no command that there is not", () => {
    assert.isNotEmpty(lines);
    for (const [line, name, word] of lines) {
      const command = PROGRAM.commands.find((each) => [each.name(), ...each.aliases()].includes(name ?? ""));
      assert.isDefined(command, line);
      if (command.commands.length > 0)
        assert.include(
          command.commands.map((each) => each.name()),
          word?.trim(),
          line,
        );
    }
  });

  it("has a file of its own for each command, with a test beside it", () => {
    for (const { name } of listCommands(PROGRAM.commands)) {
      const file =
        name.split(" ")[0] === "key"
          ? "key"
          : name.replaceAll(" ", "_").replaceAll("client_rotate-secret", "rotatesecret");
      const own = file.replace("createsuperuser", "createuser");
      for (const path of [`${own}.ts`, `${own}_test.ts`]) assert.isTrue(existsSync(join(ROOT, "src/cli", path)), path);
    }
  });
});
