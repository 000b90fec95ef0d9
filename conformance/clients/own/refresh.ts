import { Refused } from "../refused.ts";
import type { Ready } from "./client.ts";
import { Unanswered } from "./http.ts";
import { type Person, readIdToken } from "./id_token.ts";
import { askResource } from "./resource.ts";
import { requestTokens, TokenError, type Tokens } from "./token.ts";

/** Tokens that stay usable. */
export interface Session {
  /** One that the resource may take; another than the one that it refused, when one is told. */
  token(refused?: string): Promise<string>;
}

/** How often somebody who does not listen sends a refused refresh token. */
const STUBBORN = 6;

/** What members become as texts that are not there. */
const NOTHING: Tokens = { accessToken: "undefined", refreshToken: "null" };

async function once(client: Ready, refreshToken: string): Promise<Tokens> {
  try {
    return await requestTokens(client, { grant_type: "refresh_token", refresh_token: refreshToken });
  } catch (thrown) {
    const isMalformed = thrown instanceof Refused && !(thrown instanceof TokenError || thrown instanceof Unanswered);
    if (client.checks.on("refresh_checked") || !isMalformed) throw thrown;
    return NOTHING;
  }
}

/** What a refresh gave; a lost answer is asked for once more, as the provider may never have had the question. */
async function renewed(client: Ready, refreshToken: string): Promise<Tokens> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await once(client, refreshToken);
    } catch (thrown) {
      const again = thrown instanceof TokenError && !client.checks.on("refresh_final") && tries < STUBBORN;
      const lost = thrown instanceof Unanswered && tries === 1;
      if (!again && !lost) throw thrown;
    }
  }
}

async function checkIdToken(client: Ready, tokens: Tokens, person: Person | undefined): Promise<void> {
  const { checks } = client;
  if (person === undefined || tokens.idToken === undefined || !checks.on("refresh_id_token")) return;
  const { nonce } = person.claims;
  const again = await readIdToken(tokens.idToken, client, {
    accessToken: tokens.accessToken,
    ...(typeof nonce === "string" && takesNonce(tokens.idToken) ? { nonce } : {}),
  });
  const { auth_time: first } = person.claims;
  const { auth_time: then } = again.claims;
  if (again.sub !== person.sub) throw new Refused("refresh_id_token: the ID token speaks of somebody else");
  if (first !== undefined && then !== undefined && first !== then)
    throw new Refused("refresh_id_token: the ID token tells another time of the login");
}

/** A nonce in the ID token of a refresh is not usual; where there is one it is the first one's. */
function takesNonce(idToken: unknown): boolean {
  const [, claims = ""] = String(idToken).split(".");
  return Buffer.from(claims, "base64url").toString("utf8").includes('"nonce"');
}

/** Keeps tokens, and renews them one at a time. @see RFC 6749 6 */
export function session(client: Ready, first: Tokens, person?: Person): Session {
  const { checks } = client;
  let current = first;
  let renewing: Promise<Tokens> | undefined;
  let refusal: TokenError | undefined;

  async function renewedOrRefused(refreshToken: string): Promise<Tokens> {
    // A request that was under way meanwhile must not send what was refused once more.
    if (refusal !== undefined && checks.on("refresh_final")) throw refusal;
    try {
      return await renewed(client, refreshToken);
    } catch (thrown) {
      if (thrown instanceof TokenError) refusal = thrown;
      throw thrown;
    }
  }

  async function renew(): Promise<Tokens> {
    const { refreshToken } = current;
    if (refreshToken === undefined) throw new Refused("there is no refresh token");
    const next = await renewedOrRefused(refreshToken);
    await checkIdToken(client, next, person);
    const keeps = checks.on("refresh_kept") ? { refreshToken } : {};
    current = { ...keeps, ...next, ...(checks.on("refresh_replaced") ? {} : { refreshToken }) };
    return current;
  }

  async function renewOnce(): Promise<Tokens> {
    if (!checks.on("refresh_single")) return renew();
    renewing ??= renew().finally(() => {
      renewing = undefined;
    });
    return renewing;
  }

  function isExpired({ expiresAt }: Tokens): boolean {
    return expiresAt !== undefined && expiresAt <= performance.now();
  }

  return {
    async token(refused) {
      if (current.accessToken !== refused && !isExpired(current)) return current.accessToken;
      return (await renewOnce()).accessToken;
    },
  };
}

/** Refreshes that one request may cost: another request may have used the token up in between. */
const MOST_REFRESHES = 3;
/** And those of somebody who does not count. */
const UNCOUNTED = 16;

async function getOnce(client: Ready, kept: Session): Promise<void> {
  let token = await kept.token();
  const most = client.checks.on("resource_bounded") ? MOST_REFRESHES : UNCOUNTED;
  for (let refreshes = 0; ; refreshes += 1) {
    const { status, demandsOther = false } = await askResource(client, token);
    if (status === 200) return;
    if (status !== 401 || demandsOther || refreshes === most) throw new Refused(`the resource says ${status}`);
    token = await kept.token(token);
  }
}

/** Gets the resource three times, of which two at once. */
export async function getThreeTimes(client: Ready, kept: Session): Promise<void> {
  await getOnce(client, kept);
  const both = await Promise.allSettled([getOnce(client, kept), getOnce(client, kept)]);
  for (const one of both) if (one.status === "rejected") throw one.reason;
}
