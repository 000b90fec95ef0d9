import type { Seconds } from "../platform/mod.ts";
import { fail, type MatchRedirectUriOptions, matchesRedirectUri } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";

/** Refuses a client that may not use a grant. @see RFC 6749 5.2 */
export function checkGrantType(client: ClientRecord, grantType: string): void {
  if (!client.grantTypes.includes(grantType)) {
    fail("unauthorized_client", `Cannot use the grant type '${grantType}' as it is not registered for this client`, {
      rule: "RFC6749-5.2-1",
    });
  }
}

/** Which registered redirect URI was asked for; undefined when none is. @see RFC 6749 3.1.2.3 */
export function registeredRedirectUri(
  client: Pick<ClientRecord, "redirectUris">,
  asked: string,
  options: MatchRedirectUriOptions = {},
): string | undefined {
  return client.redirectUris.some((registered) => matchesRedirectUri(asked, registered, options)) ? asked : undefined;
}

/** How long an access token of this client lives, capped by the issuer. */
export function accessTokenLifetime(
  client: ClientRecord,
  settings: { readonly standard: Seconds; readonly longest: Seconds },
): Seconds {
  return Math.min(client.accessTokenLifetime ?? settings.standard, settings.longest);
}
