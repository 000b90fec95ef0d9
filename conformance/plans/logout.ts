import { BACK_CHANNEL, FRONT_CHANNEL, RP_INITIATED, SESSION } from "./logout_modules.ts";
import type { Plan } from "./plan.ts";

/** The four profiles of logout. */
export const LOGOUT_PLANS: readonly Plan[] = [
  {
    name: "oidcc-rp-initiated-logout-certification-test-plan",
    profile: "RP-Initiated Logout OP",
    variants: [],
    modules: RP_INITIATED,
  },
  {
    name: "oidcc-frontchannel-rp-initiated-logout-certification-test-plan",
    profile: "Front-Channel Logout OP",
    variants: [],
    modules: FRONT_CHANNEL,
  },
  {
    name: "oidcc-backchannel-rp-initiated-logout-certification-test-plan",
    profile: "Back-Channel Logout OP",
    variants: [],
    modules: BACK_CHANNEL,
  },
  {
    name: "oidcc-session-management-certification-test-plan",
    profile: "Session Management OP",
    variants: [],
    modules: SESSION,
  },
];
