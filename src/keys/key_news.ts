import type { Log } from "../platform/mod.ts";
import type { Broadcast } from "../stores/mod.ts";

/** Who tells of changed keys, and of which issuer. */
export interface KeyNewsOptions {
  readonly broadcast: Broadcast;
  readonly issuer: string;
  readonly log: Log;
}

/** Tells every process that the keys changed; one that misses it notices within a minute. */
export async function tellKeysChanged({ broadcast, issuer, log }: KeyNewsOptions): Promise<void> {
  try {
    await broadcast.send(topicOf(issuer), "changed");
  } catch (cause) {
    log.warn("Cannot tell the other processes that the keys changed; they notice within a minute", { cause });
  }
}

/** Hears that keys changed, or may have. */
export async function hearKeysChanged(
  { broadcast, issuer }: Pick<KeyNewsOptions, "broadcast" | "issuer">,
  changed: () => void,
): Promise<void> {
  await broadcast.listen(topicOf(issuer), { heard: changed, lost: changed });
}

function topicOf(issuer: string): string {
  return `keys:${issuer}`;
}
