import { assert } from "chai";
import { selectTestFiles } from "../../scripts/test_files.ts";

const THIS = "test/operations/test_files_test.ts";
const BESIDE = "src/provision/data_lock_test.ts";

describe("selectTestFiles()", () => {
  it("takes all tests when none is named, and those of this folder one after another", async () => {
    const { parallel, serial, options, unknown } = await selectTestFiles([]);
    assert.include(parallel, BESIDE);
    assert.include(serial, THIS);
    assert.notInclude(parallel, THIS);
    assert.deepEqual([options, unknown], [[], []]);
  });

  for (const [name, args, files] of [
    ["a file", [BESIDE], [BESIDE]],
    ["a file by its longer name", [`./${BESIDE}`], [BESIDE]],
    ["a file that is named twice, once", [BESIDE, BESIDE, "src/provision/data_lock_test.ts"], [BESIDE]],
  ] as const) {
    it(`takes ${name}`, async () => assert.deepEqual((await selectTestFiles(args)).parallel, [...files]));
  }

  it("takes the tests of a folder, and no other files", async () => {
    const { parallel } = await selectTestFiles(["src/provision"]);
    assert.include(parallel, BESIDE);
    assert.isTrue(parallel.every((file) => file.startsWith("src/provision/") && file.endsWith("_test.ts")));
  });

  it("hands the rest on, also a value that is the name of a folder", async () => {
    const { parallel, options } = await selectTestFiles(["--grep", "src", BESIDE, "--timeout=500", "--bail"]);
    assert.deepEqual(options, ["--grep", "src", "--timeout=500", "--bail"]);
    assert.deepEqual(parallel, [BESIDE]);
  });

  it("names files that are not there", async () => {
    assert.deepEqual((await selectTestFiles(["test/missing_test.ts", BESIDE])).unknown, ["test/missing_test.ts"]);
  });
});
