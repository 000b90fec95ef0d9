import type { Issuer } from "../../engine/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { LOCALIZED } from "./field_names.ts";
import { memberText, memberTexts } from "./member_field.ts";
import type { Typed } from "./typed.ts";

/** The form of a new application: what most people want is chosen. */
export const NEW_APPLICATION: Typed = new Map([
  ["client_type", ["confidential"]],
  ["grant_types", ["authorization_code", "refresh_token"]],
]);

function shown(name: string, value: string | number | undefined): readonly [string, readonly string[]] {
  return [name, value === undefined ? [] : [String(value)]];
}

/** The form of an application that is there, filled in with what it is; members of features that are turned off have no field. */
export function typedClient(client: ClientRecord, { clientMetadata }: Pick<Issuer, "clientMetadata">): Typed {
  const members = Object.entries(client.metadata).filter(([name]) => clientMetadata.has(name.replace(/#.*$/s, "")));
  const localized = members.filter(([name]) => name.includes("#"));
  return new Map([
    ...members.map(([name, value]) => [name, memberTexts(clientMetadata.get(name), value)] as const),
    shown("name", client.name),
    shown("client_type", client.type),
    ["grant_types", client.grantTypes],
    shown("redirect_uris", client.redirectUris.join("\n")),
    shown("token_endpoint_auth_method", client.authMethod),
    ["scope", client.scope ?? []],
    ["default_scope", client.defaultScope ?? []],
    shown("skip_authorization", client.skipAuthorization ? "yes" : undefined),
    shown("access_token_lifetime", client.accessTokenLifetime),
    shown("refresh_token_lifetime", client.refreshTokenLifetime),
    shown(LOCALIZED, localized.map(([name, value]) => `${name} = ${memberText(value)}`).join("\n")),
  ]);
}
