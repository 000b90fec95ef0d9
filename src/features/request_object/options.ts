/** Options of the feature. */
export interface RequestObjectOptions {
  /** Whether request objects are taken at all. */
  readonly taken: boolean;
  /** Which of them may lie elsewhere: none, or those whose address the client registered. */
  readonly byReference: "off" | "registered";
  /** Whether every request of every client has to be a signed one. @see RFC 9101 10.5 */
  readonly signedOnly: boolean;
}
