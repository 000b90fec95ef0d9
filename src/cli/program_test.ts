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

describe("the command line", () => {
  for (const command of COMMANDS) {
    it(`tells everything in the help of ${command.name()}`, async () => {
      const { code, out } = await run([command.name(), "--help"]);
      assert.equal(code, EXIT.fine);
      const flags = command.options.map(({ flags }) => flags);
      assert.includeMembers(flags, ["--json", "--config <file>"]);
      for (const part of [...flags, "Examples:\n", EXIT_CODES_HELP]) assert.include(out, part);
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
