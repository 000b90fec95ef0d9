import { flagField, type MetadataField, parseMetadataList, refuseMetadata } from "../../engine/mod.ts";

/** Seconds that a max_age may have, as in a request. */
const LONGEST = 999_999_999_999_999;
const LONGEST_ACR = 255;

function parseMaxAge(value: unknown): number {
  const isWhole = typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= LONGEST;
  return isWhole ? value : refuseMetadata("default_max_age is not a whole number of seconds");
}

function parseAcrs(value: unknown): readonly string[] {
  const acrs = parseMetadataList(value, "default_acr_values");
  if (acrs.some((acr) => acr.length > LONGEST_ACR || !/^[\x21-\x7E]+$/.test(acr)))
    return refuseMetadata("default_acr_values holds something that cannot stand in acr_values");
  return acrs;
}

/** How a client wants people to sign in, unless a request says otherwise. @see OpenID Connect Dynamic Client Registration 2 */
export const AUTHENTICATION_METADATA: readonly MetadataField[] = [
  {
    name: "default_max_age",
    says: "Seconds after which people have to sign in again for it",
    shape: "number",
    parse: parseMaxAge,
  },
  // Every ID token has the claim, so that nothing more is to be done for it.
  flagField("require_auth_time", "Whether it needs auth_time in its ID tokens, where it always is", {
    standard: () => false,
  }),
  {
    name: "default_acr_values",
    says: "How people should sign in for it, the best first",
    shape: "list",
    parse: parseAcrs,
  },
];
