import path from "node:path";
import { systemRandom } from "../platform/mod.ts";
import type { Config } from "../server/mod.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { keepText, readKept } from "./kept_file.ts";

const BITS = 384;
const SHORTEST = 32;

/** The secret key, as far as there is one already: none is made. */
export async function keptSecretKey(config: Pick<Config, "SECRET_KEY" | "DATA_DIR">): Promise<string | undefined> {
  if (config.SECRET_KEY !== undefined) return config.SECRET_KEY;
  return (await readKept(path.join(config.DATA_DIR, "secret_key")))?.trim();
}

/**
 * The secret key: the one of the settings, or one that is made once and kept in the data folder.
 *
 * @throws {CommandFailed} When the file of the key was cut short.
 */
export async function findSecretKey(config: Pick<Config, "SECRET_KEY" | "DATA_DIR">): Promise<string> {
  if (config.SECRET_KEY !== undefined) return config.SECRET_KEY;
  const file = path.join(config.DATA_DIR, "secret_key");
  const key = (await keepText(file, () => `${systemRandom.token(BITS)}\n`)).trim();
  if (key.length >= SHORTEST) return key;
  throw new CommandFailed(
    `Cannot use the secret key in '${file}' as it is shorter than ${SHORTEST} characters: remove the file for a new key`,
    { exitCode: EXIT.configuration },
  );
}
