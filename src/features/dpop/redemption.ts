import { type Redemption, type Sender, senderOf, type TokenContext } from "../../engine/mod.ts";
import { fail } from "../../protocol/mod.ts";
import { acceptProof } from "./accept_proof.ts";
import type { DpopOptions } from "./options.ts";

/** Member of client metadata: all its access tokens are bound. @see RFC 9449 5.2 */
export const BOUND_ACCESS_TOKENS = "dpop_bound_access_tokens";

/** The key whose holder sends a token request, under `dpop`. @see RFC 9449 5 */
export function provedKey(
  { exchange, client }: Omit<TokenContext, "sender">,
  options: DpopOptions,
): Promise<Sender> | Sender {
  const header = exchange.request.header("dpop");
  if (header !== undefined) return acceptProof(header, exchange, options).then(({ jkt }) => ({ dpop: jkt }));
  if (client.metadata[BOUND_ACCESS_TOKENS] !== true) return {};
  return fail("invalid_dpop_proof", "Cannot issue a token without a DPoP proof, as this client is registered for it", {
    rule: "RFC9449-5.2-1",
  });
}

/** The key that a proof named, in what was proved. */
export function keyIn(sender: Sender | undefined): string | undefined {
  const jkt = sender?.["dpop"];
  return typeof jkt === "string" ? jkt : undefined;
}

/** What was bound when the person agreed, or when the refresh token was given, has to be proved now. */
export function checkKey({ params, redeemable, sender }: Redemption): void {
  const jkt = keyIn(sender);
  const asked = redeemable.bindings["dpop"];
  if (params.get("grant_type") !== "refresh_token" && asked !== undefined && asked !== jkt) {
    fail(
      "invalid_grant",
      "Cannot redeem the code without a proof by the key that the authorization request named (dpop_jkt)",
      { rule: "RFC9449-10-1" },
    );
  }
  if (params.get("grant_type") !== "refresh_token") return;
  const bound = keyIn(senderOf(redeemable.bindings));
  if (bound === undefined || bound === jkt) return;
  fail("invalid_grant", "Cannot refresh without a proof by the key to which the refresh token is bound", {
    rule: "RFC9449-5-6",
  });
}
