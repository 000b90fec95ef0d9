/**
 * The pages of a person outside any authorization request: home, sign-in, account, sign-out.
 *
 * @module
 */
import type { Feature } from "../engine/mod.ts";
import { ACCOUNT_PAGE, ACCOUNT_REVOKE } from "./account_page.ts";
import { CHANGE_PASSWORD_ADDRESS } from "./change_password_address.ts";
import { ACCOUNT_CONSENT_FORGET, ACCOUNT_CONSENTS } from "./consents.ts";
import { ACCOUNT_PASSWORD } from "./password_page.ts";
import { AUTHORIZED_TOKEN_DELETE, AUTHORIZED_TOKENS } from "./authorized_tokens.ts";
import { ACCOUNT_SESSIONS_END } from "./end_own_sessions.ts";
import { showHome } from "./home.ts";
import { login, showLogin } from "./sign_in.ts";
import { logout } from "./sign_out.ts";

export { administration } from "./admin/mod.ts";
export { applicationPages } from "./applications/mod.ts";

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
        throttle: "login",
        handle: (exchange) => (exchange.request.method === "POST" ? login(exchange) : showLogin(exchange)),
      },
      ACCOUNT_PAGE,
      ACCOUNT_REVOKE,
      ACCOUNT_SESSIONS_END,
      ACCOUNT_PASSWORD,
      CHANGE_PASSWORD_ADDRESS,
      ACCOUNT_CONSENTS,
      ACCOUNT_CONSENT_FORGET,
      AUTHORIZED_TOKENS,
      AUTHORIZED_TOKEN_DELETE,
      { name: "logout", path: "/logout", methods: ["POST"], speaks: "page", standIn: true, handle: logout },
    ],
  };
}
