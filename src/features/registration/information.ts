import type { Issuer } from "../../engine/mod.ts";
import { endpointUrl } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";

/** What the client is told beyond what is registered of it. */
export interface InformationOptions {
  readonly issuer: Pick<Issuer, "url">;
  /** Its registration access token, in the clear. */
  readonly token: string;
  /** Its secret, in the clear, where it was just made. */
  readonly clientSecret?: string | undefined;
}

/** Members of RFC 7592 and of the answer, which are no metadata. */
function credentialsOf(client: ClientRecord, { issuer, token, clientSecret }: InformationOptions) {
  const [newest] = client.secrets;
  return {
    client_id: client.clientId,
    client_id_issued_at: client.createdAt,
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    ...(newest === undefined ? {} : { client_secret_expires_at: newest.expiresAt ?? 0 }),
    registration_client_uri: endpointUrl(issuer.url, `/register/${encodeURIComponent(client.clientId)}`),
    registration_access_token: token,
  };
}

/**
 * Everything that holds for a client: what it registered, and what was put in the place of what it left open.
 *
 * Choice: a secret is told when it is made and never again, as only its digest is kept.
 *
 * @see RFC 7591 3.2.1, RFC 7592 3
 */
export function clientInformation(
  client: ClientRecord,
  options: InformationOptions,
): Readonly<Record<string, unknown>> {
  return {
    ...client.metadata,
    redirect_uris: client.redirectUris,
    grant_types: client.grantTypes,
    token_endpoint_auth_method: client.authMethod,
    ...(client.scope === undefined ? {} : { scope: client.scope.join(" ") }),
    ...credentialsOf(client, options),
  };
}
