import { registeredRedirectUri } from "../clients/mod.ts";
import { type Exchange, scopeAsked } from "../engine/mod.ts";
import { fail, form, mintToken, newTag, NO_STORE, OAuthError, type Reply, type Scope } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import { explainRefusals } from "./explain/mod.ts";
import type { Oauth1Options } from "./options.ts";
import { receivedAt } from "./own_request.ts";
import { refuseAbsent } from "./problems.ts";
import type { SignedRequest } from "./signed_request.ts";
import { storeTemporary } from "./temporary_credentials.ts";
import { tokenSecretOf } from "./token_secret.ts";
import { OUT_OF_BAND } from "./verifier.ts";
import { verifySigned } from "./verify.ts";

/** Who asks, and what was signed. */
interface Asked {
  readonly client: ClientRecord;
  readonly signed: SignedRequest;
}

function refuse(name: string, as: string, rule: string): never {
  return fail("parameter_rejected", `Cannot issue temporary credentials as ${as}`, {
    rule,
    extra: { oauth_parameters_rejected: name },
  });
}

/**
 * Where the verifier goes.
 *
 * Beyond: it is one that was registered, as anywhere else here, and has to be sent, as the first version of OAuth 1.0
 * could be led to hand access to somebody else without it.
 *
 * @see RFC 5849 2.1, OAuth Security Advisory 2009.1
 */
function callbackOf({ client, signed: { callback } }: Asked, { issuer }: Exchange): string {
  if (callback === undefined) return refuseAbsent(["oauth_callback"], { rule: "RFC5849-2.1-2" });
  if (callback === OUT_OF_BAND) return callback;
  return (
    registeredRedirectUri(client, callback, issuer.settings.redirectUris) ??
    refuse("oauth_callback", "oauth_callback is neither oob nor a redirect URI of the consumer", "RFC5849-2.1-6")
  );
}

/** The scope that is asked for by a parameter of our own, wherever it stands. @see RFC 5849 2.1 */
function scopeOf({ client, signed }: Asked, { issuer }: Exchange): Scope {
  const asked = signed.params.filter(([name]) => name === "scope").map(([, value]) => value);
  if (asked.length > 1) refuse("scope", "scope is repeated", "RFC5849-2.1-7");
  try {
    return scopeAsked(asked[0] === "" ? undefined : asked[0], client, issuer.settings);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return refuse("scope", `the scope cannot be granted: ${error.description}`, "RFC5849-2.1-7");
  }
}

/** The first leg: temporary credentials. @see RFC 5849 2.1 */
export async function handleRequestToken(exchange: Exchange, options: Oauth1Options): Promise<Reply> {
  const { issuer } = exchange;
  const asked = await verifySigned(receivedAt(exchange), {
    issuer,
    settings: options,
    withoutToken: "temporary",
    explain: explainRefusals(issuer, options),
  });
  const callback = callbackOf(asked, exchange);
  const scope = scopeOf(asked, exchange);
  const { ephemeral, clock, random } = issuer;
  const now = clock.now();
  const tag = newTag(random);
  const text = mintToken("tc", { random, tag });
  const record = { client: asked.client.id, scope, callback, expiresAt: now + options.temporaryLifetime };
  await storeTemporary({ text, tag, record }, { ephemeral, now });
  return form(
    200,
    { oauth_token: text, oauth_token_secret: tokenSecretOf(text, issuer), oauth_callback_confirmed: "true" },
    NO_STORE,
  );
}
