import { assert } from "chai";
import { fakeIo } from "./_fake_io_test.ts";
import { openServerLog } from "./server_log.ts";

describe("openServerLog()", () => {
  const rows: readonly (readonly [string, "json" | "text" | undefined, boolean, boolean])[] = [
    ["a person at a terminal", undefined, true, false],
    ["a program", undefined, false, true],
    ["a person who wants JSON", "json", true, true],
    ["a program that wants text", "text", false, false],
  ];
  for (const [reader, LOG_FORMAT, isTTY, isJson] of rows) {
    it(`writes ${isJson ? "JSON" : "text"} to standard error for ${reader}`, async () => {
      const { io, out, err } = fakeIo({}, { isTTY });
      const log = await openServerLog(io, { LOG_LEVEL: "warn", LOG_FORMAT });
      log.info("Not said");
      log.warn("Beware", { of: "dogs" });
      assert.equal(out(), "");
      assert.match(err(), isJson ? /^\{.*"Beware".*\}\n$/ : /^[^{].*Beware/);
      assert.include(err(), "dogs");
      assert.notInclude(err(), "Not said");
    });
  }

  it("says nothing at all where nothing is to be said", async () => {
    const { io, err } = fakeIo();
    const log = await openServerLog(io, { LOG_LEVEL: "silent", LOG_FORMAT: "json" });
    log.error("Not even this");
    assert.equal(err(), "");
  });

  it("keeps secrets out, whatever they are logged with", async () => {
    for (const LOG_FORMAT of ["json", "text"] as const) {
      const { io, err } = fakeIo();
      const log = await openServerLog(io, { LOG_LEVEL: "info", LOG_FORMAT });
      log.info("Registered", { client_secret: "hunter2", client_id: "c1" });
      assert.include(err(), "c1");
      assert.notInclude(err(), "hunter2");
    }
  });
});
