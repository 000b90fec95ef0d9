import { hash } from "node:crypto";
import { sameBytes } from "../platform/mod.ts";
import { hashOf, type SignatureMethod } from "./signature_methods.ts";

/**
 * The hash of a body as it is sent in `oauth_body_hash`; that of no body is the hash of nothing.
 *
 * @see OAuth Request Body Hash 3.2
 *
 * @example A short body
 * ```ts
 * assert.equal(bodyHashOf("Hello World!", "HMAC-SHA1"), "Lve95gjOVATpfV8EL5X4nxwjKHE=");
 * ```
 */
export function bodyHashOf(body: string | Uint8Array, method: SignatureMethod): string {
  return hash(hashOf(method), body, "base64");
}

/** Whether a hash is that of a body. @see OAuth Request Body Hash 3.4 */
export function isBodyHashOf(
  body: string | Uint8Array,
  { hash: sent, method }: { readonly hash: string; readonly method: SignatureMethod },
): boolean {
  return sameBytes(bodyHashOf(body, method), sent);
}
