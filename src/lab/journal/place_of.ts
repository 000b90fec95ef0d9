import type { Endpoint, Exchange, Issuer } from "../../engine/mod.ts";
import type { Place } from "./entry.ts";

/** What is asked for at an endpoint, by its name; pages of a person are not among them. */
const PLACES_BY_NAME: Readonly<Record<string, Place>> = {
  pushed_authorization_request: "par",
  authorize: "authorize",
  oauth1_authorize: "authorize",
  token: "token",
  userinfo: "userinfo",
  introspection: "introspection",
  revocation: "revocation",
  device_authorization: "device_authorization",
  registration: "registration",
  client_configuration: "registration",
  jwks: "jwks",
  jwks_json: "jwks",
  server_metadata: "discovery",
  openid_configuration: "discovery",
  resource_metadata: "resource_metadata",
  api_resource_metadata: "resource_metadata",
  lab_resource_metadata: "resource_metadata",
  webfinger: "webfinger",
  check_session: "check_session",
  end_session: "end_session",
  logout_confirm: "end_session",
  oauth1_request_token: "temporary_credentials",
  oauth1_access_token: "token_credentials",
  resource: "resource",
  signed_resource: "resource",
};

function withoutEnd(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}

/** Whether a path is an endpoint's own, or its well-known form. @see RFC 8414 3.1, RFC 9728 3.1 */
function isOwn(asked: string, { path, wellKnown, below = "" }: Endpoint, base: string): boolean {
  if (asked === withoutEnd(`${base}${path}`)) return true;
  if (wellKnown === "host") return asked === path;
  if (wellKnown === true) return asked === `${path.slice(0, path.length - below.length)}${base}${below}`;
  if (!path.includes("/:")) return false;
  const pattern = `${base}${path}`.split("/");
  const parts = asked.split("/");
  return pattern.length === parts.length && pattern.every((part, at) => part.startsWith(":") || part === parts[at]);
}

/** Whether a path is a name that older servers had for an endpoint, below a prefix of theirs. */
function isAlias(asked: string, { aliases = [] }: Endpoint, base: string): boolean {
  const [, , ...alias] = asked.startsWith(`${base}/`) ? asked.slice(base.length).split("/") : [];
  return aliases.includes(alias.join("/"));
}

/** The endpoint that answers a request, found again by its address; the one whose own it is where two stand there. */
function endpointOf({ issuer, request }: Exchange): Endpoint | undefined {
  const asked = withoutEnd(request.path);
  const own = issuer.endpoints.filter((endpoint) => isOwn(asked, endpoint, issuer.base));
  const there = own.length > 0 ? own : issuer.endpoints.filter((endpoint) => isAlias(asked, endpoint, issuer.base));
  return (
    there.find(({ answersWhen }) => answersWhen?.(request) === true) ??
    there.find(({ answersWhen }) => answersWhen === undefined) ??
    there[0]
  );
}

/** What a request asked for; `unknown` for what no client has to do with. */
export function placeOf(exchange: Exchange): Place {
  const endpoint = endpointOf(exchange);
  if (endpoint === undefined) return "unknown";
  return PLACES_BY_NAME[endpoint.name] ?? (endpoint.speaks === "page" ? "person" : "unknown");
}

/** Where an issuer's own address ends, and what is below it begins: its scheme and host. */
export function originOf({ url }: Pick<Issuer, "url">): string {
  return new URL(url).origin;
}
