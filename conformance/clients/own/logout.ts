import { Refused } from "../refused.ts";
import type { Ready } from "./client.ts";
import { unguessable } from "./authorize.ts";
import type { Person } from "./id_token.ts";
import { checkLogoutToken } from "./logout_token.ts";
import { endpointOf } from "./metadata.ts";

/** Milliseconds within which a second token would come. */
const SOON = 700;

function addressOf(given: string | undefined, name: string): string {
  if (given === undefined) throw new TypeError(`Cannot go on without ${name}`);
  return given;
}

/** Has the provider end the session as well. @see OpenID Connect RP-Initiated Logout 1.0 2 */
export async function logOutThere(client: Ready, { token }: Person): Promise<void> {
  const { around, checks, config, metadata } = client;
  const back = addressOf(config.post_logout_redirect_uri, "post_logout_redirect_uri");
  const door = await around.door(back);
  const state = unguessable();
  const url = new URL(endpointOf(metadata, "end_session_endpoint"));
  const hint = checks.on("logout_hint") ? { id_token_hint: token } : { client_id: config.client_id };
  for (const [name, value] of Object.entries({ ...hint, post_logout_redirect_uri: back, state }))
    url.searchParams.set(name, value);
  around.print(url.href);
  const arrival = await door.next();
  const isOurs = arrival.params.get("state") === state;
  arrival.answer(isOurs || !checks.on("logout_state") ? 200 : 400);
  checks.demand("logout_state", () => isOurs);
}

/** Is told by the provider that a session has ended. @see OpenID Connect Back-Channel Logout 1.0 2.8 */
export async function hearOfLogout(client: Ready, person: Person): Promise<void> {
  const { around, checks, config } = client;
  const door = await around.door(addressOf(config.backchannel_logout_uri, "backchannel_logout_uri"));
  const headers = checks.on("logout_not_stored") ? { "cache-control": "no-store" } : {};
  const seen = new Set<string>();
  let arrival = await door.next();
  for (;;) {
    try {
      if (arrival.method !== "POST") throw new Refused("a logout token is posted");
      await checkLogoutToken(arrival.params.get("logout_token"), client, { person, seen });
      arrival.answer(200, headers);
    } catch (thrown) {
      arrival.answer(400, headers);
      throw thrown;
    }
    const next = await door.nextWithin(SOON);
    if (next === undefined) return;
    arrival = next;
  }
}

/** Is told by the browser. @see OpenID Connect Front-Channel Logout 1.0 2 */
export async function seeLogout(client: Ready, person: Person): Promise<void> {
  const { around, checks, config } = client;
  const door = await around.door(addressOf(config.frontchannel_logout_uri, "frontchannel_logout_uri"));
  const arrival = await door.next();
  try {
    checks.demand("frame_iss", () => arrival.params.get("iss") === config.issuer);
    checks.demand("frame_sid", () => person.sid === undefined || arrival.params.get("sid") === person.sid);
    arrival.answer(200, { "cache-control": "no-store" });
  } catch (thrown) {
    arrival.answer(400, { "cache-control": "no-store" });
    throw thrown;
  }
}
