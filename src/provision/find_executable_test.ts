import { assert } from "chai";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { findExecutables, searchFolders } from "./find_executable.ts";

describe("searchFolders()", () => {
  it("puts the search path first, and names each folder once", () => {
    const folders = searchFolders("/mine:/usr/bin");
    assert.deepEqual(folders.slice(0, 2), ["/mine", "/usr/bin"]);
    assert.equal(new Set(folders).size, folders.length);
  });

  it("leaves out relative folders, which mean another place in each working folder", () => {
    assert.notInclude(searchFolders("bin:.::/mine"), "bin");
    assert.isTrue(searchFolders("bin:.::/mine").every((folder) => path.isAbsolute(folder)));
  });
});

describe("findExecutables()", () => {
  let base: string;
  before(async () => {
    base = await mkdtemp(path.join(os.tmpdir(), "path-test-"));
    for (const [name, mode] of [
      ["a/one", 0o755],
      ["b/one", 0o755],
      ["b/two", 0o755],
      ["a/text", 0o644],
    ] as const) {
      await mkdir(path.dirname(path.join(base, name)), { recursive: true });
      await writeFile(path.join(base, name), "");
      await chmod(path.join(base, name), mode);
    }
  });
  after(() => rm(base, { recursive: true, force: true }));

  for (const [wanted, expected] of [
    [["one"], ["a/one", "b/one"]],
    [
      ["two", "one"],
      ["b/two", "a/one", "b/one"],
    ],
    [["text"], []],
    [["missing"], []],
  ] as const) {
    it(`finds [${expected.join(", ")}] for ${wanted.join(", ")}`, async () => {
      const found = await findExecutables(wanted, [
        path.join(base, "a"),
        path.join(base, "b"),
        path.join(base, "none"),
      ]);
      assert.deepEqual(
        found.map((file) => path.relative(base, file)),
        [...expected],
      );
    });
  }
});
