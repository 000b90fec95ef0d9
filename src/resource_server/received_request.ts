import type { Context } from "koa";

/** What the wire brought, free of any framework: what a signature is checked against. */
export interface ReceivedRequest {
  readonly method: string;
  /** Scheme and authority by which the client sent it: `https://host[:port]`. */
  readonly origin: string;
  /** The `Host` header field, which may be another behind a proxy. */
  readonly host: string | undefined;
  /** As it was sent, encoded. */
  readonly path: string;
  /** As it was sent, without the question mark. */
  readonly query: string;
  readonly authorization: string | undefined;
  /** The body as it was sent, where it is a form. */
  readonly form: string | undefined;
  /** Empty where it is not signed. */
  readonly body: string | Uint8Array;
  /** Whether nobody could read it on its way. */
  readonly secure: boolean;
  /** The IP address of who sent it. */
  readonly address: string;
}

/** By which scheme and authority clients reach the API: always the same, or what tells it of a request. */
export type OriginOf = string | ((context: Context) => string);

/**
 * The scheme and authority by which a client sent a request, as it knows them.
 *
 * What is not given is as Koa says: by the `Host` header field, or, with `new Koa({ proxy: true })`, by
 * `X-Forwarded-Proto` and `X-Forwarded-Host`.
 *
 * @see RFC 5849 3.4.1.2
 */
export function originOf(context: Context, origin: OriginOf | undefined): string {
  // Not `context.origin`: since version 3 Koa has the header field of this name there.
  if (origin === undefined) return `${context.protocol}://${context.host}`;
  return typeof origin === "string" ? origin : origin(context);
}

/** Path and query as they were sent, also where the application is mounted below a path, or is asked as a proxy is. */
export function targetOf({ originalUrl }: Pick<Context, "originalUrl">): Pick<ReceivedRequest, "path" | "query"> {
  const start = originalUrl.startsWith("/") ? 0 : startOfPath(originalUrl);
  const mark = originalUrl.indexOf("?", start);
  return mark === -1
    ? { path: originalUrl.slice(start), query: "" }
    : { path: originalUrl.slice(start, mark), query: originalUrl.slice(mark + 1) };
}

/** @see RFC 9112 3.2.2 */
function startOfPath(url: string): number {
  const scheme = /^https?:\/\//i.exec(url);
  if (scheme === null) return 0;
  const end = url.slice(scheme[0].length).search(/[/?]/);
  return end === -1 ? url.length : scheme[0].length + end;
}
