import { Router } from "@koa/router";
import type { Context, Middleware } from "koa";
import type { Endpoint, Exchange, Issuer } from "../engine/mod.ts";
import { type Reply, wellKnownPath } from "../protocol/mod.ts";
import { allowedMethods, answer, refuse } from "./answer.ts";
import { type Cors, corsOf } from "./cors.ts";
import { readEither, readForm, readJson } from "./form_body.ts";
import type { CountRequest, CountRequests } from "./rate_limit.ts";
import { sendReply } from "./send_reply.ts";
import { wireRequestOf } from "./wire_request.ts";

/** How the endpoints of an issuer are reached. */
export interface MountOptions {
  /** Prefixes of older servers under which the same endpoints answer: `/o`, `/oauth`, `/oauth2`. */
  readonly aliasPrefixes: readonly string[];
  /** What keeps one network from asking too often; nothing when not given. */
  readonly countRequests?: CountRequests;
}

interface Route {
  readonly issuer: Issuer;
  readonly endpoint: Endpoint;
  readonly secure: boolean;
  readonly cors: Cors | undefined;
  readonly allow: string;
  readonly count: CountRequest | undefined;
}

/** Numbers the requests of this process; with the process's own name in front they are unique. */
function traceCounter(name: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${name}-${count}`;
  };
}

function addressesOf(endpoint: Endpoint, issuer: Issuer, { aliasPrefixes }: MountOptions): readonly string[] {
  if (endpoint.wellKnown === "host") return [endpoint.path];
  const aliases = aliasPrefixes.flatMap((prefix) =>
    (endpoint.aliases ?? []).map((alias) => `${issuer.base}${prefix}/${alias}`),
  );
  const own = [`${issuer.base}${endpoint.path}`, ...aliases];
  if (endpoint.wellKnown === undefined) return own;
  const { path, below = "" } = endpoint;
  const name = path.slice("/.well-known/".length, path.length - below.length);
  return [...new Set([wellKnownPath(issuer.url, name) + below, ...own])];
}

function routeOf(issuer: Issuer, endpoint: Endpoint, { countRequests }: MountOptions): Route {
  return {
    issuer,
    endpoint,
    secure: issuer.url.startsWith("https:"),
    cors: corsOf(endpoint),
    allow: allowedMethods(endpoint),
    count: countRequests?.(issuer, endpoint),
  };
}

const READERS = { form: readForm, json: readJson, either: readEither } as const;

interface ServeOptions {
  readonly nextTrace: () => string;
  /** Another endpoint at the same address, with the requests that are its own. */
  readonly beside: Route | undefined;
}

/** Serves one endpoint, and one that shares its address. */
function serve(route: Route, { nextTrace, beside }: ServeOptions): (context: Context) => Promise<void> {
  const { issuer, endpoint, secure, count } = route;
  const withBody = new Set<string>(
    [...endpoint.methods, ...(beside?.endpoint.methods ?? [])].filter(
      (method) => method === "POST" || method === "PUT",
    ),
  );
  const { takes = "form" } = endpoint;
  const read = READERS[takes];

  function exchangeOf(context: Context, body: string): Exchange {
    const request = wireRequestOf(context, { body, secure });
    return { issuer, request, trace: nextTrace(), log: issuer.log, since: performance.now() };
  }

  /** Whose the request is. */
  function routeFor({ request }: Exchange): Route {
    return beside?.endpoint.answersWhen?.(request) === true ? beside : route;
  }

  async function answered(context: Context): Promise<{ readonly route: Route; readonly reply: Reply }> {
    let body = "";
    if (withBody.has(context.req.method ?? "")) {
      try {
        const counted = count?.(context);
        if (counted instanceof Promise) await counted;
        body = await read(context);
      } catch (error) {
        const unread = exchangeOf(context, "");
        const mine = routeFor(unread);
        return { route: mine, reply: await refuse(error, unread, mine.endpoint) };
      }
    }
    const exchange = exchangeOf(context, body);
    const mine = routeFor(exchange);
    return { route: mine, reply: await answer(mine, exchange) };
  }

  return async (context) => {
    const { route: mine, reply } = await answered(context);
    return sendReply(context, reply, mine);
  };
}

/** A path without and with the slash at its end. */
function spellingsOf(path: string): readonly string[] {
  const bare = path.endsWith("/") ? path.slice(0, -1) : path;
  return bare === "" ? ["/"] : [bare, `${bare}/`];
}

/** The endpoints of issuers: paths without parameters, all the hot ones, and the others. */
export interface Mounted {
  /** Found by one look into a map. */
  readonly hot: Middleware;
  /** Found by trying one expression after the other. */
  readonly rest: Middleware;
}

/** What answers at an address. */
interface Shared {
  readonly route: Route;
  readonly beside: Route | undefined;
}

/** Two endpoints at one address, which takes the methods of both. */
function sharedBy(route: Route, beside: Route): Shared {
  const methods = [...new Set([...route.endpoint.methods, ...beside.endpoint.methods])];
  const allow = allowedMethods({ methods });
  return { route: { ...route, allow }, beside: { ...beside, allow } };
}

/**
 * Everything that an issuer answers at, by address. An endpoint that says which requests are its own stands beside one
 * that was there before, and alone where there is none.
 */
function routesOf(issuer: Issuer, options: MountOptions): ReadonlyMap<string, Shared> {
  const routes = new Map<string, Shared>();
  for (const endpoint of issuer.endpoints) {
    const route = routeOf(issuer, endpoint, options);
    for (const path of addressesOf(endpoint, issuer, options)) {
      const before = endpoint.answersWhen === undefined ? undefined : routes.get(path);
      routes.set(path, before === undefined ? { route, beside: undefined } : sharedBy(before.route, route));
    }
  }
  return routes;
}

/** Serves the endpoints of issuers; other paths go on to what comes next. */
export function mount(issuers: readonly Issuer[], options: MountOptions): Mounted {
  const exact = new Map<string, (context: Context) => Promise<void>>();
  const router = new Router({ sensitive: true });
  for (const issuer of issuers) {
    const nextTrace = traceCounter(issuer.random.base62(8));
    for (const [path, { route, beside }] of routesOf(issuer, options)) {
      const handler = serve(route, { nextTrace, beside });
      if (path.includes("/:")) router.all(path, handler);
      else for (const spelling of spellingsOf(path)) exact.set(spelling, handler);
    }
  }
  const hot: Middleware = (context, next) => {
    // Most requests have no query, so that their address is the path.
    const handler = exact.get(context.req.url ?? "") ?? exact.get(context.path);
    return handler === undefined ? next() : handler(context);
  };
  const routes = router.routes();
  // What the router sets by itself, named here because its types ask for it.
  const rest: Middleware = (context, next) => routes(Object.assign(context, { params: {}, router }), next);
  return { hot, rest };
}
