import type { Context } from "koa";
import type { Reply } from "../protocol/mod.ts";
import { printSetCookie } from "./cookies.ts";
import { pageHeaders, STRICT_TRANSPORT } from "./security_headers.ts";

/** How an answer is written. */
export interface SendOptions {
  /** Whether the issuer is served over https. */
  readonly secure: boolean;
}

function writeHeaders(context: Context, headers: Readonly<Record<string, string>>): void {
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) context.res.setHeader(name, value);
  }
}

/** The one place that writes to Koa. */
export function sendReply(context: Context, reply: Reply, { secure }: SendOptions): void {
  const { res } = context;
  context.status = reply.status;
  if (secure) res.setHeader("Strict-Transport-Security", STRICT_TRANSPORT);
  switch (reply.kind) {
    case "json":
      res.setHeader("Content-Type", "application/json");
      res.setHeader("X-Content-Type-Options", "nosniff");
      context.body = reply.text ?? JSON.stringify(reply.body);
      break;
    case "redirect":
      writeHeaders(context, { "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" });
      res.setHeader("Location", reply.location);
      context.body = "";
      break;
    case "html":
      res.setHeader("Content-Type", "text/html; charset=utf-8");
      writeHeaders(context, pageHeaders(reply));
      context.body = reply.markup;
      break;
    case "empty":
      context.body = "";
      res.removeHeader("Content-Type");
      break;
    default:
      assertNever(reply);
  }
  writeHeaders(context, reply.headers);
  if (reply.cookies !== undefined && reply.cookies.length > 0) {
    res.setHeader(
      "Set-Cookie",
      reply.cookies.map((cookie) => printSetCookie(cookie, secure)),
    );
  }
}

function assertNever(reply: never): never {
  throw new TypeError(`Cannot send a reply of the kind ${JSON.stringify(reply)}`);
}
