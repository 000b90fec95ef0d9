import { Params } from "./params.ts";

/** A request as it came over the wire, free of any web framework. */
export interface WireRequest {
  /** In capitals. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The query as it came, without the question mark: what is signed is signed as it came. */
  readonly search: string;
  /** @throws {OAuthError} `invalid_request`, on first reading, when the query cannot be read. */
  readonly query: Params;
  /** @throws {OAuthError} `invalid_request`, on first reading, when the body cannot be read. */
  readonly form: Params;
  /** The body as it came, of the type that its endpoint takes. */
  readonly body: string;
  readonly cookies: ReadonlyMap<string, string>;
  /** Who called: an IP address. */
  readonly address: string;
  /** Whether it came over https. */
  readonly secure: boolean;
  /** The value of a header; the case of its name means nothing. */
  header(name: string): string | undefined;
}

/** The parts of a request that matter to a test; the rest is ordinary. */
export interface WireRequestParts {
  /** `GET` when not given. */
  readonly method?: string;
  /** `/` when not given. */
  readonly path?: string;
  /** Text is parsed when it is first read. */
  readonly query?: Params | string;
  /** Text is parsed when it is first read. */
  readonly form?: Params | string;
  /** The body where it is no form; empty when not given. */
  readonly body?: string;
  readonly cookies?: ReadonlyMap<string, string> | Readonly<Record<string, string>>;
  /** `127.0.0.1` when not given. */
  readonly address?: string;
  /** True when not given. */
  readonly secure?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A request made of its parts.
 *
 * @example A token request
 * ```ts
 * const request = wireRequest({ method: "POST", path: "/token", form: "grant_type=client_credentials" });
 * assert.equal(request.form.get("grant_type"), "client_credentials");
 * ```
 */
export function wireRequest(parts: WireRequestParts = {}): WireRequest {
  const headers = new Map(Object.entries(parts.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const query = lazyParams(parts.query);
  const form = lazyParams(parts.form);
  return {
    method: parts.method ?? "GET",
    path: parts.path ?? "/",
    search: String(parts.query ?? ""),
    get query() {
      return query();
    },
    get form() {
      return form();
    },
    body: parts.body ?? (typeof parts.form === "string" ? parts.form : ""),
    cookies: parts.cookies instanceof Map ? parts.cookies : new Map(Object.entries(parts.cookies ?? {})),
    address: parts.address ?? "127.0.0.1",
    secure: parts.secure ?? true,
    header: (name) => headers.get(name.toLowerCase()),
  };
}

/**
 * The same request with other cookies.
 *
 * @example A cookie that is about to be set
 * ```ts
 * const request = withRequestCookies(wireRequest({ path: "/device" }), new Map([["sid", "1"]]));
 * assert.equal(request.cookies.get("sid"), "1");
 * ```
 */
export function withRequestCookies(request: WireRequest, cookies: ReadonlyMap<string, string>): WireRequest {
  const { method, path, search, body, address, secure } = request;
  return {
    method,
    path,
    search,
    get query() {
      return request.query;
    },
    get form() {
      return request.form;
    },
    body,
    cookies,
    address,
    secure,
    header: (name) => request.header(name),
  };
}

function lazyParams(source: Params | string = Params.empty): () => Params {
  let params = typeof source === "string" ? undefined : source;
  return () => (params ??= Params.parse(String(source)));
}
