import { flagField, type MetadataField, parseWebUri, refuseMetadata } from "../../engine/mod.ts";

const URI = "backchannel_logout_uri";

/** What a client registers to be told of the end of sessions. @see OpenID Connect Back-Channel Logout 2.2 */
export const BACK_CHANNEL_METADATA: readonly MetadataField[] = [
  {
    name: URI,
    says: "Where it is told, server to server, that a session has ended",
    shape: "text",
    parse(value, { clientType }) {
      const uri = parseWebUri(value, URI);
      if (uri.includes("#")) refuseMetadata(`${URI} has a fragment`, "BCLOGOUT-2.2-2");
      if (clientType === "public" && /^http:/i.test(uri))
        refuseMetadata(`${URI} is plain http, which is for clients that keep a secret`, "BCLOGOUT-2.2-3");
      return uri;
    },
  },
  flagField("backchannel_logout_session_required", "Whether it must be told which session; it always is", {
    standard: ({ document }) => (typeof document[URI] === "string" ? false : undefined),
  }),
];

/** Where a client is told; undefined = it is not. */
export function backChannelUriOf(metadata: Readonly<Record<string, unknown>>): string | undefined {
  const { [URI]: uri } = metadata;
  return typeof uri === "string" ? uri : undefined;
}
