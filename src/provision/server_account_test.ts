import { assert } from "chai";
import { once } from "node:events";
import { chmod, chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { scratch } from "./_scratch_test.ts";
import { runCommand } from "./run_command.ts";
import { canEnter, findServerAccount, isRoot, type ServerAccount } from "./server_account.ts";

describe("findServerAccount()", () => {
  if (isRoot()) {
    it("is another user when root starts, as Postgres refuses to be root", async () => {
      const account = await findServerAccount("/root/missing/.data");
      assert.isDefined(account);
      assert.notEqual(account.uid, 0);
    });

    describe("for a folder", () => {
      const { path } = scratch();

      /** Makes the folder the user's of that number; answers whom its servers run as. */
      async function accountFor(uid: number, name: string): Promise<ServerAccount | undefined> {
        await chown(path(), uid, uid);
        return findServerAccount(path(name));
      }

      /** A user of every machine who is neither root nor nobody, with the group. */
      async function daemon(): Promise<ServerAccount> {
        const [uid, gid] = await Promise.all(["-u", "-g"].map((flag) => runCommand("id", { args: [flag, "daemon"] })));
        return { uid: Number(uid), gid: Number(gid) };
      }

      it("is its owner, so that a start by sudo leaves what the owner can go on using", async () => {
        const owner = await daemon();
        assert.deepEqual(await accountFor(owner.uid, ""), owner);
      });

      it("is the owner of the nearest parent that is there, for one that is yet to be made", async () => {
        const owner = await daemon();
        assert.deepEqual(await accountFor(owner.uid, "not/yet/made"), owner);
      });

      it("is root's other user where root owns it, below a folder of somebody else", async () => {
        await mkdir(path("roots"));
        assert.deepEqual(await accountFor((await daemon()).uid, "roots"), await findServerAccount());
      });

      it("is root's other user, with a warning, where the owner has no account here", async () => {
        const warned = once(process, "warning");
        assert.deepEqual(await accountFor(54_321, ""), await findServerAccount());
        const [warning] = (await warned) as [Error];
        assert.match(warning.message, /^The owner of the data folder has no account here: .*54321/);
      });
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
