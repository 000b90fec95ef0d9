import type { RunReport } from "../lab/mod.ts";
import type { BaselineEntry, Compared } from "./check_baseline.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";

function naming(entries: readonly Pick<BaselineEntry, "name" | "setup">[]): string {
  return entries.map(({ name, setup }) => `${name} (${setup})`).join(", ");
}

/** Why a run is not fine, and the exit code that says so; undefined when it is. */
export function failureIn(
  { verdicts }: Pick<RunReport, "verdicts">,
  { unexpected, stale }: Pick<Compared, "unexpected" | "stale">,
): CommandFailed | undefined {
  const failed = unexpected.filter(({ verdict }) => verdict === "failed");
  if (failed.length > 0) return failing(`${failed.length} of ${verdicts.length} cases failed`, EXIT.failed);
  if (stale.length > 0) {
    const says = `The baseline expects failures that there are not, take them out of it: ${naming(stale)}`;
    return failing(says, EXIT.failed);
  }
  if (unexpected.length === 0) return undefined;
  return failing(`Nothing failed, but not everything could be judged: ${naming(unexpected)}`, EXIT.inconclusive);
}

function failing(message: string, exitCode: typeof EXIT.failed | typeof EXIT.inconclusive): CommandFailed {
  // The answer has been printed: with --json nothing else may follow it.
  return new CommandFailed(message, { exitCode, isAnswered: true });
}
