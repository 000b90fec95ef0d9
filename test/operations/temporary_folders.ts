import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** Folders for one file's tests, removed by the function `remove`. */
export interface TemporaryFolders {
  /** A new one; by default other users may pass through it. */
  make(mode?: number): Promise<string>;
  remove(): Promise<void>;
}

/** Keeps a list of folders, and of where root's databases went for those of them that others cannot enter. */
export function temporaryFolders(): TemporaryFolders {
  const made: string[] = [];
  return {
    async make(mode = 0o755) {
      const folder = await mkdtemp(path.join(os.tmpdir(), "operations-"));
      await chmod(folder, mode);
      made.push(folder);
      return folder;
    },
    async remove() {
      for (const folder of made.splice(0)) {
        const elsewhere = await readFile(path.join(folder, "data/services_folder"), "utf8").catch(() => "");
        if (elsewhere !== "") await rm(elsewhere.trim(), { recursive: true, force: true });
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
