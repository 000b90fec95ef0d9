import type { Instant } from "../../platform/mod.ts";
import type { ClaimWishes } from "../../protocol/mod.ts";
import type { Bindings } from "../../tokens/mod.ts";

/** What an OpenID Connect request binds to its authorization. */
export interface OpenidBinding {
  readonly authTime: Instant;
  /** The session in which it was given; undefined = for a device apart from it. */
  readonly sid?: string;
  readonly amr: readonly string[];
  readonly acr?: string;
  readonly nonce?: string;
  /** Claims that were asked for by name. @see OpenID Connect Core 5.5 */
  readonly idToken?: ClaimWishes;
  readonly userinfo?: ClaimWishes;
}

function isBinding(value: unknown): value is OpenidBinding {
  return typeof value === "object" && value !== null && "authTime" in value;
}

/** What was bound; undefined = the request was not one of OpenID Connect. */
export function bindingOf(bindings: Bindings): OpenidBinding | undefined {
  const binding = bindings["openid"];
  return isBinding(binding) ? binding : undefined;
}
