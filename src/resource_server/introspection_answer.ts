import type { Instant } from "../platform/mod.ts";
import { isJkt, parseJsonObject, parseScope, type Scope } from "../protocol/mod.ts";
import type { AccessToken } from "./access_token.ts";

type Members = Readonly<Record<string, unknown>>;

/** What an answer is read with. */
export interface ReadAnswerOptions {
  readonly now: Instant;
  /** The issuer identifier that an answer must bear which names one; any when not given. */
  readonly issuer?: string | undefined;
}

/** How long a token without `exp` is taken for live: until it is asked about again. */
const WITHOUT_END = 60;

/** Members that are read here; the others go on as what else the token says. */
const READ: ReadonlySet<string> = new Set([
  "active",
  "aud",
  "client_id",
  "exp",
  "iat",
  "iss",
  "nbf",
  "scope",
  "sub",
  "token_type",
  "username",
]);

/**
 * Reads what an introspection endpoint says of a token; undefined when the token is good for nothing here: not active,
 * out of its time, of another issuer, no access token at all, or bound to a key in another way than by its thumbprint.
 *
 * @see RFC 7662 2.2
 * @throws {SyntaxError} When it is no such answer.
 */
export function readIntrospection(text: string, { now, issuer }: ReadAnswerOptions): AccessToken | undefined {
  const answer = parseJsonObject(Buffer.from(text));
  if (answer === undefined) throw new SyntaxError("Cannot read the answer as it is not one JSON object");
  const { active } = answer;
  if (typeof active !== "boolean") throw new SyntaxError("Cannot read the answer as active is no Boolean");
  if (!active) return undefined;
  const token = tokenOf(answer, now);
  const times = { exp: token.expiresAt ?? Infinity, nbf: numberIn(answer, "nbf") ?? 0 };
  if (times.exp <= now || times.nbf > now) return undefined;
  if (issuer !== undefined && answer["iss"] !== undefined && answer["iss"] !== issuer) return undefined;
  const jkt = keyOf(answer);
  if (jkt !== undefined) return { ...token, tokenType: "DPoP", jkt };
  return isBearer(answer) ? token : undefined;
}

/**
 * Whether a token may be used by whoever bears it: a refresh token may not, though it is active, nor may one that is
 * bound to a key.
 */
function isBearer(answer: Members): boolean {
  const type = textIn(answer, "token_type");
  return answer["cnf"] === undefined && (type === undefined || type.toLowerCase() === "bearer");
}

/** The key to which a token is bound by its thumbprint and nothing else. @see RFC 9449 6.2 */
function keyOf(answer: Members): string | undefined {
  const type = textIn(answer, "token_type");
  if (type !== undefined && type.toLowerCase() !== "dpop") return undefined;
  return jktIn(answer["cnf"]);
}

/** The thumbprint in a confirmation that has no other member. @see RFC 7800 3, RFC 9449 6.1 */
export function jktIn(confirmation: unknown): string | undefined {
  if (typeof confirmation !== "object" || confirmation === null) return undefined;
  const members: readonly (readonly [string, unknown])[] = Object.entries(confirmation);
  const [[name, jkt] = []] = members;
  return members.length === 1 && name === "jkt" && typeof jkt === "string" && isJkt(jkt) ? jkt : undefined;
}

function tokenOf(answer: Members, now: Instant): AccessToken {
  const clientId = textIn(answer, "client_id") ?? "";
  const issuedAt = numberIn(answer, "iat");
  const audience = audienceIn(answer);
  const subject = subjectIn(answer, clientId);
  const extra = Object.entries(answer).filter(([name]) => !READ.has(name));
  return {
    tokenType: "Bearer",
    scope: scopeIn(answer),
    clientId,
    expiresAt: numberIn(answer, "exp") ?? now + WITHOUT_END,
    ...(subject === undefined ? {} : { subject }),
    ...(issuedAt === undefined ? {} : { issuedAt }),
    ...(audience === undefined ? {} : { audience }),
    ...(extra.length === 0 ? {} : { extra: Object.fromEntries(extra) }),
  };
}

/** The person; a client that acts for itself is its own subject, and has no user name. */
function subjectIn(answer: Members, clientId: string): AccessToken["subject"] {
  const sub = textIn(answer, "sub");
  const username = textIn(answer, "username");
  if (sub === undefined || (sub === clientId && username === undefined)) return undefined;
  return { sub, username: username ?? sub };
}

function scopeIn(answer: Members): Scope {
  const text = textIn(answer, "scope") ?? "";
  try {
    return parseScope(text);
  } catch (cause) {
    throw new SyntaxError("Cannot read the answer as its scope is none", { cause });
  }
}

/** To whom a token is bound; undefined = to nobody. */
function audienceIn(answer: Members): readonly string[] | undefined {
  const { aud } = answer;
  if (aud === undefined || aud === null) return undefined;
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const texts = named.filter((one) => typeof one === "string");
  if (texts.length !== named.length)
    throw new SyntaxError("Cannot read the answer as aud is no text and no list of texts");
  return texts;
}

function textIn(answer: Members, name: string): string | undefined {
  const value = answer[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new SyntaxError(`Cannot read the answer as ${name} is no text`);
  return value;
}

function numberIn(answer: Members, name: string): number | undefined {
  const value = answer[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number") throw new SyntaxError(`Cannot read the answer as ${name} is no number`);
  return value;
}
