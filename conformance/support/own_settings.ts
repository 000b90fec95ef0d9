import type { GivenSettings } from "../../test/support/config.ts";

/** How our own server differs from the standard one while it is judged: clients register by themselves. */
export const OWN_SETTINGS: GivenSettings = { CLIENT_REGISTRATION: "open" };
