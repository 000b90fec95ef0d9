import { assert } from "chai";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { canEnter, findServerAccount, isRoot } from "./server_account.ts";

describe("findServerAccount()", () => {
  if (isRoot()) {
    it("is another user when root starts, as Postgres refuses to be root", async () => {
      const account = await findServerAccount("/root/missing/.data");
      assert.isDefined(account);
      assert.notEqual(account.uid, 0);
    });
  } else {
    it("is nobody to switch to when an ordinary user starts", async () => {
      assert.isUndefined(await findServerAccount(os.tmpdir()));
    });
  }
});

describe("canEnter()", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "enter-test-"));
    await mkdir(path.join(folder, "-in side"));
  });
  afterEach(async () => {
    await chmod(folder, 0o700);
    await rm(folder, { recursive: true, force: true });
  });

  for (const [mode, expected] of [
    [0o711, true],
    [0o600, false],
  ] as const) {
    it(`answers ${expected} for a folder below one with mode ${mode.toString(8)}`, async () => {
      await chmod(folder, mode);
      assert.equal(await canEnter(path.join(folder, "-in side"), await findServerAccount()), expected);
    });
  }
});
