import type { MetadataField } from "../../engine/mod.ts";
import { CONTENT_ALGS, fail, ISSUING_ALGS, KEY_ALGS } from "../../protocol/mod.ts";

/** A member that is one of some words. */
function oneOf(name: string, words: readonly string[], says: string): MetadataField {
  return {
    name,
    says,
    parse(value) {
      if (typeof value === "string" && words.includes(value)) return value;
      return fail(
        "invalid_client_metadata",
        `Cannot register the client as ${name} is not one of ${words.join(", ")}`,
        {
          rule: "RFC7591-3.2.2-2",
        },
      );
    },
  };
}

/** @see OpenID Connect Dynamic Client Registration 2 */
export const OPENID_CLIENT_METADATA: readonly MetadataField[] = [
  {
    ...oneOf("subject_type", ["public", "pairwise"], "Whether each sector gets its own subject identifiers"),
    standard: () => "public",
  },
  {
    ...oneOf("id_token_signed_response_alg", ISSUING_ALGS, "Algorithm that signs its ID tokens"),
    standard: () => "RS256",
  },
  oneOf("id_token_encrypted_response_alg", KEY_ALGS, "Algorithm that wraps the key of its ID tokens"),
  oneOf("id_token_encrypted_response_enc", CONTENT_ALGS, "Algorithm that encrypts its ID tokens"),
  oneOf(
    "userinfo_signed_response_alg",
    ISSUING_ALGS,
    "Algorithm that signs its UserInfo answers; plain JSON without it",
  ),
  oneOf("userinfo_encrypted_response_alg", KEY_ALGS, "Algorithm that wraps the key of its UserInfo answers"),
  oneOf("userinfo_encrypted_response_enc", CONTENT_ALGS, "Algorithm that encrypts its UserInfo answers"),
];
