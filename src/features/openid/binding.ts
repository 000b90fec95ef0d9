import type { Agreement } from "../../engine/mod.ts";
import type { Instant } from "../../platform/mod.ts";
import type { ClaimWishes } from "../../protocol/mod.ts";
import type { Bindings } from "../../tokens/mod.ts";
import { claimsRequestOf } from "./request.ts";

/** What an OpenID Connect request binds to its authorization. */
export interface OpenidBinding {
  readonly authTime: Instant;
  /** The session in which it was given. */
  readonly sid: string;
  readonly amr: readonly string[];
  readonly acr?: string;
  readonly nonce?: string;
  /** Claims that were asked for by name. @see OpenID Connect Core 5.5 */
  readonly idToken?: ClaimWishes;
  readonly userinfo?: ClaimWishes;
}

function isBinding(value: unknown): value is OpenidBinding {
  return typeof value === "object" && value !== null && "sid" in value && "authTime" in value;
}

/** What was bound; undefined = the request was not one of OpenID Connect. */
export function bindingOf(bindings: Bindings): OpenidBinding | undefined {
  const binding = bindings["openid"];
  return isBinding(binding) ? binding : undefined;
}

function wished(member: "idToken" | "userinfo", wishes: ClaimWishes): { readonly [member: string]: ClaimWishes } {
  return Object.keys(wishes).length === 0 ? {} : { [member]: wishes };
}

/**
 * Binds what ID tokens will say, and ties the tokens to the session, unless they were asked for to outlive it.
 *
 * @see OpenID Connect Core 11 (offline_access)
 */
export async function bind({ request, session, scope }: Agreement): Promise<Bindings> {
  if (!scope.includes("openid")) return {};
  const { exchange, client, params } = request;
  await exchange.issuer.sessions.join(session, client.id);
  const nonce = params.get("nonce");
  const claims = claimsRequestOf(params);
  const openid: OpenidBinding = {
    authTime: session.authTime,
    sid: session.sid,
    amr: session.amr,
    ...(session.acr === undefined ? {} : { acr: session.acr }),
    ...(nonce === undefined ? {} : { nonce }),
    ...wished("idToken", claims.idToken),
    ...wished("userinfo", claims.userinfo),
  };
  return scope.includes("offline_access") ? { openid } : { openid, session: session.sid };
}
