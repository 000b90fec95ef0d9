/**
 * What other testers provoke in clients, and what real clients got wrong: row by row with the cases of the lab that show
 * it, or the reason why none does. `npm run trace` writes it down as `conformance/known_client_faults.md`.
 *
 * @module
 */
import { CLIENT_BUGS } from "./client_bugs.ts";
import { FAPI_1, FAPI_2, FAPI_CIBA, OPENID_FEDERATION } from "./fapi.ts";
import { ADVISORIES, GAPS } from "./gaps.ts";
import type { KnownFaultGroup } from "./known_fault.ts";
import { OPENID_RELYING_PARTY } from "./openid_relying_party.ts";
import { AUTHPROXY, JUNIOR, MCP, MOCKS } from "./other_testers.ts";

export type { KnownFault, KnownFaultGroup } from "./known_fault.ts";
export { renderKnownClientFaults } from "./render_known_client_faults.ts";

/** Every group, in the order of the page. */
export const KNOWN_CLIENT_FAULTS: readonly KnownFaultGroup[] = [
  CLIENT_BUGS,
  OPENID_RELYING_PARTY,
  GAPS,
  FAPI_2,
  FAPI_1,
  FAPI_CIBA,
  OPENID_FEDERATION,
  MCP,
  AUTHPROXY,
  JUNIOR,
  MOCKS,
  ADVISORIES,
];
