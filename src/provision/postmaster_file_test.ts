import { assert } from "chai";
import { parsePostmasterFile } from "./postmaster_file.ts";

/** The file as Postgres writes it, with a state in its eighth line. */
function fileWith(state: string): string {
  return `4242\n/data\n1700000000\n5432\n\n127.0.0.1\n  1234567         3\n${state}\n`;
}

describe("parsePostmasterFile()", () => {
  it("sees that the server takes connections", () => {
    assert.deepEqual(parsePostmasterFile(fileWith("ready   ")), { pid: 4242, ready: true });
  });

  for (const state of ["starting", "stopping", "standby "]) {
    it(`does not take '${state.trim()}' for ready`, () => {
      assert.deepEqual(parsePostmasterFile(fileWith(state)), { pid: 4242, ready: false });
    });
  }

  it("takes a file that is being written for a server that starts", () => {
    assert.deepEqual(parsePostmasterFile("4242\n/data\n"), { pid: 4242, ready: false });
  });

  for (const text of ["", "\n", "words\n", "0\n", "-5\n"]) {
    it(`takes ${JSON.stringify(text)} for no server`, () => assert.isUndefined(parsePostmasterFile(text)));
  }
});
