import { assert } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readCitingFiles, readIfPresent } from "../../scripts/trace/project_files.ts";

const CITING = 'f("RFC6749-4-1");';

describe("readCitingFiles()", () => {
  let root = "";

  function write(file: string, text: string): void {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "trace-"));
  });

  afterEach(() => rmSync(root, { recursive: true }));

  it("reads the sources and the tests in their folders, in the order of their paths", () => {
    for (const file of ["test/http/b_test.ts", "src/z.ts", "src/a/page.tsx", "conformance/server/c_test.ts"]) {
      write(file, CITING);
    }
    assert.deepEqual(
      readCitingFiles(root).map(({ file }) => file),
      ["conformance/server/c_test.ts", "src/a/page.tsx", "src/z.ts", "test/http/b_test.ts"],
    );
  });

  it("leaves out what names no rule, is no source or is a rule book", () => {
    write("src/a.ts", "f();");
    write("src/b.json", CITING);
    write("conformance/rules/rfc6749.ts", CITING);
    assert.deepEqual(readCitingFiles(root), []);
  });

  it("names the file that it cannot parse", () => {
    write("src/a.ts", "f(");
    assert.throws(() => readCitingFiles(root), SyntaxError, "'src/a.ts'");
  });

  it("reads a project without any of the folders", () => {
    assert.deepEqual(readCitingFiles(root), []);
  });
});

describe("readIfPresent()", () => {
  it("answers the text of a file, nothing for a missing one, and throws for a folder", () => {
    const folder = mkdtempSync(join(tmpdir(), "trace-"));
    writeFileSync(join(folder, "a"), "text");
    assert.equal(readIfPresent(join(folder, "a")), "text");
    assert.isUndefined(readIfPresent(join(folder, "b")));
    assert.throws(() => readIfPresent(folder), "EISDIR");
    rmSync(folder, { recursive: true });
  });
});
