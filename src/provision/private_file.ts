import { chown, open, rename, stat } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { isRoot, type ServerAccount } from "./server_account.ts";

/**
 * Write a file that only its owner may read, whole or not at all.
 *
 * Root gives it to the folder's owner, so that a later start by that owner can read it.
 */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${randomBytes(6).toString("hex")}`;
  const handle = await open(unfinished, "wx", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await giveToOwnerOf(path.dirname(file), unfinished);
  await rename(unfinished, file);
}

/** Root hands a file to the owner of a folder; for others it is theirs already. */
export async function giveToOwnerOf(folder: string, file: string): Promise<void> {
  if (!isRoot()) return;
  const { uid, gid } = await stat(folder);
  await chown(file, uid, gid);
}

/** Root hands a file to the account that its servers run as; for others it is theirs already. */
export async function giveTo(account: ServerAccount | undefined, file: string): Promise<void> {
  if (account !== undefined) await chown(file, account.uid, account.gid);
}
