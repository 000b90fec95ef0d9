import type { Endpoint, Exchange } from "../engine/mod.ts";
import { empty, fail, type Reply } from "../protocol/mod.ts";
import { renderError } from "./render_error.ts";

/** Methods that an endpoint takes, as the Allow header lists them. */
export function allowedMethods({ methods }: Endpoint): string {
  return [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
}

/** An endpoint, and what is worked out of it once. */
export interface AnswerOptions {
  readonly endpoint: Endpoint;
  /** As `allowedMethods` has it. */
  readonly allow: string;
}

function takes({ methods }: Endpoint, method: string): boolean {
  return methods.some((one) => one === method || (one === "GET" && method === "HEAD"));
}

/** Answers one request, whatever goes wrong: never throws. */
export async function answer({ endpoint, allow }: AnswerOptions, exchange: Exchange): Promise<Reply> {
  const { issuer, request } = exchange;
  const { method } = request;
  try {
    if (method === "OPTIONS") return empty(204, { Allow: allow });
    if (!takes(endpoint, method)) {
      fail("invalid_request", `Cannot answer ${method} here: use ${endpoint.methods.join(" or ")}`, {
        rule: "RFC6749-3.2-1",
        status: 405,
        headers: { Allow: allow },
      });
    }
    return issuer.hooks.reply(await endpoint.handle(exchange), exchange);
  } catch (error) {
    return issuer.hooks.reply(renderError(error, exchange, endpoint.speaks), exchange);
  }
}
