/** How much a finding matters: an error has to be mended, a warning is weighed, information is told. */
export type Severity = "error" | "warning" | "info";

/** One thing that a check found. */
export interface Fault {
  /** What is wrong, as a sentence. */
  readonly says: string;
  /** What to change. */
  readonly hint: string;
  /** What it is about, where that is not a setting: ids of clients. */
  readonly about?: readonly string[];
}

/** A question that is asked of an installation. */
export interface Check<Ground> {
  /**
   * `E`, `W` or `I` for its severity, and a number. Those below 100 are the numbers that Django OAuth Toolkit has for the
   * same thing; settings have 1xx, deployments 2xx, clients 3xx, services and records 4xx.
   */
  readonly id: CheckId;
  /** What is asked, for the list of all checks. */
  readonly asks: string;
  /** The sentence of a specification that it rests on. */
  readonly source?: string;
  /** Only asked of what goes to production. */
  readonly deploy?: true;
  /** What is wrong; undefined when nothing is. */
  readonly find: (ground: Ground) => Fault | undefined;
}

/** Names a check. */
export type CheckId = `${"E" | "W" | "I"}${number}`;

/** What a check found, with the check that found it. */
export interface Finding extends Fault {
  readonly id: CheckId;
  readonly severity: Severity;
  readonly source?: string;
}

/** How much a check matters. */
export function severityOf(id: CheckId): Severity {
  if (id.startsWith("E")) return "error";
  return id.startsWith("W") ? "warning" : "info";
}

/** Asks every question of a list; those of deployments only where they are wanted. */
export function runChecks<Ground>(
  checks: readonly Check<Ground>[],
  { ground, deploy }: { readonly ground: Ground; readonly deploy: boolean },
): readonly Finding[] {
  return checks
    .filter((check) => check.deploy !== true || deploy)
    .flatMap((check) => {
      const fault = check.find(ground);
      return fault === undefined ? [] : [findingOf(check, fault)];
    });
}

/** A fault, with the check that found it. */
export function findingOf({ id, source }: Pick<Check<never>, "id" | "source">, fault: Fault): Finding {
  return { id, severity: severityOf(id), ...fault, ...(source === undefined ? {} : { source }) };
}
