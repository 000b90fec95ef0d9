import type { ClientRecord } from "../stores/mod.ts";

function printScope(scope: readonly string[]): string {
  return scope.join(" ") || "(none)";
}

/** What a person reads of a client: its id first, then what it is and may do. */
export function clientRows(client: ClientRecord): readonly (readonly [string, string])[] {
  return [
    ["client_id", client.clientId],
    ["name", client.name],
    ["type", client.type],
    ["grant types", client.grantTypes.join(" ")],
    ["redirect URIs", client.redirectUris.join(" ") || "(none)"],
    ["scope", client.scope === undefined ? "(all)" : printScope(client.scope)],
    ["default scope", client.defaultScope === undefined ? "(as the settings say)" : printScope(client.defaultScope)],
    ...Object.entries(client.metadata).map(([name, value]): [string, string] => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  ];
}

/** What a program reads of a client, in the words of RFC 7591 where there is one. */
export function clientJson(client: ClientRecord): Readonly<Record<string, unknown>> {
  return {
    ...client.metadata,
    client_id: client.clientId,
    client_name: client.name,
    client_type: client.type,
    grant_types: client.grantTypes,
    redirect_uris: client.redirectUris,
    scope: client.scope?.join(" ") ?? null,
    default_scope: client.defaultScope?.join(" ") ?? null,
    token_endpoint_auth_method: client.authMethod ?? null,
    skip_authorization: client.skipAuthorization,
    created_at: client.createdAt,
  };
}
