import {
  type Clock,
  createLog,
  createSafeFetch,
  type Log,
  type SafeFetch,
  type Seconds,
  systemClock,
} from "../platform/mod.ts";
import {
  CLIENT_KEY_ALGS,
  findSigningAlg,
  isSymmetric,
  type JwtClaims,
  JwtRefused,
  parseScope,
  type Scope,
  type SigningAlg,
  verifyJwt,
} from "../protocol/mod.ts";
import type { AccessToken, TokenReader } from "./access_token.ts";
import { jktIn } from "./introspection_answer.ts";
import { fetchedKeys, fixedKeys, type IssuerKeys } from "./issuer_keys.ts";

/** How signed access tokens are judged. */
export interface JwtReaderOptions {
  /** The issuer identifier: `iss` has to be this very text. */
  readonly issuer: string;
  /** Where the issuer publishes its keys (`jwks_uri` of its metadata). Its origin is the operator's choice. */
  readonly jwksUri?: string;
  /** Its keys, in place of an address. */
  readonly jwks?: unknown;
  /** The names of this resource: `aud` has to hold one of them. */
  readonly audience: string | readonly string[];
  /** The algorithms that are accepted; all by key pairs when not given, never `none` or an HMAC. */
  readonly algs?: readonly SigningAlg[];
  /** How far clocks may be apart, in seconds; 10 when not given. */
  readonly clockTolerance?: Seconds;
  /** How long fetching keys may take, in seconds; 5 when not given. */
  readonly timeout?: Seconds;
  readonly fetch?: SafeFetch;
  readonly clock?: Clock;
  /** Hears why tokens are refused (debug) and why keys cannot be read, and never a token; standard output when not given. */
  readonly log?: Log;
}

const TOLERANCE: Seconds = 10;
const LONGEST_TOLERANCE: Seconds = 300;
const TIMEOUT: Seconds = 5;
/** What an access token that is signed has to be called. @see RFC 9068 2.1 */
const TYPE = "at+jwt";
/** @see RFC 9068 2.2 */
const REQUIRED = ["iss", "aud", "sub", "client_id", "iat", "jti"];
/** Claims that are read here; the others go on as what else the token says. */
const READ: ReadonlySet<string> = new Set([...REQUIRED, "exp", "nbf", "scope", "username"]);

/**
 * Reads access tokens that are signed, without asking anybody but for keys.
 *
 * A token is live until it expires, whatever became of it meanwhile: revoking does not reach it. Keys are fetched when
 * they are needed, kept for five minutes, and fetched again, at most every half minute, when a token names one that is
 * not known. While none could be fetched, reading throws `temporarily_unavailable`, which `authenticate()` answers with
 * 503 and `Retry-After`.
 *
 * A token that is bound to a key (`cnf`) is refused, as nobody here checks the proof.
 *
 * @see RFC 9068 4, RFC 8725 3
 * @throws {TypeError} When an option cannot be meant.
 *
 * @example The issuer's keys by their address
 * ```ts
 * const reader = jwtReader({
 *   issuer: "https://id.example",
 *   jwksUri: "https://id.example/jwks",
 *   audience: "https://api.example/books",
 * });
 * assert.isFunction(authenticate({ reader, realm: "books" }));
 * ```
 */
export function jwtReader(options: JwtReaderOptions): TokenReader {
  const { issuer, audience, algs = CLIENT_KEY_ALGS, clockTolerance: leeway = TOLERANCE } = options;
  const { clock = systemClock, log = createLog({ level: "info" }) } = options;
  checkOptions({ issuer, audience, algs, leeway });
  const keys = keysOf(options, { clock, log });

  return {
    checksAudience: true,
    async read(text, { bound = false } = {}) {
      try {
        const { claims } = await verifyJwt(text, {
          now: clock.now(),
          leeway,
          issuer,
          audience,
          algs,
          typ: TYPE,
          required: REQUIRED,
          keyFor: ({ alg, kid }) => {
            const known = findSigningAlg(alg);
            return known === undefined ? undefined : keys.find({ alg: known, kid });
          },
        });
        const token = tokenOf(claims);
        return token?.jkt === undefined || bound ? token : undefined;
      } catch (error) {
        if (!(error instanceof JwtRefused)) throw error;
        log.debug("Refused a signed access token", { why: error.message });
        return undefined;
      }
    },
  };
}

function keysOf(
  { jwksUri, jwks, timeout = TIMEOUT, fetch }: JwtReaderOptions,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): IssuerKeys {
  if (jwks !== undefined && jwksUri === undefined) return fixedKeys(jwks);
  if (jwks !== undefined || jwksUri === undefined || !URL.canParse(jwksUri) || !/^https?:\/\//i.test(jwksUri))
    throw new TypeError("Cannot read signed tokens without either jwks or a jwksUri that is an https or http URL");
  const { origin } = new URL(jwksUri);
  return fetchedKeys(jwksUri, { fetch: fetch ?? createSafeFetch({ origins: [origin] }), clock, log, timeout });
}

function checkOptions(options: {
  readonly issuer: string;
  readonly audience: string | readonly string[];
  readonly algs: readonly SigningAlg[];
  readonly leeway: Seconds;
}): void {
  const { issuer, audience, algs, leeway } = options;
  if (issuer === "") throw new TypeError("Cannot read signed tokens of an issuer without a name");
  const names = typeof audience === "string" ? [audience] : audience;
  if (names.length === 0 || names.includes("")) throw new TypeError("Cannot read signed tokens without an audience");
  const unfit = algs.find((alg) => findSigningAlg(alg) === undefined || isSymmetric(alg));
  if (unfit !== undefined || algs.length === 0)
    throw new TypeError(`Cannot read signed tokens by '${unfit ?? "no algorithm"}': name algorithms of key pairs`);
  if (!(leeway >= 0 && leeway <= LONGEST_TOLERANCE))
    throw new TypeError(`Cannot read signed tokens as clockTolerance is not from 0 to ${LONGEST_TOLERANCE} seconds`);
}

/** Undefined for one that is bound to a key in another way than by its thumbprint. */
function tokenOf(claims: JwtClaims): AccessToken | undefined {
  const { client_id: clientId, sub, exp, iat, aud, scope, username, cnf } = claims;
  if (typeof clientId !== "string" || typeof sub !== "string" || typeof exp !== "number") return undefined;
  const jkt = jktIn(cnf);
  if (cnf !== undefined && jkt === undefined) return undefined;
  const words = scopeOf(scope);
  if (words === undefined) return undefined;
  const extra = Object.entries(claims).filter(([name]) => !READ.has(name));
  return {
    ...(jkt === undefined ? { tokenType: "Bearer" } : { tokenType: "DPoP", jkt }),
    scope: words,
    clientId,
    // A client that acts for itself is its own subject. @see RFC 9068 2.2
    ...(sub === clientId ? {} : { subject: { sub, username: typeof username === "string" ? username : sub } }),
    ...(typeof iat === "number" ? { issuedAt: Math.floor(iat) } : {}),
    expiresAt: Math.floor(exp),
    audience: audienceOf(aud),
    ...(extra.length === 0 ? {} : { extra: Object.fromEntries(extra) }),
  };
}

function audienceOf(aud: unknown): readonly string[] {
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return named.filter((one) => typeof one === "string");
}

/** Undefined for what is no scope. @see RFC 9068 2.2.3 */
function scopeOf(scope: unknown): Scope | undefined {
  if (scope === undefined) return [];
  if (typeof scope !== "string") return undefined;
  try {
    return parseScope(scope);
  } catch {
    return undefined;
  }
}
