import { createPublicKey } from "node:crypto";
import type { Clock, Instant } from "../platform/mod.ts";
import type { JwtReason, TokenKind } from "../protocol/mod.ts";
import type { FamilyRecord } from "../stores/mod.ts";
import type { FoundRefreshToken } from "../tokens/mod.ts";
import type { CommandContext } from "./context.ts";
import { everyRecord } from "../stores/mod.ts";

/** What a token is good for now. */
export type TokenState = "active" | "revoked" | "expired" | "rotated" | "used" | "unknown";

/** The authorization that a token was born of. */
export interface ReportedFamily {
  readonly tag: string;
  readonly grantType: string;
  readonly createdAt: Instant;
  readonly rotations: number;
  readonly expiresAt?: Instant;
  readonly revokedAt?: Instant;
  readonly session?: string;
}

/** All that is known of a token. */
export interface TokenReport {
  /** In words: `access token`. */
  readonly kind: string;
  readonly state: TokenState;
  /** What a person should know about the state. */
  readonly note?: string;
  readonly clientId?: string;
  readonly clientName?: string;
  readonly username?: string;
  readonly sub?: string;
  readonly scope?: readonly string[];
  readonly issuedAt?: Instant;
  readonly expiresAt?: Instant;
  readonly usesLeft?: number;
  /** What features added (a key's thumbprint, an audience), or the claims of a signed token. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly family?: ReportedFamily;
}

const KINDS: Readonly<Record<TokenKind, string>> = {
  at: "access token",
  rt: "refresh token",
  ac: "authorization code",
  dc: "device code",
  cs: "client secret",
  it: "initial access token",
  ra: "registration access token",
  tc: "temporary credentials of OAuth 1.0a",
  ot: "token credentials of OAuth 1.0a",
};

const NO_REDIS =
  "No Redis is configured or runs here: give REDIS_URL, or start the server, to look this kind of token up";

function reportFamily(family: FamilyRecord): ReportedFamily {
  const { tag, grantType, createdAt, generation, expiresAt, revokedAt, session } = family;
  return {
    tag,
    grantType,
    createdAt,
    rotations: generation,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(revokedAt === undefined ? {} : { revokedAt }),
    ...(session === undefined ? {} : { session }),
  };
}

async function clientOf(number: number, { durable }: CommandContext): Promise<Partial<TokenReport>> {
  const client = await durable.clients.findByNumber(number);
  return client === undefined ? {} : { clientId: client.clientId, clientName: client.name };
}

async function familyMembers(family: FamilyRecord | undefined, context: CommandContext): Promise<Partial<TokenReport>> {
  if (family === undefined) return {};
  const { accountId } = family;
  const account = accountId === undefined ? undefined : await context.durable.accounts.find(accountId);
  return {
    ...(await clientOf(family.client, context)),
    ...(account === undefined ? {} : { username: account.username, sub: account.sub }),
    scope: family.scope,
    family: reportFamily(family),
  };
}

async function reportAccessToken(text: string, tag: string, context: CommandContext): Promise<TokenReport> {
  const { systemClock: clock } = await import("../platform/mod.ts");
  const { findIssuedAccessToken } = await import("../tokens/mod.ts");
  const kind = KINDS.at;
  if (!context.hasRedis) return { kind, state: "unknown", note: NO_REDIS };
  const found = await findIssuedAccessToken(text, { ephemeral: context.stores.ephemeral, clock });
  if (found === undefined) return { kind, state: "unknown", note: "It was never issued here, or it has expired" };
  const { record } = found;
  const family = await context.durable.families.find(tag);
  const members = { ...(await familyMembers(family, context)), ...(await clientOf(record.client, context)) };
  const isRevoked = found.isRevoked || family?.revokedAt !== undefined || members.clientId === undefined;
  return {
    kind,
    state: isRevoked ? "revoked" : "active",
    ...(members.clientId === undefined ? { note: "Its client was removed" } : {}),
    ...members,
    ...record.subject,
    scope: record.scope,
    issuedAt: record.issuedAt,
    expiresAt: record.expiresAt,
    ...(record.extra === undefined ? {} : { claims: record.extra }),
  };
}

function refreshState({ family, place }: FoundRefreshToken, clock: Clock): Pick<TokenReport, "state" | "note"> {
  if (family.revokedAt !== undefined) return { state: "revoked" };
  if (family.expiresAt !== undefined && family.expiresAt <= clock.now()) return { state: "expired" };
  if (place === "current") return { state: "active" };
  if (place === "previous") return { state: "rotated", note: "It was exchanged for the one that is active now" };
  return { state: "rotated", note: "It was exchanged long ago, or somebody made it up" };
}

async function reportRefreshToken(text: string, context: CommandContext): Promise<TokenReport> {
  const { systemClock: clock } = await import("../platform/mod.ts");
  const { findRefreshToken } = await import("../tokens/mod.ts");
  const found = await findRefreshToken(text, context.durable);
  const kind = KINDS.rt;
  if (found === undefined)
    return { kind, state: "unknown", note: "It was never issued here, or its authorization was cleared away" };
  const { family } = found;
  return {
    kind,
    ...refreshState(found, clock),
    ...(await familyMembers(family, context)),
    issuedAt: family.rotatedAt ?? family.createdAt,
    ...(family.expiresAt === undefined ? {} : { expiresAt: family.expiresAt }),
  };
}

/** A code or a device code: short-lived, so that what came of it is all that one may still want to know. */
async function reportCode(
  { text, tag, kind }: { readonly text: string; readonly tag: string; readonly kind: TokenKind },
  context: CommandContext,
): Promise<TokenReport> {
  const { digest } = await import("../platform/mod.ts");
  const family = await context.durable.families.find(tag);
  if (family === undefined || (family.codeDigest !== undefined && family.codeDigest !== digest(text)))
    return {
      kind: KINDS[kind],
      state: "unknown",
      note: "Nothing came of it: it waits, has expired or was never issued",
    };
  return { kind: KINDS[kind], state: "used", ...(await familyMembers(family, context)) };
}

async function reportCredentials(text: string, context: CommandContext): Promise<TokenReport> {
  const { systemClock } = await import("../platform/mod.ts");
  const { findCredentialsFamily } = await import("../tokens/mod.ts");
  const family = await findCredentialsFamily(text, context.durable);
  const kind = KINDS.ot;
  if (family === undefined) return { kind, state: "unknown" };
  const isOver = family.expiresAt !== undefined && family.expiresAt <= systemClock.now();
  const state = family.revokedAt !== undefined ? "revoked" : isOver ? "expired" : "active";
  return { kind, state, ...(await familyMembers(family, context)) };
}

async function reportInitialToken(text: string, { durable }: CommandContext): Promise<TokenReport> {
  const { digest, systemClock } = await import("../platform/mod.ts");
  const found = await durable.initialTokens.find(digest(text));
  const kind = KINDS.it;
  if (found === undefined) return { kind, state: "unknown" };
  const { usesLeft, createdAt: issuedAt, expiresAt } = found;
  const isOver = expiresAt !== undefined && expiresAt <= systemClock.now();
  const state = usesLeft === 0 ? "used" : isOver ? "expired" : "active";
  return { kind, state, usesLeft, issuedAt, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

/** A secret of a client has no index: it is looked for among all, as one does who was told that it leaked. */
async function reportClientSecret(
  text: string,
  { context, kind }: { readonly context: CommandContext; readonly kind: "cs" | "ra" },
): Promise<TokenReport> {
  const { digest, sha256, systemClock } = await import("../platform/mod.ts");
  const secretHash = sha256(text).toString("base64url");
  const registration = digest(text);
  const now = systemClock.now();
  for await (const client of everyRecord((page) => context.durable.clients.list(page))) {
    const { clientId, name: clientName } = client;
    const about = { kind: KINDS[kind], clientId, clientName };
    if (kind === "ra" && client.registrationDigest === registration) return { ...about, state: "active" };
    const secret = kind === "cs" ? client.secrets.find(({ hash }) => hash === secretHash) : undefined;
    if (secret === undefined) continue;
    const { createdAt: issuedAt, expiresAt } = secret;
    const state = expiresAt !== undefined && expiresAt <= now ? "expired" : "active";
    return { ...about, state, issuedAt, ...(expiresAt === undefined ? {} : { expiresAt }) };
  }
  return { kind: KINDS[kind], state: "unknown", note: "No client has it" };
}

const JWT_SAYS: Readonly<Partial<Record<JwtReason, string>>> = {
  key: "Its key is not one of this server's",
  alg: "Its algorithm is not one that this server signs by",
  signature: "Its signature is wrong",
};

function numberIn(claims: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = claims[name];
  return typeof value === "number" && Math.abs(value) < 1e11 ? value : undefined;
}

/** A token that was signed here, an ID token as a rule: what it says, once its signature was found right. */
async function reportSigned(text: string, { durable }: CommandContext): Promise<TokenReport | undefined> {
  const { systemClock } = await import("../platform/mod.ts");
  const { JwtRefused, KEY_RING_ALGS, peekJwt, verifyJwt } = await import("../protocol/mod.ts");
  const keys = await durable.keys.list();
  const kind = "signed token";
  try {
    const { claims } = await verifyJwt(text, {
      algs: KEY_RING_ALGS,
      now: systemClock.now(),
      mayLast: true,
      mayBeExpired: true,
      keyFor({ kid }) {
        const jwk = keys.find((key) => key.kid === kid)?.publicJwk;
        return jwk === undefined ? undefined : createPublicKey({ key: { ...jwk }, format: "jwk" });
      },
    });
    const [issuedAt, expiresAt] = [numberIn(claims, "iat"), numberIn(claims, "exp")];
    const isOver = expiresAt !== undefined && expiresAt <= systemClock.now();
    return {
      kind,
      state: isOver ? "expired" : "active",
      ...(issuedAt === undefined ? {} : { issuedAt }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      claims,
    };
  } catch (error) {
    if (!(error instanceof JwtRefused)) throw error;
    if (error.reason === "malformed") return undefined;
    const says = JWT_SAYS[error.reason] ?? error.message;
    return {
      kind,
      state: "unknown",
      note: `${says}: what it says is not to be believed`,
      claims: peekJwt(text).claims,
    };
  }
}

/** All that is known of a token; undefined when this server makes none of such a form. */
export async function reportToken(text: string, context: CommandContext): Promise<TokenReport | undefined> {
  const { parseToken } = await import("../protocol/mod.ts");
  const token = parseToken(text);
  if (token === undefined) return text.split(".").length === 3 ? reportSigned(text, context) : undefined;
  switch (token.kind) {
    case "at":
      return reportAccessToken(text, token.tag, context);
    case "rt":
      return reportRefreshToken(text, context);
    case "ac":
    case "dc":
    case "tc":
      return reportCode(token, context);
    case "ot":
      return reportCredentials(text, context);
    case "it":
      return reportInitialToken(text, context);
    case "cs":
    case "ra":
      return reportClientSecret(text, { context, kind: token.kind });
  }
}
