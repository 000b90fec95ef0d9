import { flagField, type MetadataContext, type MetadataField, parseWebUri, refuseMetadata } from "../../engine/mod.ts";
import { checkRedirectUri, OAuthError } from "../../protocol/mod.ts";

const URI = "frontchannel_logout_uri";
const SESSION_REQUIRED = "frontchannel_logout_session_required";

/** Scheme, host and port; undefined for what has none of them, such as the URI of a native application. */
function originOf(uri: unknown): string | undefined {
  if (typeof uri !== "string" || !URL.canParse(uri)) return undefined;
  const { origin } = new URL(uri);
  return origin === "null" ? undefined : origin;
}

function hasRedirectUriAt(origin: string | undefined, { document }: MetadataContext): boolean {
  const { redirect_uris: uris } = document;
  return origin !== undefined && Array.isArray(uris) && uris.some((uri) => originOf(uri) === origin);
}

/** An address of the web: plain http on this machine, or where redirect URIs may be plain http as well. */
function parseAddress(value: unknown, { settings }: MetadataContext): string {
  const { schemes, http } = settings.redirectUris;
  const allowsHttp = http !== "loopback" && [...schemes].includes("http");
  if (typeof value !== "string" || !allowsHttp || !/^http:/i.test(value)) return parseWebUri(value, URI);
  try {
    checkRedirectUri(value, { schemes: ["http"] });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return refuseMetadata(`${URI} cannot be used: ${error.description.replace(/^.* as /, "")}`, "FCLOGOUT-2-2");
  }
  return value;
}

/** What a client registers to be told in the browser. @see OpenID Connect Front-Channel Logout 2 */
export const FRONT_CHANNEL_METADATA: readonly MetadataField[] = [
  {
    name: URI,
    says: "A page of it that logs out whoever loads it, shown in a frame when a session has ended",
    shape: "text",
    parse(value, context) {
      if (typeof value === "string" && value.includes("#"))
        return refuseMetadata(`${URI} has a fragment`, "FCLOGOUT-2-4");
      const uri = parseAddress(value, context);
      if (context.clientType === "public" && /^http:/i.test(uri))
        return refuseMetadata(`${URI} is plain http, which is for clients that keep a secret`, "FCLOGOUT-2-7");
      if (!hasRedirectUriAt(originOf(uri), context))
        return refuseMetadata(`${URI} has not the scheme, host and port of any of its redirect URIs`, "FCLOGOUT-2-1");
      return uri;
    },
  },
  flagField(SESSION_REQUIRED, "Whether that page must be told which session has ended", {
    standard: ({ document }) => (typeof document[URI] === "string" ? false : undefined),
  }),
];

/** Where a client is told in the browser, and whether of which session; undefined = it is not. */
export function frontChannelOf(
  metadata: Readonly<Record<string, unknown>>,
): { readonly uri: string; readonly sessionRequired: boolean } | undefined {
  const { [URI]: uri, [SESSION_REQUIRED]: required } = metadata;
  return typeof uri === "string" ? { uri, sessionRequired: required === true } : undefined;
}
