import type { Seconds } from "../platform/mod.ts";
import { type FamilyRecord, markKind, type SessionRecord } from "../stores/mod.ts";
import { revokeFamilies, revokeFamily } from "../tokens/mod.ts";
import type { Exchange } from "./exchange.ts";

/** Says that a session has ended, for the codes that were issued in it and not redeemed yet. */
export const ENDED_SESSION = markKind("se");

/** No code lives longer. */
const REMEMBERED: Seconds = 3_600;

/** How much ends with a session. */
export interface EndSessionOptions {
  /** `ClientRecord.id` of the one client whose tokens of the session end, or nobody's; those of all when not given. */
  readonly tokensOf?: number | "nobody";
  /** `AccountRecord.id` of who ends it, where it is not their own; told with it. */
  readonly by?: number;
}

/**
 * Ends a session and the tokens that were issued in it, and tells `session.ended` once, whoever else ends it now.
 *
 * Tokens for which the person was asked to let them outlive the session (`offline_access`) belong to no session. They
 * are revoked before the session goes, so that whatever fails may be done again, and those that were born in between
 * after it.
 *
 * @see OpenID Connect Back-Channel Logout 2.7
 * @returns The session to the one caller that ended it.
 */
export async function endSession(
  exchange: Exchange,
  { sid }: Pick<SessionRecord, "sid">,
  { tokensOf, by }: EndSessionOptions = {},
): Promise<SessionRecord | undefined> {
  const { issuer } = exchange;
  async function revokeTokens(): Promise<void> {
    if (tokensOf === "nobody") return;
    const whose = tokensOf === undefined ? { session: sid } : { session: sid, client: tokensOf };
    await revokeFamilies(whose, { ...issuer, longestAccessToken: issuer.settings.longestAccessToken });
  }
  await revokeTokens();
  const ended = await issuer.sessions.endBySid(sid);
  if (ended === undefined) return undefined;
  const { accountId, clients } = ended;
  try {
    await issuer.ephemeral.put<true>(ENDED_SESSION, { key: sid, value: true, ttl: REMEMBERED });
    await revokeTokens();
  } finally {
    // It has ended, whatever fails now, and nobody else will tell.
    await issuer.hooks.happened(
      {
        name: "session.ended",
        accountId,
        session: { sid, clients },
        detail: { clients: clients.length, ...(by === undefined || by === accountId ? {} : { by }) },
      },
      exchange,
    );
  }
  return ended;
}

/**
 * Writes a family, and ends it when its session ended meanwhile.
 *
 * Who ends a session marks that before looking for families a last time, and who writes a family looks for the mark
 * afterwards: one of the two sees the other. Tokens that are dead may then be answered, as after a replay.
 *
 * @returns False when the family could not be written.
 */
export async function openFamily(family: FamilyRecord, { issuer, log }: Exchange): Promise<boolean> {
  const opened = await issuer.durable.families.open(family);
  if (!opened || family.session === undefined) return opened;
  try {
    if ((await issuer.ephemeral.get(ENDED_SESSION, family.session)) === true)
      await revokeFamily(family.tag, { ...issuer, longestAccessToken: issuer.settings.longestAccessToken });
  } catch (cause) {
    // It is written, and whoever redeemed it must have it.
    log.error("Cannot find out whether the session of new tokens has ended", { cause });
  }
  return opened;
}
