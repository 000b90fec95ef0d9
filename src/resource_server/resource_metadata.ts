import type { Context, Middleware } from "koa";
import { digest } from "../platform/mod.ts";
import {
  checkResourceMetadata,
  fail,
  matchesEntityTag,
  printResourceMetadata,
  type ResourceMetadata,
  resourceMetadataUrl,
} from "../protocol/mod.ts";
import { answerError } from "./answer_error.ts";

const ALLOW = "GET, HEAD, OPTIONS";

/**
 * Serves what a protected resource says of itself, at the address that is made of its name; everything else goes on to
 * what comes next. It stands before `authenticate()`, since clients read it to learn how to get a token.
 *
 * @see RFC 9728 3
 * @throws {SyntaxError} When the resource, or what is said of it, cannot be published.
 *
 * @example An API that tells clients where to get tokens
 * ```ts
 * const resource = "https://api.example/books";
 * const metadata = resourceMetadata({
 *   resource,
 *   authorizationServers: ["https://id.example"],
 *   scopesSupported: ["books:read", "books:write"],
 *   resourceName: "Books",
 * });
 * const reader = jwtReader({ issuer: "https://id.example", jwksUri: "https://id.example/jwks", audience: resource });
 * const authenticated = authenticate({ reader, resource, resourceMetadata: resourceMetadataUrl(resource) });
 * assert.isFunction(metadata);
 * assert.isFunction(authenticated);
 * ```
 */
export function resourceMetadata(metadata: ResourceMetadata): Middleware {
  checkResourceMetadata(metadata);
  const { pathname, search } = new URL(resourceMetadataUrl(metadata.resource));
  const text = JSON.stringify(printResourceMetadata(metadata));
  const headers = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=3600",
    ETag: `"${digest(text)}"`,
    "X-Content-Type-Options": "nosniff",
  };

  function answer(context: Context): void {
    context.set(headers);
    if (matchesEntityTag(context.get("if-none-match"), headers.ETag)) {
      context.status = 304;
      return;
    }
    context.status = 200;
    context.set("Content-Type", "application/json");
    context.body = text;
  }

  return (context, next) => {
    // A name with a query is told from its neighbours by it; where there is none, what comes behind the address is no part of it.
    if (context.path !== pathname || (search !== "" && context.search !== search)) return next();
    if (context.method === "GET" || context.method === "HEAD") return answer(context);
    return context.method === "OPTIONS" ? answerOptions(context) : refuseMethod(context);
  };
}

function answerOptions(context: Context): void {
  context.status = 204;
  context.set({
    Allow: ALLOW,
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": ALLOW,
    // Of which headers there are none that would matter here.
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "7200",
  });
}

function refuseMethod(context: Context): void {
  try {
    fail("invalid_request", `Cannot answer this method here: use ${ALLOW}`, { status: 405, headers: { Allow: ALLOW } });
  } catch (error) {
    answerError(context, error);
  }
}
