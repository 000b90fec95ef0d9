import { assert } from "chai";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { cacheFolder, exists, fillOnce } from "./cache_folder.ts";

describe("cacheFolder()", () => {
  const user = { env: {}, platform: "linux", home: "/home/jo", root: false } as const;

  for (const [name, options, expected] of [
    ["root's outside of its home", { ...user, root: true }, "/var/cache/touchstone"],
    ["a user's in .cache", user, "/home/jo/.cache/touchstone"],
    ["a Mac user's in Library", { ...user, platform: "darwin" }, "/home/jo/Library/Caches/touchstone"],
    ["XDG_CACHE_HOME", { ...user, env: { XDG_CACHE_HOME: "/fast" } }, "/fast/touchstone"],
    ["no relative XDG_CACHE_HOME", { ...user, env: { XDG_CACHE_HOME: "here" } }, "/home/jo/.cache/touchstone"],
    ["TOUCHSTONE_CACHE before all", { ...user, root: true, env: { TOUCHSTONE_CACHE: "/mine" } }, "/mine"],
    ["no empty TOUCHSTONE_CACHE", { ...user, env: { TOUCHSTONE_CACHE: "" } }, "/home/jo/.cache/touchstone"],
  ] as const) {
    it(`takes ${name}`, () => assert.equal(cacheFolder(options), expected));
  }
});

describe("fillOnce()", () => {
  let base: string;
  beforeEach(async () => {
    base = await mkdtemp(path.join(os.tmpdir(), "cache-test-"));
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  const target = (): string => path.join(base, "deep/thing");
  const fillWith = (text: string) => (unfinished: string) => writeFile(path.join(unfinished, "file"), text);

  it("makes the folder and its parents, once", async () => {
    await fillOnce(target(), fillWith("first"));
    await fillOnce(target(), fillWith("second"));
    assert.equal(await readFile(path.join(target(), "file"), "utf8"), "first");
    assert.deepEqual(await readdir(path.join(base, "deep")), ["thing"]);
  });

  it("shows nothing before it is whole, and nothing after a failure", async () => {
    const thrown = new TypeError("no");
    const filling = fillOnce(target(), async (unfinished) => {
      await fillWith("half")(unfinished);
      assert.isFalse(await exists(target()));
      throw thrown;
    });
    assert.equal(await filling.catch((error: unknown) => error), thrown);
    assert.deepEqual(await readdir(path.join(base, "deep")), []);
  });

  it("is content with the work of another who was faster", async () => {
    await fillOnce(target(), async (unfinished) => {
      await mkdir(target(), { recursive: true });
      await fillWith("theirs")(target());
      await fillWith("ours")(unfinished);
    });
    assert.equal(await readFile(path.join(target(), "file"), "utf8"), "theirs");
    assert.deepEqual(await readdir(path.join(base, "deep")), ["thing"]);
  });
});
