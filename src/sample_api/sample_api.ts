import { Router } from "@koa/router";
import type { Context, Middleware } from "koa";
import type { Issuer } from "../engine/mod.ts";
import { empty, endpointUrl, fail, Params, resourceMetadataUrl } from "../protocol/mod.ts";
import {
  accessOf,
  answerError,
  authenticate,
  type BearerIn,
  type DpopOptions,
  guard,
  hasScope,
  type LocalReader,
  localReader,
  type OriginOf,
  type ReadWriteNames,
  type SignedRequestReader,
  type TokenAccess,
} from "../resource_server/mod.ts";
import type { AccountRecord } from "../stores/mod.ts";
import type { ApiCall, ApiEndpoint } from "./endpoint.ts";
import { endpointsNamed } from "./endpoints_named.ts";
import { inTurn } from "./in_turn.ts";
import type { Members } from "./members.ts";
import { readMembers } from "./read_members.ts";
import { sendReply } from "./send_reply.ts";
import { type ApiThrottles, throttlesOf, UNTHROTTLED } from "./throttles.ts";

/** Where the sample API is and how it speaks. */
export interface SampleApiOptions {
  readonly issuer: Issuer;
  /** Name of the protected space in challenges; `api` when not given. */
  readonly realm?: string;
  /** Path below which `/api/` lies, without a slash at its end; the issuer's when not given. */
  readonly base?: string;
  /** Its name as a protected resource; its address at the issuer when not given. @see RFC 8707 2 */
  readonly resource?: string;
  /** True: challenges name the address of what it says of itself. @see RFC 9728 5.1 */
  readonly namesMetadata?: boolean;
  readonly bearerIn?: BearerIn;
  /** Reads requests that are signed by OAuth 1.0a; nobody can sign when not given. */
  readonly signed?: SignedRequestReader;
  /** How tokens are taken that are bound to a key; they are refused when not given. */
  readonly dpop?: DpopOptions;
  /** By which scheme and authority clients reach it. @see RFC 5849 3.4.1.2, RFC 9449 4.3 */
  readonly origin?: OriginOf;
  /** The scopes for reading and writing; `read` and `write` when not given. */
  readonly names?: ReadWriteNames;
  /** True: the body of a 403 names the scopes that were needed. */
  readonly errorResponseWithScopes?: boolean;
  /** How often it may be called; as often as one likes when not given. */
  readonly throttles?: ApiThrottles;
}

type Handler = (context: Context) => Promise<void>;

/**
 * Serves the sample API; other paths go on to what comes next.
 *
 * Paths without a parameter are found by one look into a map, the rest by the router.
 */
export function sampleApi(options: SampleApiOptions): Middleware {
  const { issuer, base = issuer.base } = options;
  const root = `${base}/api`;
  const exact = new Map<string, Handler>();
  const router = new Router({ sensitive: true });
  const reader = localReader(issuer);
  for (const [path, endpoints] of byPath(endpointsNamed(options.names ?? {}))) {
    const handler = serveResource(endpoints, { ...options, root, reader });
    const bare = `${root}${path}`.slice(0, -1);
    if (path.includes("/:")) router.all(bare, handler);
    else exact.set(bare, handler).set(`${bare}/`, handler);
  }
  const rest = router.middleware();
  return (context, next) => {
    const handler = exact.get(context.path);
    if (handler !== undefined) return handler(context);
    if (!context.path.startsWith(`${root}/`)) return next();
    // What the router sets by itself, named here because its types ask for it.
    return rest(Object.assign(context, { params: {}, router }), next);
  };
}

function byPath(endpoints: readonly ApiEndpoint[]): ReadonlyMap<string, readonly ApiEndpoint[]> {
  const groups = new Map<string, ApiEndpoint[]>();
  for (const endpoint of endpoints) {
    const group = groups.get(endpoint.path);
    if (group === undefined) groups.set(endpoint.path, [endpoint]);
    else group.push(endpoint);
  }
  return groups;
}

type ResourceOptions = SampleApiOptions & { readonly root: string; readonly reader: LocalReader };

/** Serves all methods of one path. */
function serveResource(endpoints: readonly ApiEndpoint[], options: ResourceOptions): Handler {
  const byMethod = new Map<string, Handler>(
    endpoints.map((endpoint) => [endpoint.method, serveEndpoint(endpoint, options)]),
  );
  const get = byMethod.get("GET");
  if (get !== undefined) byMethod.set("HEAD", get);
  const allow = [...byMethod.keys(), "OPTIONS"].join(", ");
  return async (context) => {
    context.res.setHeader("Cache-Control", "no-store");
    context.res.setHeader("Vary", "Authorization");
    const handler = byMethod.get(context.method);
    if (handler !== undefined) return handler(context);
    if (context.method === "OPTIONS") return sendReply(context, empty(204, { Allow: allow }));
    return refuseMethod(context, allow);
  };
}

function refuseMethod(context: Context, allow: string): void {
  try {
    fail("invalid_request", `Cannot answer this method here: use ${allow}`, { status: 405, headers: { Allow: allow } });
  } catch (error) {
    answerError(context, error);
  }
}

/** Puts the one operation behind the check of its token. */
function serveEndpoint(endpoint: ApiEndpoint, options: ResourceOptions): Handler {
  const { issuer, reader, realm = "api", bearerIn = {}, errorResponseWithScopes = false } = options;
  const { resource = endpointUrl(issuer.url, "/api"), namesMetadata = false } = options;
  const metadata = namesMetadata ? { resourceMetadata: resourceMetadataUrl(resource) } : {};
  const { signed, dpop, origin } = options;
  // Choice: who brings no credentials hears of bearer tokens alone, as others ask for no challenge first.
  const others = { signed, dpop, offersSigned: false, ...(origin === undefined ? {} : { origin }) };
  const authenticated = authenticate({ reader, realm, bearerIn, resource, ...metadata, ...others });
  const guards = endpoint.anonymous === true ? [] : [guard(hasScope(...endpoint.scope), { errorResponseWithScopes })];
  // As in Django REST framework, who may not call is not counted.
  const checked = inTurn([...guards, ...throttlesOf(endpoint, options.throttles ?? UNTHROTTLED, issuer)]);

  async function answer(context: Context): Promise<void> {
    try {
      sendReply(context, await endpoint.handle(new Call(context, options)));
    } catch (error) {
      answerError(context, error);
    }
  }

  return async (context) => {
    await authenticated(context, () => checked(context, () => answer(context)));
  };
}

class Call implements ApiCall {
  readonly issuer: Issuer;
  readonly root: string;
  readonly #context: Context;
  readonly #reader: LocalReader;

  constructor(context: Context, { issuer, root, reader }: ResourceOptions) {
    this.issuer = issuer;
    this.root = root;
    this.#context = context;
    this.#reader = reader;
  }

  get access(): TokenAccess {
    const access = accessOf(this.#context);
    if (access.kind !== "token") throw new TypeError("Cannot serve a call that has no token");
    return access;
  }

  account(): Promise<AccountRecord | undefined> {
    return this.#reader.account(this.access.token);
  }

  get id(): string {
    const params: Readonly<Record<string, string>> | undefined = this.#context["params"];
    return params?.["id"] ?? "";
  }

  query(): Params {
    return Params.parse(this.#context.querystring);
  }

  members(): Promise<Members> {
    return readMembers(this.#context);
  }
}
