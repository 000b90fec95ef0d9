import type { Agreement } from "../../engine/mod.ts";
import type { Instant } from "../../platform/mod.ts";
import type { ClaimWishes } from "../../protocol/mod.ts";
import type { Bindings } from "../../tokens/mod.ts";
import { claimNamesOf } from "./claims.ts";
import type { OpenidOptions } from "./options.ts";
import { claimsRequestOf } from "./request.ts";

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

function wished(
  member: "idToken" | "userinfo",
  wishes: ClaimWishes,
  allowed: ReadonlySet<string>,
): { readonly [member: string]: ClaimWishes } {
  const given = Object.entries(wishes).filter(([name]) => allowed.has(name));
  return given.length === 0 ? {} : { [member]: Object.fromEntries(given) };
}

/**
 * Binds what ID tokens will say, and ties the tokens to the session, unless they were asked for to outlive it.
 *
 * @see OpenID Connect Core 11 (offline_access)
 */
export async function bind(agreement: Agreement, options: OpenidOptions): Promise<Bindings> {
  const { request, session, scope, apart } = agreement;
  if (!scope.includes("openid")) return {};
  const { exchange, client, params } = request;
  // What goes to another device is none of this browser's: no session ends it, and none is named to it.
  if (apart !== true) await exchange.issuer.sessions.join(session, client.id);
  const nonce = params.get("nonce");
  const claims = claimsRequestOf(params);
  // What was asked for by name is given where the person allowed a scope that stands for it, and not behind their back.
  const allowed = new Set(claimNamesOf(scope, options.scopeClaims));
  const openid: OpenidBinding = {
    authTime: session.authTime,
    ...(apart === true ? {} : { sid: session.sid }),
    amr: session.amr,
    ...(session.acr === undefined ? {} : { acr: session.acr }),
    ...(nonce === undefined ? {} : { nonce }),
    ...wished("idToken", claims.idToken, allowed),
    ...wished("userinfo", claims.userinfo, allowed),
  };
  return apart === true || scope.includes("offline_access") ? { openid } : { openid, session: session.sid };
}
