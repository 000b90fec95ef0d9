import type { ClaimWishes, Scope } from "../../protocol/mod.ts";
import type { AccountRecord } from "../../stores/mod.ts";

/** Claims by their name. */
export type Claims = Readonly<Record<string, unknown>>;

/** Which claims a scope stands for. */
export type ScopeClaims = Readonly<Record<string, readonly string[]>>;

/** @see OpenID Connect Core 5.4 */
export const STANDARD_SCOPE_CLAIMS: ScopeClaims = Object.freeze({
  profile: [
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
  ],
  email: ["email", "email_verified"],
  address: ["address"],
  phone: ["phone_number", "phone_number_verified"],
});

/** Claims that this server makes by itself: nobody's record may say otherwise. */
const OWN: ReadonlySet<string> = new Set([
  "iss",
  "sub",
  "aud",
  "exp",
  "iat",
  "auth_time",
  "nonce",
  "acr",
  "amr",
  "azp",
  "sid",
]);

function fullName({ firstName, lastName }: AccountRecord): string | undefined {
  const name = `${firstName} ${lastName}`.trim();
  return name === "" ? undefined : name;
}

/** All that is known of a person; what the record says by name wins over what its other members say. */
function knownOf(account: AccountRecord): Claims {
  const { email, firstName, lastName } = account;
  return {
    name: fullName(account),
    given_name: firstName === "" ? undefined : firstName,
    family_name: lastName === "" ? undefined : lastName,
    preferred_username: account.username,
    updated_at: account.updatedAt,
    ...(email === "" ? {} : { email, email_verified: false }),
    ...account.claims,
  };
}

/** The names of the claims that a scope stands for. */
export function claimNamesOf(scope: Scope, scopeClaims: ScopeClaims): readonly string[] {
  return scope.flatMap((name) => (Object.hasOwn(scopeClaims, name) ? (scopeClaims[name] ?? []) : []));
}

/**
 * The claims of a person under some names; a claim without a value is left out.
 *
 * @see OpenID Connect Core 5.1, 5.3.2
 */
export function claimsOf(account: AccountRecord, names: Iterable<string>): Claims {
  const known = knownOf(account);
  const claims: Record<string, unknown> = {};
  for (const name of names) {
    const value = OWN.has(name) || !Object.hasOwn(known, name) ? undefined : known[name];
    if (value !== undefined && value !== null && value !== "") claims[name] = value;
  }
  return claims;
}

/** The names that are asked for one by one. */
export function wishedNames(wishes: ClaimWishes | undefined): readonly string[] {
  return wishes === undefined ? [] : Object.keys(wishes);
}
