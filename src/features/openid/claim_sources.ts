/**
 * Who else vouches for claims of people. With an endpoint they are distributed: clients fetch them there. Without one
 * they are aggregated: the JWT of the source lies in the person's record.
 *
 * @see OpenID Connect Core 5.6.2
 */
export interface ClaimSource {
  readonly claims: readonly string[];
  /** Where clients fetch them. */
  readonly endpoint?: string | undefined;
}

/** Sources by their name. */
export type ClaimSources = Readonly<Record<string, ClaimSource>>;

/**
 * What a person's record calls what a source gave for the person: the JWT with the claims, or the access token for the
 * endpoint.
 */
const PREFIX = "source:";

/** Whether a claim of a record is what a source gave, which is no claim by itself. */
export function isSourceSecret(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** Types of claims that an issuer with these sources gives. @see OpenID Connect Discovery 3 */
export function claimTypes(sources: ClaimSources): readonly string[] {
  const all = Object.values(sources);
  return [
    "normal",
    ...(all.some(({ endpoint }) => endpoint === undefined) ? ["aggregated"] : []),
    ...(all.some(({ endpoint }) => endpoint !== undefined) ? ["distributed"] : []),
  ];
}

type Members = Readonly<Record<string, unknown>>;

/** What a client is told of a source; undefined = there is nothing of it for this person. */
function toldOf(name: string, { endpoint }: ClaimSource, known: Members): Members | undefined {
  const secret = Object.hasOwn(known, PREFIX + name) ? known[PREFIX + name] : undefined;
  const text = typeof secret === "string" && secret !== "" ? secret : undefined;
  if (endpoint === undefined) return text === undefined ? undefined : { JWT: text };
  return text === undefined ? { endpoint } : { endpoint, access_token: text };
}

/**
 * Where to get claims that are not known here; the first source that has one is named.
 *
 * @see OpenID Connect Core 5.6.2
 */
export function claimsOfOthers(
  wanted: readonly string[],
  { known, sources }: { readonly known: Members; readonly sources: ClaimSources },
): Members {
  const told = Object.entries(sources).flatMap(([name, source]) => {
    const how = toldOf(name, source, known);
    return how === undefined ? [] : [{ name, claims: source.claims, how }];
  });
  const names = wanted.flatMap((claim) => {
    const source = told.find(({ claims }) => claims.includes(claim));
    return source === undefined ? [] : [[claim, source.name] as const];
  });
  if (names.length === 0) return {};
  const used = new Set(names.map(([, source]) => source));
  return {
    _claim_names: Object.fromEntries(names),
    _claim_sources: Object.fromEntries(told.filter(({ name }) => used.has(name)).map(({ name, how }) => [name, how])),
  };
}
