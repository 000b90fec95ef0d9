import type { Issuer, MetadataField } from "../../engine/mod.ts";
import { isTickedList } from "./member_field.ts";

/** The field in which members stand in other languages. */
export const LOCALIZED = "localized";

/** Fields of the form that stand for no member of client metadata. */
const OWN = [
  "name",
  "client_id",
  "client_type",
  "redirect_uris",
  "token_endpoint_auth_method",
  "skip_authorization",
  "access_token_lifetime",
  "refresh_token_lifetime",
  LOCALIZED,
] as const;

/** Members that have a field: all but the name, which is the application's own. */
export function memberFields({ clientMetadata }: Pick<Issuer, "clientMetadata">): readonly MetadataField[] {
  return [...clientMetadata.values()].filter(({ name }) => name !== "client_name");
}

/** Names under which one text is sent; those of boxes to tick are left out, as they come as often as they are ticked. */
export function singleNames(issuer: Pick<Issuer, "clientMetadata">): readonly string[] {
  const typed = memberFields(issuer).filter((field) => !isTickedList(field));
  return [...OWN, ...typed.map(({ name }) => name)];
}
