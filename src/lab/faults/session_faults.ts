import type { Exchange } from "../../engine/mod.ts";
import { refusalOf } from "./_answer.ts";
import type { Fault } from "./fault.ts";

/** Whether the provider is asked without any page, as who watches a session asks it. */
function asksWithoutPage({ request }: Exchange): boolean {
  return new URLSearchParams(request.search).get("prompt") === "none";
}

/** What can come of a session that a client watches. @see OpenID Connect Session Management 3.1 */
export const SESSION_FAULTS: readonly Fault[] = [
  {
    name: "session_login_required",
    place: "callback",
    says: "Who asks with prompt=none is told login_required, as if the person had signed out meanwhile",
    authorizeReply: (parameters, { exchange }) =>
      "code" in parameters && asksWithoutPage(exchange)
        ? refusalOf(parameters, { error: "login_required" })
        : parameters,
  },
  {
    name: "session_state_missing",
    place: "callback",
    says: "The answer has no session_state, though the metadata name the frame",
    authorizeReply: (parameters) =>
      "session_state" in parameters ? { ...parameters, session_state: undefined } : parameters,
  },
];
