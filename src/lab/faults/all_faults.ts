import type { Fault } from "./fault.ts";

/** The faults of all subjects; each subject has a file and a line here. */
const LISTS: readonly (readonly Fault[])[] = [];

/** Every fault that a provider can have, by its name. */
export const ALL_FAULTS: ReadonlyMap<string, Fault> = new Map(LISTS.flat().map((fault) => [fault.name, fault]));
