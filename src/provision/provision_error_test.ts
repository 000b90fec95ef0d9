import { assert } from "chai";
import { readFile } from "node:fs/promises";
import { outcomeOf } from "./_scratch_test.ts";
import { DataFolderBusyError } from "./data_lock.ts";
import { messageOf, ProvisionError, systemCodeOf } from "./provision_error.ts";

describe("ProvisionError", () => {
  it("carries a name by which other rooms know it, and what caused it", () => {
    const cause = new TypeError("why");
    const error = new ProvisionError("Cannot", { cause });
    assert.include(error, { name: "ProvisionError", message: "Cannot", cause });
  });

  it("is what a busy data folder is as well, under a name of its own", () => {
    const error = new DataFolderBusyError("/data", 42);
    assert.instanceOf(error, ProvisionError);
    assert.include(error, { name: "DataFolderBusyError", pid: 42 });
  });
});

describe("messageOf()", () => {
  for (const [thrown, expected] of [
    [new TypeError("broken"), "broken"],
    [new ProvisionError("Cannot"), "Cannot"],
    ["a word", "a word"],
    [42, "42"],
    [undefined, "undefined"],
    [null, "null"],
    [{ message: "no error" }, "[object Object]"],
  ] as const) {
    it(`says '${expected}' of ${JSON.stringify(thrown) ?? "nothing"} (${typeof thrown})`, () =>
      assert.equal(messageOf(thrown), expected));
  }
});

describe("systemCodeOf()", () => {
  it("names what the system said", async () => {
    assert.equal(systemCodeOf(await outcomeOf(readFile("/nonexistent/file"))), "ENOENT");
    assert.equal(systemCodeOf(await outcomeOf(readFile("/"))), "EISDIR");
  });

  for (const [name, thrown] of [
    ["an error without one", new TypeError("x")],
    ["a status in place of one", Object.assign(new TypeError("x"), { code: 1 })],
    ["something that is no error", { code: "ENOENT" }],
    ["nothing", undefined],
  ] as const) {
    it(`knows none for ${name}`, () => assert.isUndefined(systemCodeOf(thrown)));
  }
});
