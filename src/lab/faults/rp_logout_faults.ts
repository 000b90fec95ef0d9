import { withQuery } from "./_answer.ts";
import { otherText } from "./_claims.ts";
import type { Fault } from "./fault.ts";

/** Changes the address of the client to which the browser is sent once it is signed out. */
function back(name: string, says: string, change: (query: URLSearchParams) => void): Fault {
  return {
    name: `rp_logout_${name}`,
    place: "end_session",
    says,
    reply: (reply) => withQuery(reply, ({ searchParams }) => change(searchParams)),
  };
}

/** What can be wrong about the way back from a logout that a client asked for. @see OpenID Connect RP-Initiated Logout 3 */
export const RP_LOGOUT_FAULTS: readonly Fault[] = [
  back("state_missing", "The browser comes back from the logout without a state", (query) => query.delete("state")),
  back("state_changed", "The browser comes back from the logout with another state", (query) => {
    const state = query.get("state");
    if (state !== null) query.set("state", otherText(state));
  }),
  back("state_empty", "The browser comes back from the logout with an empty state", (query) => {
    if (query.has("state")) query.set("state", "");
  }),
  back("extra", "The browser comes back from the logout with a parameter that no specification knows", (query) =>
    query.set("touchstone_extra", "a b"),
  ),
];
