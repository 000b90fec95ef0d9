import type { Seconds } from "../platform/mod.ts";
import type { SignatureMethod } from "./signature_methods.ts";

/** Options of the feature. */
export interface Oauth1Options {
  /** Signature methods that are taken of consumers. */
  readonly methods: readonly SignatureMethod[];
  /** Whether PLAINTEXT is taken where anybody on the way can read it. @see RFC 5849 3.4.4 */
  readonly plaintextOverHttp: boolean;
  /** How far a timestamp may be from the server's time, before and after it. */
  readonly window: Seconds;
  /** How long temporary credentials live. */
  readonly temporaryLifetime: Seconds;
  /** How long token credentials live; undefined = until they are revoked. */
  readonly tokenLifetime?: Seconds;
  /** Whether a refused signature comes with what the server signed. */
  readonly explains: boolean;
}
