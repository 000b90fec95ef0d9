import type { OutgoingHttpHeaders } from "node:http";
import type { Context } from "koa";
import type { Reply } from "../protocol/mod.ts";
import type { Cors } from "./cors.ts";
import { printSetCookie } from "./cookies.ts";
import { sendRaw } from "./send_raw.ts";
import { pageHeaders, STRICT_TRANSPORT } from "./security_headers.ts";

/** How an answer is written. */
export interface SendOptions {
  /** Whether the issuer is served over https. */
  readonly secure: boolean;
  /** What it says to scripts of other origins; nothing when not given. */
  readonly cors?: Cors | undefined;
}

/** Headers that follow from what kind of answer it is; those of the reply itself win over them. */
function headersOf(reply: Reply): OutgoingHttpHeaders {
  switch (reply.kind) {
    case "json":
      return { "Content-Type": "application/json", "X-Content-Type-Options": "nosniff" };
    case "redirect":
      return { "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", Location: reply.location };
    case "html":
      return { "Content-Type": "text/html; charset=utf-8", ...pageHeaders(reply) };
    case "empty":
    case "raw":
      return {};
    default:
      return assertNever(reply);
  }
}

function bodyOf(reply: Reply): string {
  switch (reply.kind) {
    case "json":
      return reply.text ?? JSON.stringify(reply.body);
    case "html":
      return reply.markup;
    case "raw":
      return reply.text;
    case "redirect":
    case "empty":
      return "";
    default:
      return assertNever(reply);
  }
}

/** @see RFC 9110 8.6, 15.3.5, 15.4.5 */
function mayHaveLength(status: number): boolean {
  return status !== 204 && status !== 304;
}

/**
 * The one place that writes answers.
 *
 * It hands the whole head to Node at once, past Koa's setters, each of which would look at the headers anew: that is
 * a fifth of the time of a short answer.
 *
 * @returns A promise for an answer that may take its time, which must be awaited; nothing for all others.
 */
export function sendReply(context: Context, reply: Reply, { secure, cors }: SendOptions): Promise<void> | void {
  const { res } = context;
  const headers = headersOf(reply);
  const body = bodyOf(reply);
  const length = Buffer.byteLength(body);
  if (mayHaveLength(reply.status)) headers["Content-Length"] = length;
  if (secure) headers["Strict-Transport-Security"] = STRICT_TRANSPORT;
  for (const name in reply.headers) headers[name] = reply.headers[name];
  if (cors !== undefined) Object.assign(headers, cors(context.req));
  if (reply.cookies !== undefined && reply.cookies.length > 0) {
    headers["Set-Cookie"] = reply.cookies.map((cookie) => printSetCookie(cookie, secure));
  }
  if (reply.kind === "raw") return sendRaw(context, reply, headers);
  res.writeHead(reply.status, headers);
  // A body without a character beyond ASCII is as long as its text, and need not be encoded.
  res.end(body, length === body.length ? "latin1" : "utf8");
  // It is sent: Koa has nothing left to do.
  context.respond = false;
  return undefined;
}

function assertNever(reply: never): never {
  throw new TypeError(`Cannot send a reply of the kind ${JSON.stringify(reply)}`);
}
