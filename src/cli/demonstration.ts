import path from "node:path";
import { argon2SlowHash, digest, type Log, systemClock, systemRandom } from "../platform/mod.ts";
import {
  closeDemonstration,
  type Config,
  DEFAULT_ISSUER,
  DEMONSTRATION_NAMES,
  type DemonstrationName,
  type DemonstrationSecrets,
  OPEN_SECRETS,
  randomSecrets,
  recordSealingKey,
  registrationPolicy,
  seedDemonstration,
  type SeedOptions,
  standardFeatures,
  workingSecrets,
} from "../server/mod.ts";
import type { DurableStore } from "../stores/mod.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { keepText, readKept } from "./kept_file.ts";
import { findSecretKey } from "./secret_key.ts";

/** The demonstration, as a newcomer may use it now. */
export interface Demonstration {
  /** Those that work. */
  readonly secrets: Partial<DemonstrationSecrets>;
  readonly hasPublicClient: boolean;
  /** Whether there is a client to sign in with; false when not given. */
  readonly hasOpenidClient?: boolean;
  /** The file that keeps them, when they are not the well-known ones. */
  readonly keptIn?: string;
}

/** What preparing it needs. */
export interface PrepareDemonstrationOptions {
  readonly config: Config;
  readonly durable: DurableStore;
  /** Whether others than this machine can reach the server. */
  readonly isExposed: boolean;
  readonly log: Log;
}

/**
 * The secret of who came to the demonstration later than the file was written: as secret as another one of it, and the
 * same at every start.
 */
function laterSecret(name: DemonstrationName, given: ReadonlyMap<string, unknown>): string | undefined {
  const { "demo-machine": other } = Object.fromEntries(given);
  return name === "demo-oauth1" && typeof other === "string" ? digest(`${name} ${other}`) : undefined;
}

/** Reads what the file of the demonstration says; undefined when it does not name every secret. */
export function parseSecrets(text: string): DemonstrationSecrets | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null) return undefined;
  const given = new Map<string, unknown>(Object.entries(parsed));
  const secrets = { ...OPEN_SECRETS };
  for (const name of DEMONSTRATION_NAMES) {
    const secret = given.get(name) ?? laterSecret(name, given);
    if (typeof secret !== "string" || secret.length < 8) return undefined;
    secrets[name] = secret;
  }
  return secrets;
}

async function findSecrets(file: string, { isExposed }: PrepareDemonstrationOptions): Promise<DemonstrationSecrets> {
  const text = isExposed
    ? await keepText(file, () => `${JSON.stringify(randomSecrets(systemRandom), undefined, 2)}\n`)
    : await readKept(file);
  if (text === undefined) return OPEN_SECRETS;
  const secrets = parseSecrets(text);
  if (secrets !== undefined) return secrets;
  throw new CommandFailed(
    `Cannot read the credentials of the demonstration in '${file}': remove the file for new ones`,
    {
      exitCode: EXIT.configuration,
    },
  );
}

/**
 * Makes the demonstration when there is none yet, and finds out what of it works.
 *
 * On a server that others can reach, secrets that everybody can read are replaced by random ones, also when an earlier
 * start on the loopback address made them.
 */
export async function prepareDemonstration(options: PrepareDemonstrationOptions): Promise<Demonstration> {
  const { config, durable, isExposed, log } = options;
  const file = path.join(config.DATA_DIR, "demonstration.json");
  const secrets = await findSecrets(file, options);
  const seed: SeedOptions = {
    durable,
    policy: registrationPolicy(standardFeatures(config), config),
    random: systemRandom,
    slowHash: argon2SlowHash(),
    clock: systemClock,
    sealKey: recordSealingKey(await findSecretKey(config), DEFAULT_ISSUER),
  };
  if (await seedDemonstration(secrets, seed)) log.info("Made the demonstration's users and clients");
  // Also what is new: a start on the loopback address may have written parts of it at the same time.
  if (isExposed) await close(secrets, { seed, log });
  const [working, publicClient, openidClient] = await Promise.all([
    workingSecrets(secrets, seed),
    durable.clients.find("demo-public"),
    durable.clients.find("demo-openid"),
  ]);
  return {
    secrets: working,
    hasPublicClient: publicClient !== undefined,
    hasOpenidClient: openidClient !== undefined,
    ...(secrets === OPEN_SECRETS ? {} : { keptIn: file }),
  };
}

async function close(
  secrets: DemonstrationSecrets,
  { seed, log }: { readonly seed: SeedOptions; readonly log: Log },
): Promise<void> {
  const changed = await closeDemonstration(secrets, seed);
  if (changed.length === 0) return;
  log.warn("Replaced well-known credentials of the demonstration, as others can reach this server", { whose: changed });
}
