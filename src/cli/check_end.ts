import type { EndedAttempt, RunReport, Verdict } from "../lab/mod.ts";
import type { BaselineEntry, Compared } from "./check_baseline.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";

function naming(entries: readonly Pick<BaselineEntry, "name" | "setup">[]): string {
  return entries.map(({ name, setup }) => `${name} (${setup})`).join(", ");
}

/** Why a run is not fine, and the exit code that says so; undefined when it is. */
export function failureIn(
  { verdicts, attempts }: Pick<RunReport, "verdicts" | "attempts">,
  { unexpected, stale }: Pick<Compared, "unexpected" | "stale">,
): CommandFailed | undefined {
  const failed = unexpected.filter(({ verdict }) => verdict === "failed");
  if (failed.length > 0) return failing(`${failed.length} of ${verdicts.length} cases failed`, EXIT.failed);
  if (stale.length > 0) {
    const says = `The baseline expects failures that there are not, take them out of it: ${naming(stale)}`;
    return failing(says, EXIT.failed);
  }
  const unjudged = [...unexpected, ...attempts.filter((attempt) => isLost(attempt, verdicts))];
  if (unjudged.length === 0) return undefined;
  return failing(`Nothing failed, but not everything could be judged: ${naming(unjudged)}`, EXIT.inconclusive);
}

/** Whether a client broke before it came to what a scenario tries. */
function isLost({ name, setup, outcome }: EndedAttempt, verdicts: readonly Verdict[]): boolean {
  const found = verdicts.find((verdict) => verdict.name === name && verdict.setup === setup);
  return found?.verdict === "not exercised" && outcome.statement === undefined && outcome.exit !== undefined;
}

function failing(message: string, exitCode: typeof EXIT.failed | typeof EXIT.inconclusive): CommandFailed {
  // The answer has been printed: with --json nothing else may follow it.
  return new CommandFailed(message, { exitCode, isAnswered: true });
}
