import type { Context } from "koa";
import type { ReceivedRequest } from "../protocol/mod.ts";

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
