import { assert } from "chai";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { keepText } from "./kept_file.ts";
import { findSecretKey, keptSecretKey } from "./secret_key.ts";

describe("findSecretKey()", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "touchstone-key-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

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

  for (const [length, isRefused] of [
    [31, true],
    [32, false],
  ] as const) {
    it(`${isRefused ? "refuses" : "takes"} a key of ${length} characters, whatever stands around it`, async () => {
      await keepText(path.join(folder, "secret_key"), () => `  ${"k".repeat(length)}  \n\n`);
      const config = { SECRET_KEY: undefined, DATA_DIR: folder };
      const found = await findSecretKey(config).catch((error: unknown) => error);
      if (isRefused) assert.propertyVal(found, "exitCode", EXIT.configuration);
      else assert.equal(found, "k".repeat(length));
    });
  }

  it("makes another key for another folder", async () => {
    const keys = ["a", "b"].map((name) => findSecretKey({ SECRET_KEY: undefined, DATA_DIR: path.join(folder, name) }));
    const [first, second] = await Promise.all(keys);
    assert.notEqual(first, second);
  });

  it("lets the settings win over what was kept, and keeps that for later", async () => {
    const kept = await findSecretKey({ SECRET_KEY: undefined, DATA_DIR: folder });
    assert.equal(await findSecretKey({ SECRET_KEY: "s".repeat(40), DATA_DIR: folder }), "s".repeat(40));
    assert.equal(await findSecretKey({ SECRET_KEY: undefined, DATA_DIR: folder }), kept);
  });

  it("is kept where it is looked for without making one", async () => {
    const config = { SECRET_KEY: undefined, DATA_DIR: folder };
    assert.isUndefined(await keptSecretKey(config));
    assert.isEmpty(await readdir(folder));
    const made = await findSecretKey(config);
    assert.equal(await keptSecretKey(config), made);
    assert.equal(await keptSecretKey({ SECRET_KEY: "given", DATA_DIR: folder }), "given");
  });
});
