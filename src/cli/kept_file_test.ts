import { assert } from "chai";
import { writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { keepText, readKept } from "./kept_file.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "touchstone-kept-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("keepText()", () => {
  it("makes a file that only its owner may read, in a folder that it makes", async () => {
    const file = path.join(folder, "new", "key");
    assert.equal(await keepText(file, () => "first"), "first");
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(path.dirname(file)), ["key"]);
  });

  it("answers what was kept from then on", async () => {
    const file = path.join(folder, "key");
    await keepText(file, () => "first");
    assert.equal(await keepText(file, () => "second"), "first");
  });

  it("gives all who make it at once the same text", async () => {
    const file = path.join(folder, "key");
    const texts = await Promise.all(Array.from({ length: 10 }, (_one, index) => keepText(file, () => `text ${index}`)));
    assert.lengthOf([...new Set(texts)], 1);
    assert.equal(await readKept(file), texts[0]);
    assert.deepEqual(await readdir(folder), ["key"]);
  });
});

describe("keepText(), beside somebody faster", () => {
  it("takes the text of who was first", async () => {
    const file = path.join(folder, "key");
    function slower(): string {
      writeFileSync(file, "faster");
      return "slower";
    }
    assert.equal(await keepText(file, slower), "faster");
    assert.equal(await readKept(file), "faster");
  });
});

describe("readKept()", () => {
  it("knows no text where there is no file", async () => {
    assert.isUndefined(await readKept(path.join(folder, "key")));
  });

  it("does not take for missing what it may not read", async () => {
    // A folder in the place of the file: a new key beside it would lock out everything made under the old one.
    const failure: unknown = await readKept(folder).catch((error: unknown) => error);
    assert.propertyVal(failure, "code", "EISDIR");
  });
});

describe("keepText(), when it cannot be kept", () => {
  it("leaves nothing half made behind", async () => {
    const failing = () => {
      throw new TypeError("no randomness");
    };
    const failure: unknown = await keepText(path.join(folder, "key"), failing).catch((error: unknown) => error);
    assert.instanceOf(failure, TypeError);
    assert.isEmpty(await readdir(folder));
  });
});
