import { type Exchange, signForClient, subjectFor } from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import { fail } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";

/** How long a logout token holds: it is used at once or not at all. @see OpenID Connect Back-Channel Logout 2.4 */
const LIFETIME: Seconds = 120;

/** The member of `events` that makes a JWT a logout token. @see OpenID Connect Back-Channel Logout 2.4 */
const EVENT = "http://schemas.openid.net/event/backchannel-logout";

/** The session that ended. */
export interface EndedSession {
  readonly sid: string;
  /** The subject identifier of its person, before it is made pairwise; undefined when the person is not known any more. */
  readonly sub: string | undefined;
}

/**
 * Makes a logout token for a client, signed and encrypted as its ID tokens are.
 *
 * Each has an id of its own, so that one which is sent again is not taken for a replay.
 *
 * @see OpenID Connect Back-Channel Logout 2.4
 * @throws {OAuthError} server_error when there is no key for it.
 */
export async function makeLogoutToken(
  { sid, sub }: EndedSession,
  { client, exchange }: { readonly client: ClientRecord; readonly exchange: Exchange },
): Promise<string> {
  const { issuer } = exchange;
  const now = issuer.clock.now();
  const claims = {
    iss: issuer.url,
    ...(sub === undefined ? {} : { sub: subjectFor(client, sub, issuer) }),
    aud: client.clientId,
    iat: now,
    exp: now + LIFETIME,
    jti: issuer.random.token(128),
    events: { [EVENT]: {} },
    sid,
  };
  const { algorithms } = issuer.keys;
  const standard = algorithms.includes("RS256") ? "RS256" : algorithms[0];
  const token = await signForClient(await issuer.hooks.logoutToken(claims, { exchange, client }), {
    client,
    exchange,
    message: "id_token",
    typ: "logout+jwt",
    ...(standard === undefined ? {} : { standard }),
  });
  return (
    token ?? fail("server_error", "Cannot sign a logout token as there is no key for the algorithm of this client")
  );
}
