import { type Exchange, type IdTokenHint, type LogoutTarget, readIdTokenHint } from "../../engine/mod.ts";
import { addQuery, fail, OAuthError, type Params } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import type { RpInitiatedLogoutOptions } from "./options.ts";

/** A request to log out, whose every part holds. */
export interface LogoutRequest {
  /** Who asks, as the hint or `client_id` says; undefined = nobody says. */
  readonly client?: ClientRecord;
  /** An ID token that this server gave to the client. */
  readonly hint?: IdTokenHint;
  /** Who is to be logged out, in the client's words. */
  readonly person?: string;
  /** Where the browser goes afterwards. */
  readonly next?: LogoutTarget;
}

/** Parameters that a client may send. @see OpenID Connect RP-Initiated Logout 2 */
export const LOGOUT_PARAMETERS: ReadonlySet<string> = new Set([
  "id_token_hint",
  "logout_hint",
  "client_id",
  "post_logout_redirect_uri",
  "state",
  "ui_locales",
]);

async function hintOf(
  params: Params,
  exchange: Exchange,
  { acceptExpired }: RpInitiatedLogoutOptions,
): Promise<IdTokenHint | undefined> {
  const text = params.get("id_token_hint");
  if (text === undefined) return undefined;
  const hint = await readIdTokenHint(exchange, text).catch((cause: unknown) => {
    if (!(cause instanceof OAuthError) || cause.code !== "invalid_request") throw cause;
    return fail("invalid_request", cause.description, { rule: "RPLOGOUT-2-3", cause });
  });
  const { exp } = hint.claims;
  if (!acceptExpired && typeof exp === "number" && exp <= exchange.issuer.clock.now())
    fail("invalid_request", "Cannot take the id_token_hint as it has expired", { rule: "RPLOGOUT-4-2" });
  return hint;
}

async function clientOf(
  params: Params,
  { issuer }: Exchange,
  hint: IdTokenHint | undefined,
): Promise<ClientRecord | undefined> {
  const clientId = params.get("client_id");
  if (clientId === undefined) return hint?.client;
  if (hint !== undefined && hint.client.clientId !== clientId) {
    fail("invalid_request", "Cannot log out as the id_token_hint was given to another client than client_id names", {
      rule: "RPLOGOUT-2-2",
    });
  }
  const client = hint?.client ?? (await issuer.clients.find(clientId));
  return client ?? fail("invalid_request", "Cannot find the client that client_id names", { rule: "RPLOGOUT-4-2" });
}

/** The address that is one of the client's, character by character, with the state behind it. */
function targetOf(params: Params, client: ClientRecord | undefined): LogoutTarget | undefined {
  const uri = params.get("post_logout_redirect_uri");
  const state = params.get("state");
  if (uri === undefined) return undefined;
  if (client === undefined) {
    return fail(
      "invalid_request",
      "Cannot send the browser to post_logout_redirect_uri as nothing says whose it is: send id_token_hint or client_id",
      { rule: "RPLOGOUT-3-2" },
    );
  }
  const registered = client.metadata["post_logout_redirect_uris"];
  if (!Array.isArray(registered) || !registered.includes(uri)) {
    fail("invalid_request", "Cannot send the browser to post_logout_redirect_uri as the client did not register it", {
      rule: "RPLOGOUT-3-1",
    });
  }
  return { client, uri: addQuery(uri, { state }) };
}

/**
 * Reads a request to log out.
 *
 * @see OpenID Connect RP-Initiated Logout 2, 3, 4
 * @throws {OAuthError} invalid_request when anything of it does not hold: nobody is logged out then, nor sent on.
 */
export async function readLogoutRequest(
  exchange: Exchange,
  params: Params,
  options: RpInitiatedLogoutOptions,
): Promise<LogoutRequest> {
  // Pages are in one language; a wish for another is no mistake.
  params.get("ui_locales");
  const person = params.get("logout_hint");
  const hint = await hintOf(params, exchange, options);
  const client = await clientOf(params, exchange, hint);
  const next = targetOf(params, client);
  return {
    ...(client === undefined ? {} : { client }),
    ...(hint === undefined ? {} : { hint }),
    ...(person === undefined ? {} : { person }),
    ...(next === undefined ? {} : { next }),
  };
}
