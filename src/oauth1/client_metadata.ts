import { SIGNATURE_METHODS_MEMBER } from "../clients/mod.ts";
import { type MetadataField, parseMetadataList, refuseMetadata } from "../engine/mod.ts";
import type { SignatureMethod } from "./signature_methods.ts";

/**
 * How a consumer says by which methods it signs, so that whoever learns its secret can use no other.
 *
 * @param methods Those that the issuer takes.
 * @see RFC 5849 3.4
 */
export function signatureMethodsField(methods: readonly SignatureMethod[]): MetadataField {
  return {
    name: SIGNATURE_METHODS_MEMBER,
    says: "How it may sign requests of OAuth 1.0a; in any way that the server takes where none is named",
    shape: "list",
    words: () => methods,
    parse(value) {
      const named = parseMetadataList(value, SIGNATURE_METHODS_MEMBER);
      if (named.length === 0)
        return refuseMetadata(`${SIGNATURE_METHODS_MEMBER} is empty: leave it out where any method will do`);
      if (named.some((name) => !methods.some((method) => method === name)))
        return refuseMetadata(
          `${SIGNATURE_METHODS_MEMBER} names one that is not taken here: name some of ${methods.join(", ")}`,
        );
      return named;
    },
  };
}
