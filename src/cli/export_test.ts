import { assert } from "chai";
import { fakeIo } from "./_fake_io_test.ts";
import { EXIT } from "./exit_code.ts";
import { runCommandLine } from "./program.ts";

async function run(args: readonly string[]) {
  const { io, out, err } = fakeIo({ DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none", LOG_LEVEL: "error" });
  return { code: await runCommandLine(["export", ...args], io), out: out(), err: err() };
}

describe("touchstone export", () => {
  it("needs to know where to write", async () => {
    const { code, err } = await run([]);
    assert.equal(code, EXIT.usage);
    assert.include(err, "missing required argument 'FILE'");
  });

  it("says what the file holds of secrets, and what it leaves out", async () => {
    const { out } = await run(["--help"]);
    assert.match(out, /hashes, and what is under the seal of SECRET_KEY/);
    assert.match(out, /SECRET_KEY, DATABASE_URL, REDIS_URL, DATA_DIR, HOST, PORT/);
  });

  it("writes nothing where the database is away", async () => {
    const { code, out, err } = await run(["-"]);
    assert.deepEqual([code, out], [EXIT.failed, ""]);
    assert.match(err, /^Cannot reach postgres.*is DATABASE_URL right/);
  });
});
