import { OF_CLIENTS } from "../_reason.ts";
import type { RuleEntry } from "../rule_book.ts";

/** What section 11 demands of offline access. */
export const OFFLINE: readonly RuleEntry[] = [
  {
    id: "11-1",
    keyword: "MUST",
    who: "server",
    says: "Leave offline_access out of a request whose prompt lacks consent",
  },
  {
    id: "11-2",
    keyword: "MUST",
    who: "server",
    says: "Leave offline_access out of a request that no code answers",
  },
  {
    id: "11-3",
    keyword: "MUST",
    who: "server",
    says: "Have the person consent to offline access, whichever client asks",
  },
  {
    id: "11-4",
    keyword: "MUST",
    who: "client",
    says: "Ask for consent (prompt) beside offline_access",
  },
  {
    id: "12.1-1",
    keyword: "MUST",
    who: "client",
    says: "Refresh with the method of authentication that it registered",
    reason: OF_CLIENTS,
  },
];
