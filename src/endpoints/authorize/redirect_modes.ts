import type { ResponseMode } from "../../engine/mod.ts";
import { addFragment, addQuery, redirect } from "../../protocol/mod.ts";

/** Parameters in the query of the redirect URI. @see RFC 6749 4.1.2 */
export const QUERY_MODE: ResponseMode = {
  name: "query",
  insteadForTokens: () => ({ mode: "fragment", rule: "RFC6749-4.2.2-1" }),
  send: (redirectUri, parameters) => redirect(addQuery(redirectUri, parameters)),
};

/** Parameters in its fragment, which the browser keeps to itself. @see RFC 6749 4.2.2 */
export const FRAGMENT_MODE: ResponseMode = {
  name: "fragment",
  send: (redirectUri, parameters) => redirect(addFragment(redirectUri, parameters)),
};
