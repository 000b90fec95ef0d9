import type { Context } from "koa";
import type { ApiReply } from "./endpoint.ts";

/** Writes a reply to Koa. */
export function sendReply(context: Context, reply: ApiReply): void {
  const { res } = context;
  context.status = reply.status;
  if (reply.kind === "json") {
    context.body = JSON.stringify(reply.body);
    res.setHeader("Content-Type", "application/json");
    res.setHeader("X-Content-Type-Options", "nosniff");
  } else {
    context.body = null;
    context.status = reply.status;
  }
  for (const [name, value] of Object.entries(reply.headers)) res.setHeader(name, value);
}
