import type { Issuer } from "../engine/mod.ts";
import { hmac } from "../platform/mod.ts";
import type { DpopOptions } from "../resource_server/mod.ts";
import type { Config } from "./config.ts";

/** How the API beside an issuer takes tokens that are bound to a key. @see RFC 9449 7 */
export function dpopAt(
  { ephemeral: store, clock, formKey }: Pick<Issuer, "ephemeral" | "clock" | "formKey">,
  { DPOP_NONCE: nonces }: Pick<Config, "DPOP_NONCE">,
): DpopOptions {
  return { store, clock, nonceKey: nonces === "on" ? hmac(formKey, "dpop nonces of the API") : undefined };
}
