import { isDeepStrictEqual } from "node:util";
import { type AccountClaims, claimBase, isFitClaim, isPersonalClaim } from "../../accounts/mod.ts";
import type { ClaimWishes, Scope } from "../../protocol/mod.ts";
import type { AccountRecord } from "../../stores/mod.ts";
import { type ClaimSources, claimsOfOthers, isSourceSecret } from "./claim_sources.ts";

/** Claims by their name. */
export type Claims = AccountClaims;

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

/** Claims that are wanted: the values that will do, or undefined = any. */
export type WantedClaims = ReadonlyMap<string, readonly unknown[] | undefined>;

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

/** Scopes that stand for a claim, in whichever language it is asked for. */
export function scopesOfClaim(name: string, scopeClaims: ScopeClaims): readonly string[] {
  const base = claimBase(name);
  return Object.entries(scopeClaims).flatMap(([scope, names]) => (names.includes(base) ? [scope] : []));
}

/** Wishes that a scope which was allowed stands for: nothing is given behind a person's back. */
export function allowedWishes(wishes: ClaimWishes, allowed: Scope, scopeClaims: ScopeClaims): ClaimWishes {
  const names = new Set(claimNamesOf(allowed, scopeClaims));
  return Object.fromEntries(Object.entries(wishes).filter(([name]) => names.has(claimBase(name))));
}

/**
 * What is wanted by name and by scope together; what a scope brings comes with whatever value it has.
 *
 * @see OpenID Connect Core 5.4, 5.5.1
 */
export function wantedClaims(wishes: ClaimWishes | undefined, names: readonly string[] = []): WantedClaims {
  return new Map([
    ...Object.entries(wishes ?? {}).map(([name, { values }]) => [name, values] as const),
    ...names.map((name) => [name, undefined] as const),
  ]);
}

function isGiven(name: string, value: unknown, values: readonly unknown[] | undefined): boolean {
  if (value === undefined || value === null || value === "") return false;
  if (!isPersonalClaim(name) || isSourceSecret(name) || !isFitClaim(name, value)) return false;
  return values === undefined || values.some((one) => isDeepStrictEqual(one, value));
}

/**
 * The claims of a person that are wanted: those that are known here, and where to get those that others vouch for.
 *
 * A claim without a value, of another type than it has to be or of none of the values that were asked for is left out,
 * which is no error. No record speaks for the protocol.
 *
 * @see OpenID Connect Core 5.1, 5.3.2, 5.5.1, 5.6
 */
export function claimsOf(account: AccountRecord, wanted: WantedClaims, sources: ClaimSources): Claims {
  const known = knownOf(account);
  const given = [...wanted].flatMap(([name, values]) => {
    const value = Object.hasOwn(known, name) ? known[name] : undefined;
    return isGiven(name, value, values) ? [[name, value] as const] : [];
  });
  const here = new Set(given.map(([name]) => name));
  const elsewhere = [...wanted.keys()].filter((name) => !here.has(name) && isPersonalClaim(name));
  // Entries become members by themselves, whatever they are called: no name leads to the prototype.
  return { ...Object.fromEntries(given), ...claimsOfOthers(elsewhere, { known, sources }) };
}
