import type { Ready } from "./client.ts";
import type { Person } from "./id_token.ts";
import { takeApart } from "./jwt.ts";
import { checkSignature, LOGOUT_TOKEN_SIGNATURE } from "./signature.ts";

const EVENT = "http://schemas.openid.net/event/backchannel-logout";

/** Seconds by which two clocks may differ. */
const LEEWAY = 20;

/** Seconds; a logout is told when it happens. */
const OLDEST = 600;

function isEvent(events: unknown): boolean {
  if (typeof events !== "object" || events === null) return false;
  const event: unknown = Reflect.get(events, EVENT);
  return typeof event === "object" && event !== null;
}

const KNOWN: ReadonlySet<string> = new Set("iss aud iat exp jti events sub sid nonce nbf".split(" "));

/** Believes a logout token, or refuses it. @see OpenID Connect Back-Channel Logout 1.0 2.6 */
export async function checkLogoutToken(
  text: string | null,
  client: Ready,
  { person, seen }: { readonly person: Person; readonly seen: Set<string> },
): Promise<void> {
  const { checks, config } = client;
  const token = takeApart(text);
  const { claims } = token;
  const { iss, aud, iat, exp, jti, events, sub, sid } = claims;
  const now = Date.now() / 1000;
  checks.demand("logout_typ", () => {
    const { typ } = token.header;
    return typ === undefined || (typeof typ === "string" && /^(application\/)?(logout\+jwt|jwt)$/i.test(typ));
  });
  await checkSignature(token, client, LOGOUT_TOKEN_SIGNATURE);
  checks.demand("logout_iss", () => iss === config.issuer);
  checks.demand("logout_aud", () => aud === config.client_id || (Array.isArray(aud) && aud.includes(config.client_id)));
  checks.demand("logout_iat", () => typeof iat === "number" && iat < now + LEEWAY && iat > now - OLDEST);
  checks.demand("logout_exp", () => typeof exp === "number" && exp > now - LEEWAY);
  checks.demand("logout_events", () => isEvent(events));
  checks.demand("logout_no_nonce", () => claims["nonce"] === undefined);
  checks.demand("logout_subject", () => sub !== undefined || sid !== undefined);
  checks.demand("logout_session", () => sub === undefined || sub === person.sub);
  checks.demand("logout_session", () => sid === undefined || person.sid === undefined || sid === person.sid);
  checks.demand("logout_replay", () => typeof jti === "string" && !seen.has(jti));
  if (!checks.on("logout_lenient") && Object.keys(claims).some((name) => !KNOWN.has(name)))
    checks.demand("logout_events", () => false);
  seen.add(String(jti));
}
