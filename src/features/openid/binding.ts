import type { Agreement } from "../../engine/mod.ts";
import { type ClaimWishes, fail } from "../../protocol/mod.ts";
import type { Bindings } from "../../tokens/mod.ts";
import { allowedWishes } from "./claims.ts";
import { checkIdToken } from "./id_token.ts";
import type { OpenidBinding } from "./openid_binding.ts";
import type { OpenidOptions } from "./options.ts";
import { claimsRequestOf } from "./request.ts";

function wished(
  member: "idToken" | "userinfo",
  wishes: ClaimWishes,
  { allowed, options }: { readonly allowed: Agreement["allowed"]; readonly options: OpenidOptions },
): { readonly [member: string]: ClaimWishes } {
  const given = allowedWishes(wishes, allowed, options.scopeClaims);
  return Object.keys(given).length === 0 ? {} : { [member]: given };
}

/** An ID token that was asked for may not be given: it is said before anything else is issued beside it. */
function checkWords({ request }: Agreement): void {
  if (request.responseWords.some(({ name }) => name === "id_token"))
    fail("access_denied", "Cannot answer with an ID token as the person did not allow the scope 'openid'", {
      rule: "OIDC-3.1.2.1-1",
    });
}

/**
 * Binds what ID tokens will say, and ties the tokens to the session, unless they were asked for to outlive it.
 *
 * @see OpenID Connect Core 11 (offline_access)
 * @throws {OAuthError} access_denied when an ID token was asked for that the person did not allow.
 */
export async function bind(agreement: Agreement, options: OpenidOptions): Promise<Bindings> {
  const { request, session, scope, allowed, apart } = agreement;
  if (!scope.includes("openid")) {
    checkWords(agreement);
    return {};
  }
  const { exchange, client, params } = request;
  // What goes to another device is none of this browser's: no session ends it, and none is named to it.
  if (apart === true) await checkIdToken(client, exchange);
  else await exchange.issuer.sessions.join(session, client.id);
  const nonce = params.get("nonce");
  const claims = claimsRequestOf(params);
  const openid: OpenidBinding = {
    authTime: session.authTime,
    ...(apart === true ? {} : { sid: session.sid }),
    amr: session.amr,
    ...(session.acr === undefined ? {} : { acr: session.acr }),
    ...(nonce === undefined ? {} : { nonce }),
    ...wished("idToken", claims.idToken, { allowed, options }),
    ...wished("userinfo", claims.userinfo, { allowed, options }),
  };
  return apart === true || scope.includes("offline_access") ? { openid } : { openid, session: session.sid };
}
