import type { Issuer } from "../engine/mod.ts";
import { markKind } from "../stores/mod.ts";
import { buryAgain } from "../tokens/mod.ts";

/** Asked for, so that the store sets itself right. */
const ANYTHING = markKind("eb");

/**
 * Keeps revoked what was revoked, though the ephemeral store may have forgotten it: in each life of the store, the
 * revocations of the last longest token lifetime are replayed from the database before anybody asks whether a token
 * is alive.
 *
 * @throws {StoreUnavailable} When one of the stores is away at the start.
 */
export async function keepRevoked({ ephemeral, durable, clock, log, settings }: Issuer): Promise<void> {
  const { longestAccessToken } = settings;
  ephemeral.onNewLife(async (store) => {
    const families = await buryAgain({ durable, clock, longestAccessToken, ephemeral: store });
    if (families > 0)
      log.info("Revoked tokens were marked again as the ephemeral store is new or came back", { families });
  });
  // The first time now: a start that cannot do it must fail.
  await ephemeral.get(ANYTHING, "");
}
