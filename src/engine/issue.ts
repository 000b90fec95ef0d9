import { accessTokenLifetime } from "../clients/mod.ts";
import type { Seconds } from "../platform/mod.ts";
import { type Params, printScope, type Scope } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import { type Draft, draftTokens, type Entitlement, storeAccessToken, withdrawAccessToken } from "../tokens/mod.ts";
import type { Exchange } from "./exchange.ts";
import type { Sender } from "./grant.ts";
import { lifetimeOf } from "./lifetime.ts";
import type { Settings } from "./settings.ts";

/** How long access tokens of a client live; a function of one's own sees what the client was given, and decides. */
export function lifetimeFor(client: ClientRecord, settings: Settings): Seconds {
  const { accessTokenLifetime: standard, longestAccessToken: longest } = settings;
  return typeof standard === "function"
    ? lifetimeOf(standard, client, { of: "access token", longest })
    : accessTokenLifetime(client, { standard, longest });
}

/** How long refresh tokens of a client live; undefined = they do not expire. */
export function refreshLifetimeFor(client: ClientRecord, settings: Settings): { readonly lifetime?: Seconds } {
  const { refreshTokenLifetime: standard } = settings;
  if (typeof standard === "function") return { lifetime: lifetimeOf(standard, client, { of: "unused refresh token" }) };
  const lifetime = client.refreshTokenLifetime ?? standard;
  return lifetime === undefined ? {} : { lifetime };
}

/** For what tokens are issued, and how it is claimed. */
export interface IssueOptions {
  readonly exchange: Exchange;
  readonly sender?: Sender | undefined;
  /** Of the token request; undefined = it is issued at the authorization endpoint. */
  readonly params?: Params;
  /** The one write that decides; false = somebody else was first. */
  claim(draft: Draft): Promise<boolean> | boolean;
}

/**
 * Issues tokens: on paper, then the access token, then the claim, which is the last write.
 *
 * Answers undefined when the claim was lost. Whatever fails, the access token is withdrawn, and nothing is half done.
 */
export async function issueTokens(entitlement: Entitlement, options: IssueOptions): Promise<Draft | undefined> {
  const { issuer } = options.exchange;
  const paper = draftTokens(entitlement, issuer);
  const { exchange, sender, params } = options;
  const { client, bindings } = entitlement;
  // Without spreads of what may be missing: they cost more than two shapes.
  const context =
    params === undefined ? { exchange, client, bindings, sender } : { exchange, client, bindings, sender, params };
  const refined = issuer.hooks.accessToken(paper.record, context);
  const record = refined instanceof Promise ? await refined : refined;
  const draft = record === paper.record ? paper : { ...paper, record };
  try {
    await storeAccessToken(draft, issuer.ephemeral);
    const claimed = options.claim(draft);
    if (claimed instanceof Promise ? await claimed : claimed) return draft;
  } catch (error) {
    await withdrawQuietly(draft, options.exchange);
    throw error;
  }
  await withdrawQuietly(draft, options.exchange);
  return undefined;
}

/** Nobody was told the token, and it expires: failing to withdraw it must not hide why it is withdrawn. */
async function withdrawQuietly(draft: Draft, { issuer, log }: Exchange): Promise<void> {
  try {
    await withdrawAccessToken(draft, issuer.ephemeral);
  } catch (cause) {
    log.warn("Cannot withdraw an access token that was not given out; it expires by itself", { cause });
  }
}

/** The members of a token response. @see RFC 6749 5.1 */
export function tokenBody(draft: Draft, scope: Scope): Readonly<Record<string, unknown>> {
  const { accessToken, refreshToken, record } = draft;
  const body = { access_token: accessToken, token_type: "Bearer", expires_in: record.expiresAt - record.issuedAt };
  const printed = printScope(scope);
  // Without spreads of what may be missing: they cost more than two shapes.
  return refreshToken === undefined
    ? { ...body, scope: printed }
    : { ...body, refresh_token: refreshToken, scope: printed };
}
