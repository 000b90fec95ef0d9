import { labParts } from "../../../test/support/lab_issuer.ts";
import { openidFlow, type OpenidFlow, type OpenidFlowOptions } from "../../../test/support/openid_flow.ts";
import type { Fault, FaultUse } from "../faults/fault.ts";
import type { JournalEntry, Place } from "../journal/entry.ts";

/** A flow of OpenID Connect at an issuer of the lab. */
export interface LabFlow extends OpenidFlow {
  readonly journal: () => readonly JournalEntry[];
  readonly use: (faults: readonly FaultUse[]) => void;
}

/** A flow of OpenID Connect at an issuer with these faults, all of them at work. */
export function flowWith(...known: readonly Fault[]): Promise<LabFlow> {
  return openFlow({}, known);
}

/** The same, at an issuer or with a client that differs from the usual one. */
export async function openFlow(options: OpenidFlowOptions, known: readonly Fault[]): Promise<LabFlow> {
  const { journal, use, ...parts } = labParts({ known, faults: known.map(({ name }) => ({ fault: name })) });
  return { ...(await openidFlow({ ...options, ...parts.options })), journal, use };
}

/** A fault called `wrong`. */
export function faultOf(place: Place, parts: Partial<Fault>): Fault {
  return { name: "wrong", place, says: "Something is wrong", ...parts };
}

/** Names of faults with the places of the entries in which they are. */
export function servedIn(journal: readonly JournalEntry[]): readonly string[] {
  return journal.flatMap(({ place, faults }) => faults.map((fault) => `${fault} at ${place}`));
}
