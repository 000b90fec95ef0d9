import { assert } from "chai";
import { fakeIo } from "./_fake_io_test.ts";
import { EXIT } from "./exit_code.ts";
import { outcomeOf, statusOf } from "./migrate.ts";
import { runCommandLine } from "./program.ts";

describe("statusOf()", () => {
  it("lists what is still to be run, one a line and in order", () => {
    const { text, json } = statusOf(["0002_b", "0003_c"]);
    assert.equal(text, "Still to be run:\n  0002_b\n  0003_c");
    assert.deepEqual(json, { pending: ["0002_b", "0003_c"], up_to_date: false });
  });

  it("says so when there is nothing to run", () => {
    assert.deepEqual(statusOf([]), { text: "The schema is up to date", json: { pending: [], up_to_date: true } });
  });
});

describe("outcomeOf()", () => {
  it("tells what was run from what was there before", () => {
    assert.deepEqual(outcomeOf(["0002_b"]), { text: "Ran:\n  0002_b", json: { ran: ["0002_b"], up_to_date: true } });
    assert.deepEqual(outcomeOf([]), { text: "The schema was up to date", json: { ran: [], up_to_date: true } });
  });
});

describe("touchstone migrate", () => {
  it("opens nothing when a setting is wrong", async () => {
    const { io, out, err } = fakeIo({ DATABASE_URL: "mysql://h/d", DATA_DIR: "/nonexistent/never/made" });
    assert.equal(await runCommandLine(["migrate"], io), EXIT.configuration);
    assert.equal(out(), "");
    assert.equal(
      err(),
      "Cannot start as settings are wrong:\n" +
        "  DATABASE_URL: give a URL such as postgresql://user:password@host:5432/database\n",
    );
  });
});
