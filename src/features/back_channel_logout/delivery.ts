import type { Exchange } from "../../engine/mod.ts";
import { FetchRefused, type FetchRefusal, type Seconds } from "../../platform/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { type EndedSession, makeLogoutToken } from "./logout_token.ts";
import type { Outcome } from "./outbox.ts";

/** To whom a logout token goes. */
export interface DeliveryOptions {
  readonly client: ClientRecord;
  readonly uri: string;
  readonly exchange: Exchange;
  /** How long the client may take for its whole answer. */
  readonly timeout: Seconds;
}

/** What may be better the next time: the others are mistakes of the address or of the client. */
const PASSING: ReadonlySet<FetchRefusal> = new Set(["name", "connection", "timeout"]);

/** @see OpenID Connect Back-Channel Logout 2.8 */
function outcomeOf(status: number): Outcome {
  if (status === 200 || status === 204) return { kind: "delivered" };
  return { kind: status === 400 ? "refused" : "later", reason: `status ${status}` };
}

/**
 * Brings one logout token to a client; never throws.
 *
 * @see OpenID Connect Back-Channel Logout 2.5, 2.8
 */
export async function deliver(ended: EndedSession, options: DeliveryOptions): Promise<Outcome> {
  const { client, exchange, uri, timeout } = options;
  try {
    const token = await makeLogoutToken(ended, { client, exchange });
    const { status } = await exchange.issuer.fetch(uri, {
      method: "POST",
      body: new URLSearchParams({ logout_token: token }),
      timeoutMs: timeout * 1_000,
    });
    return outcomeOf(status);
  } catch (error) {
    if (!(error instanceof FetchRefused)) {
      exchange.log.error("Cannot make a logout token", { client: client.clientId, cause: error });
      return { kind: "later", reason: "no token" };
    }
    return { kind: PASSING.has(error.reason) ? "later" : "refused", reason: error.reason };
  }
}
