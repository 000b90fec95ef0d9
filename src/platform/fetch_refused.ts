/**
 * Why an outgoing request was not made, or its answer not taken.
 *
 * `url`: the address may not be fetched as it is written; `name`: the name does not resolve; `address`: it leads into a
 * network that is not public; `connection`: no connection, no trust, or it broke off; `timeout`: it took too long;
 * `redirect`, `encoded`, `media_type`, `too_large`, `malformed`: the answer is not one that we read.
 */
export type FetchRefusal =
  | "url"
  | "name"
  | "address"
  | "connection"
  | "timeout"
  | "redirect"
  | "encoded"
  | "media_type"
  | "too_large"
  | "malformed";

/**
 * A guarded request failed, or was refused.
 *
 * The message names the server and the path, never the query or the address that a name leads to: it may be shown to
 * whoever registered the URL, who could map the inner network by it.
 */
export class FetchRefused extends Error {
  override readonly name = "FetchRefused";
  /** What went wrong, as one word. */
  readonly reason: FetchRefusal;

  constructor(reason: FetchRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
