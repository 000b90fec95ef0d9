import { assert } from "chai";
import { chmod, chown, mkdir, readdir, readFile, stat, symlink } from "node:fs/promises";
import { outcomeOf, scratch } from "./_scratch_test.ts";
import { giveTo, giveToOwnerOf, writePrivateFile } from "./private_file.ts";
import { systemCodeOf } from "./provision_error.ts";
import { isRoot } from "./server_account.ts";

describe("writePrivateFile()", () => {
  const { path, file } = scratch();

  const modeOf = async (name: string): Promise<string> => ((await stat(path(name))).mode & 0o777).toString(8);

  it("writes a file that nobody else may read, whatever the umask", async () => {
    const before = process.umask(0);
    try {
      await writePrivateFile(path("secret"), "text\n");
    } finally {
      process.umask(before);
    }
    assert.equal(await modeOf("secret"), "600");
    assert.equal(await readFile(path("secret"), "utf8"), "text\n");
  });

  it("takes the place of a file that others could read, and with it their right to", async () => {
    await chmod(await file("secret", "old and long"), 0o644);
    await writePrivateFile(path("secret"), "new");
    assert.equal(await modeOf("secret"), "600");
    assert.equal(await readFile(path("secret"), "utf8"), "new");
  });

  it("replaces a link, and leaves what it pointed to alone", async () => {
    await symlink(await file("another's", "untouched"), path("secret"));
    await writePrivateFile(path("secret"), "ours");
    assert.equal(await readFile(path("another's"), "utf8"), "untouched");
    assert.equal(await readFile(path("secret"), "utf8"), "ours");
  });

  it("is whole for whoever reads meanwhile, and leaves nothing beside it", async () => {
    const texts = Array.from({ length: 20 }, (_one, index) => String(index).repeat(10_000));
    const reading = Promise.all(texts.map(() => readFile(path("secret"), "utf8").catch(() => texts[0])));
    await Promise.all(texts.map((text) => writePrivateFile(path("secret"), text)));
    for (const text of [...(await reading), await readFile(path("secret"), "utf8")]) assert.include(texts, text);
    assert.deepEqual(await readdir(path()), ["secret"]);
  });

  it("makes no folders", async () => {
    assert.equal(systemCodeOf(await outcomeOf(writePrivateFile(path("no/secret"), ""))), "ENOENT");
  });

  if (isRoot()) {
    it("belongs to the owner of its folder when root writes it, who may start next time", async () => {
      await chown(path(), 4_242, 4_343);
      await writePrivateFile(path("secret"), "text");
      const { uid, gid } = await stat(path("secret"));
      assert.deepEqual([uid, gid], [4_242, 4_343]);
    });

    it("goes with giveToOwnerOf() to the owner of the folder that is named, not of the one it lies in", async () => {
      await mkdir(path("theirs"));
      await chown(path("theirs"), 4_242, 4_343);
      await giveToOwnerOf(path("theirs"), await file("ours", ""));
      assert.include(await stat(path("ours")), { uid: 4_242, gid: 4_343 });
    });

    it("goes with giveTo() to an account, and stays where there is none", async () => {
      const name = await file("ours", "");
      await giveTo(undefined, name);
      assert.equal((await stat(name)).uid, 0);
      await giveTo({ uid: 4_242, gid: 4_343 }, name);
      assert.include(await stat(name), { uid: 4_242, gid: 4_343 });
    });
  } else {
    it("stays ours when it is given away by somebody who may not", async () => {
      const name = await file("ours", "");
      await giveToOwnerOf("/", name);
      assert.equal((await stat(name)).uid, process.getuid?.());
    });
  }
});
