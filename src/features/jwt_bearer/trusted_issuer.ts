import {
  CLIENT_KEY_ALGS,
  isLoopbackUri,
  JwkRefused,
  OAuthError,
  parseJwks,
  parseScope,
  type Scope,
  type SigningAlg,
} from "../../protocol/mod.ts";

/** An issuer whose JWTs are taken for grants. */
export interface TrustedIssuer {
  /** Its keys, by value or by reference, under the names that client metadata has for them. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Algorithms by which it signs; never one of a shared secret. */
  readonly algs: readonly SigningAlg[];
  /** The claim that names the person; `sub` when not given. */
  readonly claim: string;
  /** What of an account that claim is. */
  readonly account: "username" | "sub";
  /** What it may be trusted with; undefined = whatever the client may have. */
  readonly scope?: Scope;
  /** `client_id` of those who may present its JWTs; undefined = all who may use the grant. */
  readonly clients?: readonly string[];
}

/** Trusted issuers by the name that they have in `iss`. */
export type TrustedIssuers = ReadonlyMap<string, TrustedIssuer>;

/** What was given does not describe trusted issuers; the message says what to give. */
export class TrustedIssuersRefused extends Error {
  override readonly name = "TrustedIssuersRefused";
}

const MEMBERS: ReadonlySet<string> = new Set(["jwks", "jwks_uri", "algs", "claim", "account", "scope", "clients"]);
const LONGEST_NAME = 2_000;

type Members = Readonly<Record<string, unknown>>;

function refuse(what: string): never {
  throw new TrustedIssuersRefused(`give ${what}`);
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isWebUri(uri: string): boolean {
  return URL.canParse(uri) && (/^https:\/\//i.test(uri) || isLoopbackUri(uri));
}

function keysOf({ jwks, jwks_uri: uri }: Members): Members {
  if ((jwks === undefined) === (uri === undefined)) refuse("each trusted issuer either jwks or jwks_uri");
  if (uri !== undefined) {
    return typeof uri === "string" && isWebUri(uri) ? { jwks_uri: uri } : refuse("jwks_uri as an https URL");
  }
  try {
    if (parseJwks(jwks).keys.length === 0) refuse("jwks with at least one public key that can be used");
    return { jwks };
  } catch (error) {
    if (error instanceof JwkRefused) return refuse(`jwks that can be read: ${error.message}`);
    throw error;
  }
}

function algsOf({ algs }: Members): readonly SigningAlg[] {
  if (algs === undefined) return CLIENT_KEY_ALGS;
  const named: readonly unknown[] = Array.isArray(algs) ? algs : [];
  const known = CLIENT_KEY_ALGS.filter((alg) => named.includes(alg));
  if (known.length > 0 && known.length === named.length) return known;
  return refuse(`algs as a list of some of ${CLIENT_KEY_ALGS.join(", ")}, each once`);
}

function scopeOf({ scope }: Members): Scope | undefined {
  if (scope === undefined) return undefined;
  try {
    if (typeof scope === "string") return parseScope(scope);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
  }
  return refuse("scope as names separated by spaces");
}

function clientsOf({ clients }: Members): readonly string[] | undefined {
  if (clients === undefined) return undefined;
  const ids: readonly unknown[] = Array.isArray(clients) ? clients : [];
  const texts = ids.filter((id): id is string => typeof id === "string" && id !== "");
  if (texts.length > 0 && texts.length === ids.length) return texts;
  return refuse("clients as a list of client ids");
}

function parseOne(name: string, value: unknown): TrustedIssuer {
  if (name.trim() === "" || name.length > LONGEST_NAME) refuse("the name of each trusted issuer, as it is in iss");
  if (!isMembers(value)) return refuse("a JSON object for each trusted issuer");
  const stranger = Object.keys(value).find((member) => !MEMBERS.has(member));
  if (stranger !== undefined) refuse(`no members of a trusted issuer but ${[...MEMBERS].join(", ")}`);
  const { claim = "sub", account = "sub" } = value;
  if (typeof claim !== "string" || claim === "") refuse("claim as the name of a claim");
  if (account !== "username" && account !== "sub") refuse("account as username or sub");
  const [scope, clients] = [scopeOf(value), clientsOf(value)];
  return {
    metadata: keysOf(value),
    algs: algsOf(value),
    claim,
    account,
    ...(scope === undefined ? {} : { scope }),
    ...(clients === undefined ? {} : { clients }),
  };
}

/**
 * Reads who is trusted: an object with a member for each, `iss` → `{ jwks | jwks_uri, algs, claim, account, scope,
 * clients }`.
 *
 * @throws {TrustedIssuersRefused} With what to give instead.
 */
export function parseTrustedIssuers(value: unknown): TrustedIssuers {
  if (!isMembers(value)) return refuse("a JSON object of the names of issuers and how each is trusted");
  return new Map(Object.entries(value).map(([name, one]) => [name, parseOne(name, one)]));
}
