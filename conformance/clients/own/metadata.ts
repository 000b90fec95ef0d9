import type { Client } from "./client.ts";
import { Refused } from "../refused.ts";
import { type Answer, membersOf, patiently, pause } from "./http.ts";

/** What a provider says of itself, as far as the client wants to know. @see RFC 8414 2 */
export type Metadata = Readonly<Record<string, unknown>>;

const ENDPOINT = /(_endpoint|jwks_uri)$/;

/** Where the metadata lie: behind the issuer for OpenID Connect, before its path for OAuth. @see RFC 8414 3.1 */
function placeOf(issuer: string, openid: boolean): string {
  if (openid) return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const { origin, pathname } = new URL(issuer);
  return `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, "")}`;
}

function isSafe(value: unknown): boolean {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === "https:" || (protocol === "http:" && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname));
}

/** A server that stumbles is asked once more. */
async function ask(client: Client, url: string): Promise<Answer> {
  const first = await patiently(client, url);
  if (first.status < 500) return first;
  await pause(200);
  return patiently(client, url);
}

/** Asks the provider who it is. */
export async function discover(client: Client, { openid }: { readonly openid: boolean }): Promise<Metadata> {
  const { config, checks } = client;
  const answer = await ask(client, placeOf(config.issuer, openid));
  if (answer.status !== 200) throw new Refused(`no metadata: ${answer.status}`);
  const metadata = membersOf(answer, checks);
  checks.demand("metadata_issuer", () => metadata["issuer"] === config.issuer);
  checks.demand("metadata_endpoints", () =>
    Object.entries(metadata).every(([name, value]) => !ENDPOINT.test(name) || isSafe(value)),
  );
  return checks.on("metadata_aliases") ? metadata : withAliases(metadata);
}

/** The same with the endpoints that are for clients with a certificate. @see RFC 8705 5 */
function withAliases(metadata: Metadata): Metadata {
  const aliases = metadata["mtls_endpoint_aliases"];
  return typeof aliases === "object" && aliases !== null ? { ...metadata, ...aliases } : metadata;
}

/** An endpoint that the flow cannot do without. */
export function endpointOf(metadata: Metadata, name: string): string {
  const value = metadata[name];
  if (typeof value !== "string" || !URL.canParse(value)) throw new Refused(`the metadata have no ${name}`);
  return value;
}

/** A list of texts in the metadata; undefined = nothing is said. */
export function listOf(metadata: Metadata, name: string): readonly string[] | undefined {
  const value = metadata[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : undefined;
}
