import type { Issuer } from "../engine/mod.ts";
import type { Instant, Seconds } from "../platform/mod.ts";

/** A network that is refused as it asks too often. */
export interface RefusedNetwork {
  /** What it asks for. */
  readonly throttle: string;
  readonly network: string;
  /** Until it is answered again. */
  readonly endsIn: Seconds;
  /** Whether it says for whom it asks, as proxies do. */
  readonly isForwarding: boolean;
}

/** Tells the operator of a network that is refused. */
export type TellRefusal = (refused: RefusedNetwork, issuer: Pick<Issuer, "log" | "clock">) => void;

/** Networks of which it is remembered that they were told of. */
const REMEMBERED = 1_000;

const HINT =
  "It sends X-Forwarded-For: if it is a proxy of yours, set TRUSTED_PROXIES, else all its callers count as one";

/**
 * Makes the teller: each network is told of once until it is answered again, however often it asks.
 *
 * @param options.trustsProxies Whether some proxies are believed; else one that forwards may be one that nobody named.
 */
export function refusalNews({ trustsProxies }: { readonly trustsProxies: boolean }): TellRefusal {
  const toldUntil = new Map<string, Instant>();
  return ({ throttle, network, endsIn, isForwarding }, { log, clock }) => {
    const key = `${throttle} ${network}`;
    const now = clock.now();
    if (now < (toldUntil.get(key) ?? 0)) return;
    if (toldUntil.size >= REMEMBERED) toldUntil.clear();
    toldUntil.set(key, now + endsIn);
    const hint = isForwarding && !trustsProxies ? { hint: HINT } : {};
    log.warn("Refuses a network that asks too often", { throttle, network, retryAfter: endsIn, ...hint });
  };
}
