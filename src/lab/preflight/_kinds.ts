import { type SetupName, SETUPS } from "../scenarios/setup.ts";
import { type Setup, SETUP_OF } from "../scenarios/setups.ts";

function setupsWhere(holds: (setup: Setup) => boolean): readonly SetupName[] {
  return SETUPS.filter((name) => holds(SETUP_OF[name]));
}

/** Setups in which the browser comes back to the client by OAuth 2.0; a consumer of OAuth 1.0a may do without ("oob"). */
export const REDIRECTED = setupsWhere(({ response_type }) => response_type !== "");

/** Setups of OpenID Connect. */
export const OPENID = setupsWhere(({ scope }) => scope.split(" ").includes("openid"));

/** Setups of clients that everybody has in hand, so that they can keep no secret. */
export const PUBLIC: readonly SetupName[] = ["native", "spa"];

/** Setups of clients that prove who they are, at the token endpoint or another one for clients alone. */
export const CONFIDENTIAL = setupsWhere(
  ({ client, needs }) =>
    client !== undefined &&
    client["token_endpoint_auth_method"] !== "none" &&
    (needs.includes("token") || needs.includes("introspection")),
);
