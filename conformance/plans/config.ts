import { DISCOVERY } from "./dynamic_modules.ts";
import type { Plan } from "./plan.ts";

/** Config OP: discovery. */
export const CONFIG: Plan = {
  name: "oidcc-config-certification-test-plan",
  profile: "Config OP",
  variants: [],
  modules: [DISCOVERY],
};
