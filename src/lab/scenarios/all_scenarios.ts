import type { Scenario } from "./scenario.ts";

/** Every scenario, by subject. */
export const ALL_SCENARIOS: readonly Scenario[] = [];
