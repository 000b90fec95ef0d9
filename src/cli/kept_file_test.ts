import { assert } from "chai";
import { writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CommandFailed } from "./failure.ts";
import { keepText, readKept } from "./kept_file.ts";
import { findSecretKey } from "./secret_key.ts";

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

describe("findSecretKey()", () => {
  it("takes the key of the settings and writes nothing", async () => {
    assert.equal(await findSecretKey({ SECRET_KEY: "k".repeat(32), DATA_DIR: folder }), "k".repeat(32));
    assert.isEmpty(await readdir(folder));
  });

  it("makes one of 384 bits and finds it again", async () => {
    const config = { SECRET_KEY: undefined, DATA_DIR: folder };
    const key = await findSecretKey(config);
    assert.lengthOf(key, 64);
    assert.equal(await findSecretKey(config), key);
  });

  it("refuses a file that was cut short, and never prints it", async () => {
    await keepText(path.join(folder, "secret_key"), () => "too-short\n");
    const failure: unknown = await findSecretKey({ SECRET_KEY: undefined, DATA_DIR: folder }).catch((e: unknown) => e);
    assert.instanceOf(failure, CommandFailed);
    assert.include(failure.message, "shorter than 32");
    assert.notInclude(failure.message, "too-short");
  });
});
