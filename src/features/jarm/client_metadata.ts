import {
  contentAlgField,
  keyAlgField,
  type MetadataField,
  oneOfField,
  refuseMetadata,
  signingAlgsFor,
} from "../../engine/mod.ts";
import { CONTENT_ALGS } from "../../protocol/mod.ts";

const SIGNING = oneOfField("authorization_signed_response_alg", signingAlgsFor, {
  says: "Algorithm that signs its authorization responses, where it asks for signed ones; as ID tokens without it",
});

/** @see JWT Secured Authorization Response Mode 3 */
export const JARM_CLIENT_METADATA: readonly MetadataField[] = [
  {
    ...SIGNING,
    parse: (value, context) =>
      value === "none"
        ? refuseMetadata("authorization_signed_response_alg is none, which signs nothing", "JARM-3-3")
        : SIGNING.parse(value, context),
  },
  keyAlgField(
    "authorization_encrypted_response_alg",
    "Algorithm that wraps the key of its signed authorization responses",
  ),
  contentAlgField("authorization_encrypted_response_enc", CONTENT_ALGS, {
    says: "Algorithm that encrypts its signed authorization responses",
    beside: "authorization_encrypted_response_alg",
    rule: "JARM-3-6",
  }),
];
