import type { Issuer } from "../engine/mod.ts";
import { type Broadcast, markKind } from "../stores/mod.ts";
import { buryAgain } from "../tokens/mod.ts";

/** Says that the revocations were replayed into this life of the ephemeral store. */
const BURIED = markKind("eb");
/** Seconds; longer than a life of the store matters. */
const MEMORY = 90 * 86_400;

async function buryWhatWasForgotten(issuer: Issuer): Promise<void> {
  const { ephemeral, log, settings } = issuer;
  const epoch = await ephemeral.epoch();
  if ((await ephemeral.get(BURIED, epoch)) === true) return;
  const count = await buryAgain({ ...issuer, longestAccessToken: settings.longestAccessToken });
  await ephemeral.put<true>(BURIED, { key: epoch, value: true, ttl: MEMORY });
  if (count > 0)
    log.info("Revoked tokens were marked again as the ephemeral store is new or came back", { families: count });
}

/**
 * Keeps revoked what was revoked, though the ephemeral store may have forgotten it: at the start, and whenever its
 * connection comes back.
 */
export async function keepRevoked(issuer: Issuer, broadcast: Broadcast): Promise<void> {
  await broadcast.listen("epoch", {
    heard: () => undefined,
    lost() {
      buryWhatWasForgotten(issuer).catch((cause: unknown) => {
        issuer.log.error("Cannot mark revoked tokens again after the ephemeral store came back", { cause });
      });
    },
  });
  await buryWhatWasForgotten(issuer);
}
