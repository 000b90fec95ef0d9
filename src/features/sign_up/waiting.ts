import { networkOf, throttle } from "../../accounts/mod.ts";
import type { Exchange } from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";

/** Tries of one network before it has to wait: each tells whether a name is taken, or makes an account. */
const FREE_FOR_NETWORK = 20;

/** Counts a try, and says how long its network has to wait until it may make another; undefined = it may now. */
export function waitOf({ issuer, request }: Exchange): Promise<Seconds | undefined> {
  const { ephemeral } = issuer;
  return throttle({ ephemeral, free: FREE_FOR_NETWORK }).begin(`sign up from ${networkOf(request.address)}`);
}
