import type { Endpoint, Exchange } from "../engine/mod.ts";
import { empty, fail, json, NO_STORE, type Reply, withHeaders } from "../protocol/mod.ts";
import { renderError } from "./render_error.ts";

/** Methods that an endpoint takes, as the Allow header lists them. */
export function allowedMethods({ methods }: Pick<Endpoint, "methods">): string {
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

/** The last word when even what makes the last words of others failed: nothing of a feature's is asked any more. */
function plainly(cause: unknown, { log, trace }: Exchange): Reply {
  log.error("Cannot finish a reply because of a mistake in a feature", { trace, cause });
  return withHeaders(
    json(500, {
      error: "server_error",
      error_description: `Cannot answer because of a mistake in the server; its log has it under '${trace}'`,
    }),
    { ...NO_STORE, "Trace-Id": trace },
  );
}

/** Answers a request that failed, as its endpoint speaks: never throws, and waits only for a feature that does. */
export function refuse(
  thrown: unknown,
  exchange: Exchange,
  { speaks }: Pick<Endpoint, "speaks">,
): Promise<Reply> | Reply {
  const { hooks } = exchange.issuer;
  try {
    const refined = hooks.reply(renderError(thrown, exchange, speaks), exchange);
    return refined instanceof Promise ? refined.catch((error: unknown) => plainly(error, exchange)) : refined;
  } catch (error) {
    return plainly(error, exchange);
  }
}

async function handled({ endpoint, allow }: AnswerOptions, exchange: Exchange): Promise<Reply> {
  const { method } = exchange.request;
  if (method === "OPTIONS") return exchange.issuer.hooks.reply(empty(204, { Allow: allow }), exchange);
  if (!takes(endpoint, method)) {
    fail("invalid_request", `Cannot answer ${method} here: use ${endpoint.methods.join(" or ")}`, {
      rule: "RFC6749-3.2-1",
      status: 405,
      headers: { Allow: allow },
    });
  }
  return exchange.issuer.hooks.reply(await endpoint.handle(exchange), exchange);
}

/** Answers one request, whatever goes wrong: never throws. */
export async function answer(options: AnswerOptions, exchange: Exchange): Promise<Reply> {
  try {
    return await handled(options, exchange);
  } catch (error) {
    return refuse(error, exchange, options.endpoint);
  }
}
