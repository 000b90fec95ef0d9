import type { Fixture, ImportAction, ImportStep, OnConflict } from "../server/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import { writeAudit } from "./audit.ts";
import type { CommandContext } from "./context.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed, refuseInput } from "./failure.ts";
import { findSecretKey } from "./secret_key.ts";
import { tellServers } from "./tell_servers.ts";

/** The sentence with which a file is refused. */
export const IMPORT_REFUSAL = "Cannot import the file";

/** Reads a file's text and its form; everything that is wrong is told at once. */
export async function readFixture(file: string, text: () => Promise<string>): Promise<Fixture> {
  const { parseFixture } = await import("../server/mod.ts");
  let written: string;
  try {
    written = await text();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailed(`Cannot read '${file}': ${why}`, { exitCode: EXIT.failed, cause });
  }
  return refusing(async () => parseFixture(written));
}

/** Does something, and refuses the command where the file is refused. */
async function refusing<T>(attempt: () => Promise<T>): Promise<T> {
  const { FixtureRefused } = await import("../server/mod.ts");
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof FixtureRefused) return refuseInput(IMPORT_REFUSAL, error.problems);
    throw error;
  }
}

/** How a file is imported. */
export interface ImportFileOptions {
  readonly onConflict: OnConflict;
  readonly people: boolean;
  /** Whether nothing is written. */
  readonly dryRun?: boolean;
  /** Told before each step. */
  readonly progress?: (done: number, total: number) => void;
}

/** How many people and clients each became what. */
export type ImportCounts = Readonly<Record<ImportStep["what"], Readonly<Record<ImportAction, number>>>>;

/** Counts what is done with whom. */
export function countSteps(steps: readonly Pick<ImportStep, "what" | "action">[]): ImportCounts {
  const counts = {
    person: { create: 0, replace: 0, skip: 0, same: 0 },
    client: { create: 0, replace: 0, skip: 0, same: 0 },
  };
  for (const { what, action } of steps) counts[what][action] += 1;
  return counts;
}

/**
 * Imports the people and clients of a file, and tells the servers that run.
 *
 * @throws {CommandFailed} With everything that is wrong with it, or in the way, before anything is written.
 */
export async function importFile(
  fixture: Fixture,
  context: CommandContext,
  { dryRun = false, progress = () => undefined, ...options }: ImportFileOptions,
): Promise<readonly ImportStep[]> {
  const { argon2SlowHash, systemClock, systemRandom } = await import("../platform/mod.ts");
  const { DEFAULT_ISSUER, planImport, recordSealingKey, registrationGround, registrationPolicy, standardFeatures } =
    await import("../server/mod.ts");
  const { config, durable } = context;
  const features = standardFeatures(config);
  const steps = await refusing(async () =>
    planImport(fixture, {
      ...options,
      ...registrationGround(features, config),
      durable,
      policy: registrationPolicy(features, config),
      sealKey: recordSealingKey(await findSecretKey(config), DEFAULT_ISSUER),
      random: systemRandom,
      slowHash: argon2SlowHash(),
      now: systemClock.now(),
    }),
  );
  if (!dryRun) await carryOut(steps, context, progress);
  return steps;
}

/** Somebody else made the same one between the plan and now. */
function refuseTaken(error: unknown, { what, name }: ImportStep): never {
  if (!(error instanceof Error) || error.name !== "AlreadyTaken") throw error;
  throw new CommandFailed(`Cannot make the ${what} '${name}' as there is one now: run it again to go on`, {
    exitCode: EXIT.failed,
    cause: error,
  });
}

async function carryOut(
  steps: readonly ImportStep[],
  context: CommandContext,
  progress: (done: number, total: number) => void,
): Promise<void> {
  const clients: ClientRecord[] = [];
  for (const [index, step] of steps.entries()) {
    const client = await step.carryOut().catch((error: unknown) => refuseTaken(error, step));
    if (client !== undefined) clients.push(client);
    progress(index + 1, steps.length);
  }
  for (const client of clients) await tellServers(client, context);
  const { person, client } = countSteps(steps);
  const written = person.create + person.replace + client.create + client.replace;
  if (written === 0) return;
  await writeAudit(context, {
    event: "fixture.imported",
    detail: { people: person.create + person.replace, clients: client.create + client.replace },
  });
}
