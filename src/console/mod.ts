/**
 * The pages of a person outside any authorization request: home, sign-in, account, sign-out.
 *
 * @module
 */
import type { Feature } from "../engine/mod.ts";
import { revokeAuthorized, showAccount } from "./account_page.ts";
import { endOwnSessions } from "./end_own_sessions.ts";
import { showHome } from "./home.ts";
import { login, showLogin } from "./sign_in.ts";
import { logout } from "./sign_out.ts";

/** The pages of a person. */
export function personalPages(): Feature {
  return {
    name: "console",
    spec: "Touchstone",
    endpoints: [
      { name: "home", path: "/", methods: ["GET"], speaks: "page", handle: showHome },
      {
        name: "login",
        path: "/login",
        methods: ["GET", "POST"],
        speaks: "page",
        handle: (exchange) => (exchange.request.method === "POST" ? login(exchange) : showLogin(exchange)),
      },
      { name: "account", path: "/account", methods: ["GET"], speaks: "page", handle: showAccount },
      { name: "account_revoke", path: "/account/revoke", methods: ["POST"], speaks: "page", handle: revokeAuthorized },
      {
        name: "account_sessions_end",
        path: "/account/sessions/end",
        methods: ["POST"],
        speaks: "page",
        handle: endOwnSessions,
      },
      { name: "logout", path: "/logout", methods: ["POST"], speaks: "page", standIn: true, handle: logout },
    ],
  };
}
