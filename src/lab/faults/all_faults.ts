import { AUTHORIZATION_RESPONSE_FAULTS } from "./authorization_response_faults.ts";
import { DEVICE_FAULTS } from "./device_faults.ts";
import { REFRESH_FAULTS } from "./refresh_faults.ts";
import { RESOURCE_FAULTS } from "./resource_faults.ts";
import { STATUS_FAULTS } from "./status_faults.ts";
import { TOKEN_REPLY_FAULTS } from "./token_reply_faults.ts";
import { WIRE_FAULTS } from "./wire_faults.ts";
import type { Fault } from "./fault.ts";

/** The faults of all subjects; each subject has a file and a line here. */
const LISTS: readonly (readonly Fault[])[] = [
  AUTHORIZATION_RESPONSE_FAULTS,
  DEVICE_FAULTS,
  REFRESH_FAULTS,
  RESOURCE_FAULTS,
  STATUS_FAULTS,
  TOKEN_REPLY_FAULTS,
  WIRE_FAULTS,
];

/** Every fault that a provider can have, by its name. */
export const ALL_FAULTS: ReadonlyMap<string, Fault> = new Map(LISTS.flat().map((fault) => [fault.name, fault]));
