/** Options of the feature. */
export interface DpopOptions {
  /** Whether each proof has to hold a nonce of this server. @see RFC 9449 8 */
  readonly nonces: boolean;
}
