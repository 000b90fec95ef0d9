import type { Context } from "koa";
import type { ApiReply } from "./endpoint.ts";

/** Writes a reply to Koa. */
export function sendReply(context: Context, reply: ApiReply): void {
  const { res } = context;
  context.status = reply.status;
  if (reply.kind === "json") {
    // Before the body, so that Koa need not guess the type.
    res.setHeader("Content-Type", "application/json");
    res.setHeader("X-Content-Type-Options", "nosniff");
    context.body = reply.text ?? JSON.stringify(reply.body);
  } else {
    context.body = null;
    context.status = reply.status;
  }
  for (const name in reply.headers) {
    const value = reply.headers[name];
    if (value !== undefined) res.setHeader(name, value);
  }
}
