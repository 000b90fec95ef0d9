import { assert } from "chai";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const CHILD = join(import.meta.dirname, "foreign_api_child.ts");

describe("an application of somebody else's, in a process of its own", () => {
  it("needs no store and no setting of ours, answers, and ends when it is done", async function () {
    this.timeout(30_000);
    // Nothing of this process's settings may help it; and what keeps it from ending is found by the time it has.
    const environment = { PATH: process.env["PATH"], HOME: process.env["HOME"] };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--import", "tsx", CHILD], {
      env: environment,
      timeout: 25_000,
    });
    assert.equal(stderr, "");
    assert.deepEqual(JSON.parse(stdout), [401, 401, 403, 200]);
  });
});
