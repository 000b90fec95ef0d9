import { hmac } from "../platform/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import type { Issuer } from "./issuer.ts";

/** The host that a client's subject identifiers belong to. @see OpenID Connect Core 8.1 */
export function sectorOf(client: ClientRecord): string {
  const { sector_identifier_uri: sector } = client.metadata;
  const uri = typeof sector === "string" ? sector : client.redirectUris[0];
  if (uri === undefined) return client.clientId;
  // Without the port, which is no part of the host. @see RFC 3986 3.2.2
  const { hostname, protocol } = new URL(uri);
  return hostname === "" ? protocol : hostname;
}

/**
 * The subject identifier of a person for a client: the same for all, or one for each sector.
 *
 * @see OpenID Connect Core 8
 */
export function subjectFor(client: ClientRecord, sub: string, { pairwiseKey }: Pick<Issuer, "pairwiseKey">): string {
  if (client.metadata["subject_type"] !== "pairwise") return sub;
  return hmac(pairwiseKey, JSON.stringify([sectorOf(client), sub])).toString("base64url");
}

/**
 * Whether a subject identifier that a client presents (`sub` of a hint, of a claims request) is that of a person.
 *
 * @see OpenID Connect Core 3.1.2.2
 */
export function isSubjectFor(
  client: ClientRecord,
  presented: unknown,
  { sub, issuer }: { readonly sub: string; readonly issuer: Pick<Issuer, "pairwiseKey"> },
): boolean {
  return presented === subjectFor(client, sub, issuer);
}
