/**
 * Clients send a person's browser here to log them out: at once when an ID token shows that the client speaks of the
 * session of this very browser, else when the person says so. Then every client of the session is told.
 *
 * Whatever does not hold (a foreign hint, an address that was not registered) ends nothing and leads nowhere.
 *
 * *Decision (2026-11-21).* The tokens that end are those that the asking client has of this session. Those of others are
 * none of its business: they hear of the logout and decide. A person who logs out by themselves ends all of them. Django
 * OAuth Toolkit deletes the person's tokens of every session and application (its issue 1723).
 *
 * @module
 */
import type { Feature } from "../../engine/mod.ts";
import { POST_LOGOUT_REDIRECT_URIS } from "./client_metadata.ts";
import { describeLogout } from "./describe.ts";
import { handleConfirmation, handleLogout } from "./end_session.ts";
import type { RpInitiatedLogoutOptions } from "./options.ts";

export type { RpInitiatedLogoutOptions } from "./options.ts";

/** RP-initiated logout. */
export function rpInitiatedLogout(options: RpInitiatedLogoutOptions): Feature {
  return {
    name: "rp_initiated_logout",
    spec: "OpenID Connect RP-Initiated Logout 1.0",
    clientMetadata: [POST_LOGOUT_REDIRECT_URIS],
    endpoints: [
      {
        name: "end_session",
        path: "/logout",
        aliases: ["logout"],
        methods: ["GET", "POST"],
        speaks: "page",
        metadata: "end_session_endpoint",
        describe: describeLogout,
        handle: (exchange) => handleLogout(exchange, options),
      },
      {
        name: "logout_confirm",
        path: "/logout/confirm",
        methods: ["POST"],
        speaks: "page",
        handle: (exchange) => handleConfirmation(exchange, options),
      },
    ],
  };
}
