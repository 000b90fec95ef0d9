import { assert } from "chai";
import { parseFixture } from "../server/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { EXIT } from "./exit_code.ts";
import { runCommandLine } from "./program.ts";

async function run(args: readonly string[], typed = "") {
  const { io, stdin, out, err } = fakeIo({ DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none", LOG_LEVEL: "error" });
  stdin.end(typed);
  return { code: await runCommandLine(["import", ...args], io), out: out(), err: err() };
}

describe("touchstone import", () => {
  it("shows in its help the least file that it reads", async () => {
    const { out } = await run(["--help"]);
    const [, least = ""] = /The least file: (\{[^]*\}\]\})\n/.exec(out) ?? [];
    const { people = [], clients = [] } = parseFixture(least.replace("\n", " "));
    assert.deepEqual([people.length, clients.length], [1, 1]);
  });

  for (const two of [
    ["--fail", "--skip"],
    ["--skip", "--replace"],
    ["--replace", "--fail"],
  ]) {
    it(`cannot ${two.join(" and ")} at once`, async () => {
      const { code, err } = await run(["-", ...two]);
      assert.equal(code, EXIT.usage);
      assert.match(err, /cannot be used with option/);
    });
  }

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ["nothing", "", /the file: It is not JSON/],
    ["no JSON", "{", /the file: It is not JSON/],
    ["another version", '{"touchstone":2}', /touchstone: Give 1, the version/],
    ["a setting that is wrong", '{"touchstone":1,"settings":{"PORT":"x"}}', /settings\.PORT: give a whole number/],
    ["a setting that there is not", '{"touchstone":1,"settings":{"X":1}}', /settings\.X: there is no such setting/],
    ["a key", '{"touchstone":1,"settings":{"SECRET_KEY":"x"}}', /settings\.SECRET_KEY: it belongs to one machine/],
  ];
  for (const [name, typed, says] of wrong) {
    it(`refuses ${name} before it asks any server`, async () => {
      const { code, err } = await run(["-"], typed);
      assert.equal(code, EXIT.refused);
      assert.match(err, says);
      assert.notMatch(err, /postgres/);
    });
  }

  it("says that the database is away", async () => {
    const { code, err } = await run(["-"], '{"touchstone":1}');
    assert.equal(code, EXIT.failed);
    assert.match(err, /Cannot reach postgres/);
  });
});
