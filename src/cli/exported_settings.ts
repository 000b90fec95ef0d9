import type { CommonOptions } from "./command_line.ts";
import type { Io } from "./io.ts";

/** Settings that belong to one machine, or that nobody else may know. */
const OF_THIS_MACHINE: ReadonlySet<string> = new Set([
  "SECRET_KEY",
  "DATABASE_URL",
  "REDIS_URL",
  "DATA_DIR",
  "HOST",
  "PORT",
]);

/** The settings that were given, but for those of this machine. */
export async function exportedSettings(
  { environment }: Pick<Io, "environment">,
  { config: file }: CommonOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const { givenSettings } = await import("../server/mod.ts");
  const given = givenSettings({ environment, ...(file === undefined ? {} : { file }) });
  return Object.fromEntries(Object.entries(given).filter(([name]) => !OF_THIS_MACHINE.has(name)));
}

/** Whether a setting stays on its machine. */
export function isOfThisMachine(name: string): boolean {
  return OF_THIS_MACHINE.has(name);
}
