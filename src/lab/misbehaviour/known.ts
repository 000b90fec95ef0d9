import type { Exchange } from "../../engine/mod.ts";
import { parseBasicCredentials } from "../../protocol/mod.ts";
import type { AccessTokenRecord, Bindings } from "../../tokens/mod.ts";
import { type Known, notesOf } from "./notes.ts";

/** Under which the authorization request is bound to what follows from it. */
export const BINDING = "lab";

/** What is bound. */
interface Bound {
  readonly state?: string;
  readonly scope?: readonly string[];
}

function boundIn(holder: Readonly<Record<string, unknown>> | undefined): Bound {
  const { [BINDING]: bound } = holder ?? {};
  if (typeof bound !== "object" || bound === null) return {};
  const { state, scope }: { readonly state?: unknown; readonly scope?: unknown } = bound;
  return {
    ...(typeof state === "string" ? { state } : {}),
    ...(Array.isArray(scope) ? { scope: scope.filter((name) => typeof name === "string") } : {}),
  };
}

/** What follows from the authorization request that bindings were made for. */
export function knownFromBindings(bindings: Bindings): Known {
  return boundIn(bindings);
}

/** What follows from the authorization request that an access token was issued for. */
export function knownFromToken({ extra, scope }: AccessTokenRecord): Known {
  return { scope, ...boundIn(extra) };
}

/** The access token with what was bound at the authorization, for when it is used. */
export function withBound(record: AccessTokenRecord, bindings: Bindings): AccessTokenRecord {
  const { [BINDING]: bound } = bindings;
  return bound === undefined ? record : { ...record, extra: { ...record.extra, [BINDING]: bound } };
}

/** The words of a scope; undefined where there is none. */
export function scopeWords(text: string | null | undefined): readonly string[] | undefined {
  return text === null || text === undefined || text === "" ? undefined : text.split(" ");
}

function basicClient(header: string): string | undefined {
  try {
    return parseBasicCredentials(header)?.clientId;
  } catch {
    return undefined;
  }
}

/** A parameter of OAuth 1.0a in the header. @see RFC 5849 3.5.1 */
function oauth1Consumer(header: string): string | undefined {
  const found = /^oauth\s.*?\boauth_consumer_key="([^"]*)"/is.exec(header)?.[1];
  try {
    return found === undefined ? undefined : decodeURIComponent(found);
  } catch {
    return found;
  }
}

/** Who a client's assertion says that it is; it is not verified, and need not be. @see RFC 7523 3 */
function assertedClient(assertion: string | null): string | undefined {
  const [, claims] = (assertion ?? "").split(".");
  if (claims === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(Buffer.from(claims, "base64url").toString());
    const { sub }: { readonly sub?: unknown } = typeof read === "object" && read !== null ? read : {};
    return typeof sub === "string" ? sub : undefined;
  } catch {
    return undefined;
  }
}

/** The client that a request names, whether it is the one or not. */
function clientNamedIn({ request }: Exchange, query: URLSearchParams, form: URLSearchParams): string | undefined {
  const header = request.header("authorization") ?? "";
  const named =
    basicClient(header) ??
    oauth1Consumer(header) ??
    form.get("client_id") ??
    query.get("client_id") ??
    form.get("oauth_consumer_key") ??
    query.get("oauth_consumer_key") ??
    assertedClient(form.get("client_assertion"));
  return named === null || named === "" ? undefined : named;
}

/** All that is known of whose request an exchange is: what features found out, and else what the request says itself. */
export function knownOf(exchange: Exchange): Known {
  const { known } = notesOf(exchange);
  const { request } = exchange;
  const query = new URLSearchParams(request.search);
  const form = new URLSearchParams(request.body);
  return {
    clientId: known.clientId ?? clientNamedIn(exchange, query, form),
    state: known.state ?? query.get("state") ?? undefined,
    scope: known.scope ?? scopeWords(form.get("scope")) ?? scopeWords(query.get("scope")),
  };
}
