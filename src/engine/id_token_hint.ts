import type { Session } from "../accounts/mod.ts";
import { hmacSecretsOf } from "../clients/mod.ts";
import {
  fail,
  isJwe,
  isSymmetric,
  JweRefused,
  type JwtClaims,
  JwtRefused,
  peekJwt,
  type VerifiedJwt,
  verifyJwt,
} from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import type { Exchange } from "./exchange.ts";
import { subjectFor } from "./pairwise.ts";
import { signingAlgFor } from "./sign_for_client.ts";

/** An ID token of this issuer that came back as a hint. */
export interface IdTokenHint {
  /** Whom it was given to. */
  readonly client: ClientRecord;
  /** The person, as the client knows them. */
  readonly sub: string;
  /** The session in which it was issued. */
  readonly sid?: string;
  readonly claims: JwtClaims;
}

/** What a hint must be. */
export interface ReadHintOptions {
  /** Whom it was given to; whoever it names when not given. */
  readonly client?: ClientRecord | undefined;
}

function refuse(why: string, cause?: unknown): never {
  return fail("invalid_request", `Cannot take the id_token_hint as ${why}`, { rule: "OIDC-3.1.2.2-5", cause });
}

/** An ID token calls itself a JWT or nothing: our tokens of other types (`at+jwt`, `logout+jwt`) are no hints. @see RFC 8725 3.11 */
const ID_TOKEN_TYPES = ["JWT", undefined] as const;

/** Demands of a hint: it was given to the client, however long ago. */
function demandsOf(client: ClientRecord, { issuer }: Exchange) {
  const demands = { issuer: issuer.url, audience: client.clientId };
  return { ...demands, typ: ID_TOKEN_TYPES, mayBeExpired: true, mayLast: true };
}

/** Verifies an ID token that was signed under a secret of the client, whichever of those that live. */
async function verifyBySecret(text: string, client: ClientRecord, exchange: Exchange): Promise<VerifiedJwt> {
  const { issuer } = exchange;
  const alg = signingAlgFor(client, { message: "id_token" });
  const algs = alg !== undefined && isSymmetric(alg) ? [alg] : [];
  const now = issuer.clock.now();
  let refusal: unknown = new JwtRefused("key", "Cannot verify the JWT as the client has no secret for it");
  for (const key of hmacSecretsOf(client, { key: issuer.sealKey, now })) {
    try {
      return await verifyJwt(text, { ...demandsOf(client, exchange), now, algs, keyFor: () => key });
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}

/** The client that an ID token names, which is believed only when the signature holds. */
async function clientNamed({ aud, azp }: JwtClaims, { issuer }: Exchange): Promise<ClientRecord> {
  const named: unknown = azp ?? (Array.isArray(aud) ? aud[0] : aud);
  const client = typeof named === "string" ? await issuer.clients.find(named) : undefined;
  return client ?? refuse("it was given to no client of this server");
}

async function read(exchange: Exchange, text: string, { client: asks }: ReadHintOptions): Promise<IdTokenHint> {
  const { keys } = exchange.issuer;
  // A client that gets its ID tokens encrypted sends them back encrypted for us. @see OpenID Connect Core 3.1.2.1
  const plain = isJwe(text) ? (await keys.decrypt(text)).text : text;
  const { header, claims: said } = peekJwt(plain);
  const client = asks ?? (await clientNamed(said, exchange));
  const { claims } = header.alg.startsWith("HS")
    ? await verifyBySecret(plain, client, exchange)
    : await keys.verify(plain, demandsOf(client, exchange));
  const { sub, sid } = claims;
  if (typeof sub !== "string") return refuse("it does not say who it is about");
  return { client, sub, claims, ...(typeof sid === "string" ? { sid } : {}) };
}

/**
 * Reads an ID token that this issuer gave to a client and that comes back as a hint; it may have expired long ago.
 *
 * Choice: an unsigned one is refused, as nothing shows who made it.
 *
 * @see OpenID Connect Core 3.1.2.1, 3.1.2.2, RP-Initiated Logout 2
 * @throws {OAuthError} invalid_request when this issuer did not give it to this client.
 */
export async function readIdTokenHint(
  exchange: Exchange,
  text: string,
  options: ReadHintOptions = {},
): Promise<IdTokenHint> {
  try {
    return await read(exchange, text, options);
  } catch (error) {
    if (error instanceof JwtRefused || error instanceof JweRefused)
      return refuse("it is not an ID token that this server gave to this client", error);
    throw error;
  }
}

/** Whether a hint is about the person of a session. */
export function isPersonOf(
  { client, sub }: IdTokenHint,
  session: Pick<Session, "sub">,
  { issuer }: Pick<Exchange, "issuer">,
): boolean {
  return subjectFor(client, session.sub, issuer) === sub;
}

/** Whether a hint was issued in a session. */
export function isSessionOf({ sid }: IdTokenHint, session: Pick<Session, "sid">): boolean {
  return sid === session.sid;
}
