import { endSession, type EndSessionOptions } from "./end_session.ts";
import type { Exchange } from "./exchange.ts";

/** Which sessions of a person do not end, and who ends the others. */
export interface EndSessionsOfOptions extends Pick<EndSessionOptions, "by"> {
  /** `SessionRecord.sid` of the one that goes on. */
  readonly except?: string;
}

/** Ends the sessions of a person, each with its tokens, and tells their clients; answers how many ended. */
export async function endSessionsOf(
  exchange: Exchange,
  accountId: number,
  { except, ...options }: EndSessionsOfOptions = {},
): Promise<number> {
  let count = 0;
  for (const session of await exchange.issuer.sessions.list(accountId))
    if (session.sid !== except && (await endSession(exchange, session, options)) !== undefined) count += 1;
  return count;
}
