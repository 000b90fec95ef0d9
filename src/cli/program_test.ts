import { assert } from "chai";
import { EXIT, EXIT_CODES_HELP } from "./exit_code.ts";
import { fakeIo } from "./_fake_io_test.ts";
import type { Io } from "./io.ts";
import { buildProgram, runCommandLine } from "./program.ts";

async function run(args: readonly string[], environment: Io["environment"] = {}) {
  const { io, out, err } = fakeIo(environment);
  return { code: await runCommandLine(args, io), out: out(), err: err() };
}

const COMMANDS = buildProgram(fakeIo().io).commands;
/** Those that do something, with all that one types to call them. */
const LEAVES = COMMANDS.flatMap((command): readonly (readonly [readonly string[], (typeof COMMANDS)[number]])[] =>
  command.commands.length === 0
    ? [[[command.name()], command]]
    : command.commands.map((each) => [[command.name(), each.name()], each]),
);
const GROUPS = COMMANDS.filter(({ commands }) => commands.length > 0);

describe("the command line", () => {
  for (const [words, command] of LEAVES) {
    it(`tells everything in the help of ${words.join(" ")}`, async () => {
      const { code, out } = await run([...words, "--help"]);
      assert.equal(code, EXIT.fine);
      const flags = command.options.map(({ flags }) => flags);
      assert.includeMembers(flags, ["--json", "--config <file>"]);
      for (const part of [
        ...flags,
        `touchstone ${words.join(" ")}`.replace(/^touchstone start/, "npm start"),
        "Examples:\n",
        EXIT_CODES_HELP,
      ])
        assert.include(out, part);
    });
  }

  for (const group of GROUPS) {
    it(`tells in the help of ${group.name()} what it groups`, async () => {
      const { code, out } = await run([group.name(), "--help"]);
      assert.equal(code, EXIT.fine);
      for (const command of group.commands) assert.match(out, new RegExp(`\n  ${command.name()} .*\n`));
      assert.include(out, `touchstone ${group.name()} COMMAND --help`);
    });

    it(`leaves every option to the commands of ${group.name()}, so that none is taken from them`, () => {
      assert.isEmpty(group.options);
    });

    it(`refuses ${group.name()} by itself as usage`, async () => {
      assert.equal((await run([group.name()])).code, EXIT.usage);
    });
  }

  for (const [typed, meant] of [
    [["clearokens"], "cleartokens"],
    [["createuperuser"], "createsuperuser"],
    [["create_oauth2_ap"], "create_oauth2_app"],
    [["doktor"], "doctor"],
    [["client", "shwo"], "show"],
    [["token", "revok"], "revoke"],
    [["key", "lsit"], "list"],
  ] as const) {
    it(`guesses ${meant} from '${typed.join(" ")}'`, async () => {
      const { code, err } = await run(typed);
      assert.equal(code, EXIT.usage);
      assert.match(err, new RegExp(`unknown command[^]*Did you mean (one of )?${meant}`));
    });
  }

  it("lists every command, and the second name of createapplication", async () => {
    const { out } = await run(["--help"]);
    for (const command of COMMANDS) assert.include(out, `\n  ${command.name()}`);
    assert.include(out, "createapplication, create_oauth2_app");
  });

  it("knows its version", async () => {
    const { code, out } = await run(["--version"]);
    assert.equal(code, EXIT.fine);
    assert.match(out, /^\d+\.\d+\.\d+\n$/);
  });

  const nonsense: readonly (readonly string[])[] = [
    ["fly"],
    ["start", "--fast"],
    ["migrate", "now"],
    ["cleartokens", "--batch-size", "0"],
    ["cleartokens", "--interval", "soon"],
    ["serve", "--workers", "many"],
    ["createuser"],
    ["createuser", "--username", "u", "--password", "12345678", "--password-stdin"],
  ];
  for (const args of nonsense) {
    it(`refuses '${args.join(" ")}' as usage`, async () => {
      const { code, out, err } = await run(args);
      assert.equal(code, EXIT.usage);
      assert.equal(out, "");
      assert.isNotEmpty(err);
    });

    it(`tells a program that '${args.join(" ")}' makes no sense`, async () => {
      const { code, out } = await run([...args, "--json"]);
      assert.equal(code, EXIT.usage);
      const answer = JSON.parse(out);
      assert.hasAllKeys(answer, ["error", "exit_code", "problems"]);
      assert.equal(answer.exit_code, EXIT.usage);
      assert.notMatch(answer.error, /^error:/);
    });
  }

  it("names every wrong setting at once, for a program too", async () => {
    const wrong = { PORT: "high", LOG_LEVEL: "loud", ALIAS_PREFIXES: "o" };
    const { code, out, err } = await run(["start", "--json"], wrong);
    assert.equal(code, EXIT.configuration);
    const problems: { field: string }[] = JSON.parse(out).problems;
    assert.sameMembers(
      problems.map(({ field }) => field),
      Object.keys(wrong),
    );
    for (const name of Object.keys(wrong)) assert.include(err, `  ${name}: `);
  });

  it("names what serve needs and was not given", async () => {
    const { code, err } = await run(["serve"]);
    assert.equal(code, EXIT.configuration);
    assert.match(err, /DATABASE_URL: it must be given[^]*SECRET_KEY: it must be given[^]*ISSUER: it must be given/);
  });

  it("refuses several workers that would each keep tokens of their own", async () => {
    const given = {
      DATABASE_URL: "postgresql://db.invalid/t",
      SECRET_KEY: "k".repeat(32),
      ISSUER: "https://id.example",
    };
    const { code, err } = await run(["serve", "--workers", "2"], given);
    assert.equal(code, EXIT.configuration);
    assert.match(err, /REDIS_URL: it must be given for 2 processes/);
  });

  it("refuses an account before anything is opened, with everything that is wrong", async () => {
    const args = ["createuser", "--username", "a b", "--password", "short", "--email", "nowhere", "--json"];
    const { code, out } = await run(args);
    assert.equal(code, EXIT.refused);
    const problems: { field: string }[] = JSON.parse(out).problems;
    assert.deepEqual(
      problems.map(({ field }) => field),
      ["--username", "--password", "--email"],
    );
  });
});
