import { networkOf, type Session, throttle } from "../../accounts/mod.ts";
import type { Exchange } from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";

/** A person sets up so many devices in an hour without a wait. */
const FREE_FOR_ACCOUNT = 10;
/** A network that many share has many tries. */
const FREE_FOR_NETWORK = 50;

/**
 * Counts a try of a user code before the code is looked up.
 *
 * Right ones count as well: whoever guesses can have a right one at any time, from a device of their own.
 *
 * @see RFC 8628 5.1
 * @returns How long to wait when the code may not be looked up, else undefined.
 */
export async function guessTooFast(
  session: Session,
  { issuer: { ephemeral }, request }: Exchange,
): Promise<Seconds | undefined> {
  const accounts = throttle({ ephemeral, free: FREE_FOR_ACCOUNT });
  const networks = throttle({ ephemeral, free: FREE_FOR_NETWORK });
  return (
    (await networks.begin(`user codes from ${networkOf(request.address)}`)) ??
    (await accounts.begin(`user codes of ${session.accountId}`))
  );
}
