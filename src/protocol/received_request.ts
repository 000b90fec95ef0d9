/** A request as its client sent it, free of any framework: what a signature is checked against. @see RFC 5849 3.4.1 */
export interface ReceivedRequest {
  readonly method: string;
  /** Scheme and authority by which it was sent: `https://host[:port]`, in any case, with or without a default port. */
  readonly origin: string;
  /** The Host header field, which may be another behind a proxy: it helps to explain signatures that are wrong. */
  readonly host?: string | undefined;
  /** As it was sent, encoded. */
  readonly path: string;
  /** As it was sent, without the question mark. */
  readonly query: string;
  readonly authorization: string | undefined;
  /** The body as it was sent, where it is one part of application/x-www-form-urlencoded. */
  readonly form: string | undefined;
  /** Empty where it is not signed. */
  readonly body: string | Uint8Array;
  /** Whether nobody could read it on its way. */
  readonly secure: boolean;
  /** The IP address of who sent it, where it is known: guesses at secrets are counted by its network. */
  readonly address?: string | undefined;
}
