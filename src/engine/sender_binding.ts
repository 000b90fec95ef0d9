import type { Bindings } from "../tokens/mod.ts";
import type { Sender, TokenContext } from "./grant.ts";

/** The member of {@link Bindings} that holds {@link senderOf}. */
const SENDER = "sender";

/**
 * What is bound to an authorization, together with the key that a client without a secret proved to hold: nothing else
 * tells later that a refresh token is shown by whom it was given to.
 *
 * @see RFC 9449 5, RFC 8705 4
 */
export function withSender(bindings: Bindings, { client, sender }: Omit<TokenContext, "params">): Bindings {
  return client.type === "public" && sender !== undefined ? { ...bindings, [SENDER]: sender } : bindings;
}

/** The key that has to be proved with each refresh; undefined = none has to be. */
export function senderOf(bindings: Bindings): Sender | undefined {
  const { [SENDER]: sender } = bindings;
  return typeof sender === "object" && sender !== null ? { ...sender } : undefined;
}
