import type { Plan } from "../plans/plan.ts";
import { plannedIn } from "../plans/plan.ts";
import type { Keyword, Scenario } from "../scenarios/scenario.ts";
import type { SetupName } from "../scenarios/setup.ts";
import { ADDRESS_CHECKS } from "./address_checks.ts";
import { CREDENTIAL_CHECKS } from "./credential_checks.ts";
import { type DescribedClient, describedClient } from "./described_client.ts";
import { GRANT_CHECKS } from "./grant_checks.ts";
import type { PreflightCheck } from "./preflight_check.ts";

/** What will go wrong, and why. */
export interface PreflightFinding {
  readonly name: string;
  readonly member: string;
  readonly rule: string;
  readonly keyword: Keyword;
  /** An error will fail; a warning may. */
  readonly severity: "error" | "warning";
  readonly says: string;
  readonly mend: string;
  readonly setups: readonly SetupName[];
  /** Names of the scenarios that cannot be run with such a client. */
  readonly stops: readonly string[];
}

/** What is checked, by subject. */
export const PREFLIGHT_CHECKS: readonly PreflightCheck[] = [...ADDRESS_CHECKS, ...CREDENTIAL_CHECKS, ...GRANT_CHECKS];

/** What a document is checked for. */
export interface PreflightOptions {
  readonly plan: Plan;
  readonly scenarios: readonly Scenario[];
}

/** One check against all setups of a plan: the first sentence stands for all of them. */
function findingOf(
  check: PreflightCheck,
  client: DescribedClient,
  { plan, scenarios }: PreflightOptions,
): readonly PreflightFinding[] {
  const { name, member, rule, keyword, mend, setups: only, stops } = check;
  const found = plan.setups
    .filter((setup) => only?.includes(setup) ?? true)
    .flatMap((setup) => {
      const says = check.look(client, setup);
      return says === undefined ? [] : [{ setup, says }];
    });
  const [first] = found;
  if (first === undefined) return [];
  const setups = found.map(({ setup }) => setup);
  // However mildly a specification puts it: what keeps a plan from being run is no matter of taste.
  const isError = keyword === "MUST" || keyword === "MUST NOT" || stops === true;
  const severity = isError ? "error" : "warning";
  const stopped = stops === true ? plannedIn({ setups }, scenarios).map(({ scenario }) => scenario.name) : [];
  return [{ name, member, rule, keyword, severity, says: first.says, mend, setups, stops: stopped }];
}

/**
 * What will fail of a client before any run, as far as its configuration or registration tells: errors first.
 *
 * @throws {DocumentRefused} When the document is not one about a client.
 */
export function preflight(document: unknown, options: PreflightOptions): readonly PreflightFinding[] {
  const client = describedClient(document);
  const findings = PREFLIGHT_CHECKS.flatMap((check) => findingOf(check, client, options));
  return findings.toSorted((one, other) => rankOf(one) - rankOf(other));
}

function rankOf({ severity }: PreflightFinding): number {
  return severity === "error" ? 0 : 1;
}
