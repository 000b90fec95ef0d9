import {
  contentAlgField,
  flagField,
  type MetadataContext,
  type MetadataField,
  oneOfField,
  parseMetadataList,
  parseWebUri,
  refuseMetadata,
} from "../../engine/mod.ts";
import { CLIENT_KEY_ALGS, CLIENT_SECRET_ALGS, CONTENT_ALGS } from "../../protocol/mod.ts";

/** Algorithms by which a client may sign a request object. */
export const OBJECT_ALGS: readonly string[] = Object.freeze([...CLIENT_KEY_ALGS, ...CLIENT_SECRET_ALGS]);

/** The word of a client that does not sign. @see RFC 7518 3.6 */
export const UNSIGNED = "none";

/** A public client has no secret that it could sign by. */
function algsOf(clientType: MetadataContext["clientType"]): readonly string[] {
  return clientType === "public" ? CLIENT_KEY_ALGS : OBJECT_ALGS;
}

const SIGNED_ONLY = flagField("require_signed_request_object", "Whether all its requests are signed request objects");

/**
 * Whether each request of the client is to be a signed one, which one that registered `none` cannot promise.
 *
 * @see RFC 9101 10.5
 */
const requireSigned: MetadataField = {
  ...SIGNED_ONLY,
  parse(value, context) {
    const held = SIGNED_ONLY.parse(value, context);
    if (held === true && context.document["request_object_signing_alg"] === UNSIGNED)
      return refuseMetadata("require_signed_request_object is true and request_object_signing_alg is none");
    return held;
  },
};

/** @see OpenID Connect Dynamic Client Registration 2, RFC 9101 10.5 */
export const REQUEST_OBJECT_CLIENT_METADATA: readonly MetadataField[] = [
  oneOfField("request_object_signing_alg", ({ clientType }) => [...algsOf(clientType), UNSIGNED], {
    says: "The one algorithm that signs its request objects; any but a shared secret's without it",
  }),
  oneOfField("request_object_encryption_alg", ({ decryptionAlgs }) => decryptionAlgs, {
    says: "Algorithm that wraps the key of its encrypted request objects",
  }),
  contentAlgField("request_object_encryption_enc", CONTENT_ALGS, {
    says: "Algorithm that encrypts its request objects",
    beside: "request_object_encryption_alg",
  }),
  requireSigned,
  {
    name: "request_uris",
    says: "Addresses at which its request objects may lie, each with the hash of what lies there as its fragment or without",
    shape: "list",
    parse: (value) => parseMetadataList(value, "request_uris").map((uri) => parseWebUri(uri, "request_uris")),
  },
];
