import { addQuery } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import type { Issuer } from "./issuer.ts";

/** The member of client metadata that says where a client begins a login. */
export const LOGIN_ADDRESS = "initiate_login_uri";

/**
 * Where a person has a client begin a login with this issuer.
 *
 * @see OpenID Connect Core 4
 * @returns Undefined where the client did not say, or the issuer does not take it.
 */
export function loginAddressOf(
  { metadata }: Pick<ClientRecord, "metadata">,
  { url, clientMetadata }: Pick<Issuer, "url" | "clientMetadata">,
): string | undefined {
  const { [LOGIN_ADDRESS]: uri } = metadata;
  return typeof uri === "string" && clientMetadata.has(LOGIN_ADDRESS) ? addQuery(uri, { iss: url }) : undefined;
}
