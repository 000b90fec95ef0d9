import { Refused } from "../refused.ts";
import { parseChallenges } from "./challenge.ts";
import type { Client } from "./client.ts";
import { membersOf, patiently } from "./http.ts";
import { listOf, type Metadata } from "./metadata.ts";

/** Whom a resource sends its callers to, and what they have to ask for. */
export interface FoundServer {
  readonly issuer: string;
  /** Empty = nothing is said of it. */
  readonly scope: string;
}

/** Where a resource of this name is described. @see RFC 9728 3.1 */
function wellKnownOf(resource: string): string {
  const { origin, pathname, search } = new URL(resource);
  return `${origin}/.well-known/oauth-protected-resource${pathname === "/" ? "" : pathname}${search}`;
}

type Params = Readonly<Record<string, string>>;

/** What the resource demands of who has no token. */
async function challengeOf(client: Client): Promise<Params> {
  const { status, headers } = await patiently(client, client.config.resource);
  if (status !== 401) throw new Refused(`the resource says ${status} to a request without a token`);
  return parseChallenges(headers.get("www-authenticate")).find(({ scheme }) => /^bearer$/i.test(scheme))?.params ?? {};
}

/** Where the description is asked for: at the host of the resource alone. @see RFC 9728 7.7 */
function placeOf({ resource_metadata: named }: Params, { config, checks }: Client): string {
  if (named === undefined && !checks.on("resource_well_known")) throw new Refused("no description is named");
  const address = named ?? wellKnownOf(config.resource);
  if (!URL.canParse(address) || new URL(address).origin !== new URL(config.resource).origin)
    throw new Refused("the resource is described at another host");
  return address;
}

async function describe(challenge: Params, client: Client): Promise<Metadata> {
  const { checks, config } = client;
  const answer = await patiently(client, placeOf(challenge, client));
  if (answer.status !== 200) throw new Refused(`no description of the resource: ${answer.status}`);
  const document = membersOf(answer, checks);
  checks.demand("resource_description_own", () => document["resource"] === config.resource);
  return document;
}

function withoutSlash(address: string): string {
  return address.replace(/\/$/, "");
}

/** Which server is asked; whether it is the one that it is said to be shows when it tells its issuer. */
function serverIn(document: Metadata, { checks, config }: Client): string {
  if (!checks.on("resource_server_listed")) return config.issuer;
  const servers = listOf(document, "authorization_servers") ?? [];
  const known = servers.find((server) => withoutSlash(server) === withoutSlash(config.issuer));
  const chosen = checks.on("resource_server_known") ? known : servers[0];
  if (chosen === undefined) throw new Refused("the resource names no server that knows this client");
  return chosen;
}

/** As little as will do: what the challenge names, then what the description lists. @see RFC 9728 7.2 */
function scopeFor(document: Metadata, { scope, client }: { scope: string | undefined; client: Client }): string {
  const { checks, config } = client;
  if (!checks.on("resource_scope_demanded")) return config.scope;
  const listed = listOf(document, "scopes_supported")?.join(" ") ?? "";
  return scope ?? (checks.on("resource_scope_listed") ? listed : "");
}

/** Asks a resource whose tokens it takes. @see RFC 9728 5 */
export async function findServer(client: Client): Promise<FoundServer> {
  const { checks, config } = client;
  const challenge = await challengeOf(client);
  const document = await describe(challenge, client).catch((thrown: unknown) => {
    if (checks.on("resource_described")) throw thrown;
    return { authorization_servers: [config.issuer] };
  });
  return { issuer: serverIn(document, client), scope: scopeFor(document, { scope: challenge["scope"], client }) };
}
