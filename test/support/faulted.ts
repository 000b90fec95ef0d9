import { assert } from "chai";
import type { FaultUse } from "../../src/lab/mod.ts";
import type { IssuerUnderTestOptions } from "./issuer_under_test.ts";
import { type LabIssuer, labIssuer } from "./lab_issuer.ts";

/** What a walk came to without a fault, and with it. */
export interface Faulted<T> {
  readonly before: T;
  readonly after: T;
  /** The places at whose answers the fault was at work, in their order. */
  readonly served: readonly string[];
  readonly lab: LabIssuer;
}

/** Walks the same way at two issuers that differ by a fault alone. */
export async function faulted<T>(
  fault: string | FaultUse,
  walk: (lab: LabIssuer) => Promise<T>,
  options: IssuerUnderTestOptions = {},
): Promise<Faulted<T>> {
  const use = typeof fault === "string" ? { fault } : fault;
  const right = await labIssuer(options);
  const lab = await labIssuer({ ...options, faults: [use] });
  const before = await walk(right);
  const after = await walk(lab);
  assert.isEmpty(
    right.journal().flatMap(({ faults }) => faults),
    "a right issuer was wrong",
  );
  const entries = lab.journal().filter(({ faults }) => faults.length > 0);
  for (const { faults } of entries) assert.deepEqual(faults, [use.fault]);
  return { before, after, served: entries.map(({ place }) => place), lab };
}

/** The names of members that are not the same in both, in the order of the alphabet. */
export function changedMembers(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).toSorted();
}
