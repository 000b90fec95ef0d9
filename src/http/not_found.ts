import type { Middleware } from "koa";
import { renderProblem } from "../pages/mod.ts";
import { html, json } from "../protocol/mod.ts";
import { sendReply } from "./send_reply.ts";

/** Answers what nobody else did: a page for a person, JSON for a program. */
export function notFound({ base, secure }: { readonly base: string; readonly secure: boolean }): Middleware {
  return (context) => {
    const description = "Cannot find anything at this address";
    const page = context.accepts(["json", "html"]) === "html";
    const reply = page
      ? html(404, renderProblem({ base, status: 404, error: "not_found", description }))
      : json(404, { error: "not_found", error_description: description });
    return sendReply(context, reply, { secure });
  };
}
