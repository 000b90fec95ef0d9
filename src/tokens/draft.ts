import { type Clock, type Digest, digest, hmac, type Instant, type Random } from "../platform/mod.ts";
import { deriveToken, mintToken, newTag } from "../protocol/mod.ts";
import type { EphemeralStore, FamilyRecord } from "../stores/mod.ts";
import { ACCESS_TOKEN, accessTokenKey, type AccessTokenRecord } from "./access_token.ts";
import type { Entitlement, FamilyStart, RefreshPlan } from "./entitlement.ts";

/** Tokens on paper: nobody has them yet, and no store knows them. */
export interface Draft {
  readonly tag: string;
  readonly accessToken: string;
  readonly record: AccessTokenRecord;
  readonly refreshToken?: string;
  readonly refreshDigest?: Digest;
  /** When the refresh token dies; undefined = never, or there is none. */
  readonly refreshExpiresAt?: Instant;
}

/** What drafting needs. */
export interface DraftOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Successors of refresh tokens are derived under this key, so that a retry in the grace period gets the same one. */
  readonly rotationKey: Uint8Array;
}

interface RefreshDraft {
  readonly refreshToken?: string;
  readonly refreshDigest?: Digest;
  readonly refreshExpiresAt?: Instant;
}

/** The 256 bits of an HMAC are the secret of the successor. */
function successorOf(text: string, tag: string, rotationKey: Uint8Array): string {
  return deriveToken("rt", { tag, seed: hmac(rotationKey, text) });
}

function draftRefresh(plan: RefreshPlan, tag: string, options: DraftOptions): RefreshDraft {
  if (plan.kind === "none") return {};
  if (plan.kind === "same") return { refreshToken: plan.text, refreshDigest: digest(plan.text) };
  const text =
    plan.kind === "fresh"
      ? mintToken("rt", { random: options.random, tag })
      : successorOf(plan.of, tag, options.rotationKey);
  const expiry = plan.lifetime === undefined ? {} : { refreshExpiresAt: options.clock.now() + plan.lifetime };
  return { refreshToken: text, refreshDigest: digest(text), ...expiry };
}

/** Writes tokens on paper. */
export function draftTokens(entitlement: Entitlement, options: DraftOptions): Draft {
  const now = options.clock.now();
  const tag = entitlement.tag ?? newTag(options.random);
  const { subject } = entitlement;
  const record: AccessTokenRecord = {
    client: entitlement.client.id,
    ...(subject === undefined ? {} : { subject: { sub: subject.sub, username: subject.username } }),
    scope: entitlement.scope,
    issuedAt: now,
    expiresAt: now + entitlement.accessLifetime,
  };
  const accessToken = mintToken("at", { random: options.random, tag });
  if (entitlement.refresh.kind === "none") return { tag, accessToken, record };
  return { tag, accessToken, record, ...draftRefresh(entitlement.refresh, tag, options) };
}

/** The family that a draft begins. */
export function familyOf(draft: Draft, entitlement: Entitlement, start: FamilyStart): FamilyRecord {
  return {
    tag: draft.tag,
    client: entitlement.client.id,
    ...(entitlement.subject === undefined ? {} : { accountId: entitlement.subject.accountId }),
    ...(entitlement.bindings.session === undefined ? {} : { session: entitlement.bindings.session }),
    grantType: start.grantType,
    scope: start.scope,
    ...(start.codeDigest === undefined ? {} : { codeDigest: start.codeDigest }),
    ...(draft.refreshDigest === undefined ? {} : { refreshDigest: draft.refreshDigest }),
    generation: 0,
    bindings: entitlement.bindings,
    createdAt: draft.record.issuedAt,
    ...expiryOf(draft),
  };
}

/** Without a refresh token a family ends with its access token. */
function expiryOf(draft: Draft): { readonly expiresAt?: Instant } {
  if (draft.refreshDigest === undefined) return { expiresAt: draft.record.expiresAt };
  return draft.refreshExpiresAt === undefined ? {} : { expiresAt: draft.refreshExpiresAt };
}

/** Makes the access token of a draft live. */
export function storeAccessToken(draft: Draft, ephemeral: EphemeralStore): Promise<void> {
  const { record } = draft;
  return ephemeral.put(ACCESS_TOKEN, {
    key: accessTokenKey(draft.tag, digest(draft.accessToken)),
    value: record,
    ttl: record.expiresAt - record.issuedAt,
  });
}

/** Takes the access token of a draft back, since what it was to be issued for went to somebody else or failed. */
export async function withdrawAccessToken(draft: Draft, ephemeral: EphemeralStore): Promise<void> {
  await ephemeral.forget(ACCESS_TOKEN, [accessTokenKey(draft.tag, digest(draft.accessToken))]);
}
