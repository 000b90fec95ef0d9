import { type MetadataContext, type MetadataField, parseMetadataList, refuseMetadata } from "../../engine/mod.ts";
import { checkRedirectUri, isLoopbackUri, OAuthError } from "../../protocol/mod.ts";

const NAME = "post_logout_redirect_uris";

/**
 * One address to which a browser may be sent after a logout: it may look as redirect URIs may.
 *
 * Choice: a public client may name http on the person's own machine, where native applications listen.
 *
 * @see OpenID Connect RP-Initiated Logout 3.1
 */
function checkTarget(uri: string, { settings, clientType }: MetadataContext): void {
  try {
    checkRedirectUri(uri, settings.redirectUris);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const why = error.description.replace(/^Cannot register the redirect URI as /, "");
    refuseMetadata(`one of ${NAME} cannot be used: ${why}`, error.rule);
  }
  if (clientType === "public" && /^http:/i.test(uri) && !isLoopbackUri(uri))
    refuseMetadata(`one of ${NAME} is plain http, which is for clients that keep a secret`, "RPLOGOUT-3.1-1");
}

/** @see OpenID Connect RP-Initiated Logout 3.1 */
export const POST_LOGOUT_REDIRECT_URIS: MetadataField = {
  name: NAME,
  says: "Where browsers may be sent after a logout",
  shape: "list",
  parse(value, context) {
    const uris = parseMetadataList(value, NAME);
    for (const uri of uris) checkTarget(uri, context);
    return uris;
  },
};
