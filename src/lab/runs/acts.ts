import { endSessionsOf, type Issuer } from "../../engine/mod.ts";
import { fail, wireRequest } from "../../protocol/mod.ts";
import type { Act } from "../scenarios/scenario.ts";
import type { Flow } from "../scenarios/setup.ts";
import type { ActDone } from "./run_messages.ts";

/** Where an act is done, and whose. */
export interface ActOptions {
  readonly issuer: Issuer;
  readonly flow: Flow;
  readonly username: string;
  readonly trace: string;
}

/** Only the browser can end a session so that frames of clients are shown in it. @see OpenID Connect Front-Channel Logout 2 */
function logoutAddress({ metadata }: Issuer): readonly string[] {
  const { end_session_endpoint: address } = metadata;
  return typeof address === "string" ? [address] : [];
}

/**
 * Does what the provider does at the wish of somebody: ends the sessions of the person, of which clients are told.
 *
 * @throws {OAuthError} invalid_request for acts of the browser.
 */
export async function doAct(act: Act, { issuer, flow, username, trace }: ActOptions): Promise<ActDone> {
  if (act !== "end_session")
    return fail("invalid_request", `Cannot do '${act}' here: it is done in the browser; only 'end_session' is`);
  if (flow === "logout-front-channel") return { ended: 0, visits: logoutAddress(issuer) };
  const account = await issuer.durable.accounts.findByUsername(username);
  const exchange = { issuer, request: wireRequest(), trace, log: issuer.log };
  return { ended: account === undefined ? 0 : await endSessionsOf(exchange, account.id), visits: [] };
}
