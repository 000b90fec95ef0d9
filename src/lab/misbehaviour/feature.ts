import type { Feature } from "../../engine/mod.ts";
import type { Fault } from "../faults/fault.ts";
import type { LiveIssuer } from "../issuers/live.ts";

/**
 * Misbehaves as the uses of faults say that are at work: the last feature but one of a throwaway issuer.
 *
 * @param faults By their names.
 */
export function misbehaviour(_live: LiveIssuer, _faults: ReadonlyMap<string, Fault>): Feature {
  return { name: "misbehaviour", spec: "lab" };
}
