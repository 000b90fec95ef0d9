import type { Endpoint, Exchange, Issuer } from "../../engine/mod.ts";
import type { Place } from "./entry.ts";

/** What is asked for at an endpoint, by its name; pages of a person are not among them. */
const PLACES_BY_NAME: Readonly<Record<string, Place>> = {
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
  resource_metadata: "discovery",
  api_resource_metadata: "discovery",
  webfinger: "webfinger",
  end_session: "end_session",
  logout_confirm: "end_session",
  oauth1_request_token: "temporary_credentials",
  oauth1_access_token: "token_credentials",
  resource: "resource",
  signed_resource: "resource",
};

const WELL_KNOWN = "/.well-known/";

/** Whether a path is one of an endpoint's: its own, its well-known form, or a name of older servers below any prefix. */
function isAt(path: string, { path: own, aliases = [], wellKnown }: Endpoint, base: string): boolean {
  const asked = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  if (asked === `${base}${own}` || (wellKnown !== undefined && asked === `${own}${base}`)) return true;
  if (own.includes("/:")) {
    const pattern = `${base}${own}`.split("/");
    const parts = asked.split("/");
    return pattern.length === parts.length && pattern.every((part, at) => part.startsWith(":") || part === parts[at]);
  }
  if (own.startsWith(WELL_KNOWN) && asked.startsWith(WELL_KNOWN)) return asked.startsWith(`${own}/`);
  return asked.startsWith(`${base}/`) && aliases.some((alias) => asked.endsWith(`/${alias}`));
}

/** The endpoint that answers a request, found again by its address; the one whose own it is where two stand there. */
function endpointOf({ issuer, request }: Exchange): Endpoint | undefined {
  const there = issuer.endpoints.filter((endpoint) => isAt(request.path, endpoint, issuer.base));
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
