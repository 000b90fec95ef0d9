import {
  type Exchange,
  type Grant,
  lifetimeFor,
  livingSubject,
  type Redeemable,
  refreshLifetimeFor,
  scopeStillAllowed,
  type TokenContext,
} from "../../engine/mod.ts";
import { digest, type Seconds } from "../../platform/mod.ts";
import { fail, isSubset, parseScope, type Scope } from "../../protocol/mod.ts";
import type { FamilyRecord } from "../../stores/mod.ts";
import {
  type Draft,
  type Entitlement,
  findRefreshToken,
  type FoundRefreshToken,
  isLive,
  type RefreshPlan,
  revokeFamily,
} from "../../tokens/mod.ts";

/** How refresh tokens are exchanged. */
export interface RefreshPolicy {
  /** Each use gives a new refresh token. */
  readonly rotate: boolean;
  /** How long the immediately preceding token gets the same successor again. */
  readonly grace: Seconds;
  /** Whether an older token, which only a thief or the robbed can hold, ends the family. */
  readonly reuseProtection: boolean;
}

interface Presented extends FoundRefreshToken {
  readonly text: string;
}

/** What a replayed refresh token costs: the family, unless the policy is lenient. @see RFC 9700 4.14.2 */
async function refuseReuse(presented: Presented, context: TokenContext, policy: RefreshPolicy): Promise<never> {
  const { exchange, client } = context;
  const { issuer } = exchange;
  if (policy.reuseProtection)
    await revokeFamily(presented.tag, { ...issuer, longestAccessToken: issuer.settings.longestAccessToken });
  await issuer.hooks.happened({ name: "refresh.replayed", client: client.id, family: presented.tag }, exchange);
  const ended = policy.reuseProtection ? "; all tokens of this authorization are revoked" : "";
  return fail("invalid_grant", `Cannot refresh as this refresh token was used before${ended}`, {
    rule: "RFC9700-4.14.2-1",
  });
}

/** Whether a token was rotated so lately that its owner may simply not have received the answer. */
function isInGrace({ family, place }: FoundRefreshToken, { issuer }: Exchange, policy: RefreshPolicy): boolean {
  return (
    place === "previous" &&
    policy.grace > 0 &&
    family.rotatedAt !== undefined &&
    issuer.clock.now() < family.rotatedAt + policy.grace
  );
}

async function loadToken(context: TokenContext, policy: RefreshPolicy): Promise<Presented> {
  const { exchange, client, params } = context;
  const { issuer } = exchange;
  const text = params.require("refresh_token", { rule: "RFC6749-6-1" });
  const found = await findRefreshToken(text, issuer.durable);
  if (found === undefined)
    return fail("invalid_grant", "Cannot refresh as the refresh token is unknown", { rule: "RFC6749-6-4" });
  if (found.family.client !== client.id)
    fail("invalid_grant", "Cannot refresh as the refresh token was issued to another client", { rule: "RFC6749-6-3" });
  const presented = { ...found, text };
  if (!isLive(found.family, issuer.clock))
    fail("invalid_grant", "Cannot refresh as the refresh token has expired or was revoked", { rule: "RFC6749-6-4" });
  if (found.place !== "current" && !isInGrace(found, exchange, policy)) return refuseReuse(presented, context, policy);
  return presented;
}

function scopeOf(family: FamilyRecord, { exchange, client, params }: TokenContext): Scope {
  const granted = scopeStillAllowed(family.scope, client, exchange.issuer.settings);
  const asked = params.get("scope");
  if (asked === undefined) return granted;
  const scope = parseScope(asked);
  if (!isSubset(scope, granted))
    fail("invalid_scope", "Cannot refresh with a scope that was not granted", { rule: "RFC6749-6-5" });
  return scope;
}

function planOf(presented: Presented, context: TokenContext, policy: RefreshPolicy): RefreshPlan {
  if (!policy.rotate && presented.place === "current") return { kind: "same", text: presented.text };
  return {
    kind: "successor",
    of: presented.text,
    ...refreshLifetimeFor(context.client, context.exchange.issuer.settings),
  };
}

/** Rotates; the loser of a race within the grace period is given the successor that the winner made. */
async function claim(
  presented: Presented,
  draft: Draft,
  context: TokenContext,
  policy: RefreshPolicy,
): Promise<boolean> {
  const { exchange } = context;
  const { durable, clock } = exchange.issuer;
  if (draft.refreshDigest === undefined || draft.refreshToken === presented.text || presented.place === "previous")
    return true;
  const won = await durable.families.rotate({
    tag: presented.tag,
    from: digest(presented.text),
    to: draft.refreshDigest,
    at: clock.now(),
    ...(draft.refreshExpiresAt === undefined ? {} : { expiresAt: draft.refreshExpiresAt }),
  });
  if (won || policy.grace === 0) return won;
  const again = await findRefreshToken(presented.text, durable);
  return again !== undefined && isLive(again.family, clock) && isInGrace(again, exchange, policy);
}

/** `grant_type=refresh_token`. @see RFC 6749 6 */
export function refreshGrant(policy: RefreshPolicy): Grant {
  return {
    type: "refresh_token",
    publicClients: true,
    fields: {
      refresh_token: { says: "The newest of its authorization" },
      scope: { says: "What is asked for, separated by spaces" },
    },
    async load(context): Promise<Redeemable> {
      const { exchange, client } = context;
      const presented = await loadToken(context, policy);
      const { family, tag } = presented;
      const subject = family.accountId === undefined ? undefined : await livingSubject(family.accountId, exchange);
      const entitlement: Entitlement = {
        client,
        ...(subject === undefined ? {} : { subject }),
        scope: scopeOf(family, context),
        tag,
        accessLifetime: lifetimeFor(client, exchange.issuer.settings),
        refresh: planOf(presented, context, policy),
        bindings: family.bindings,
      };
      return {
        entitlement,
        bindings: family.bindings,
        tag,
        claim: (draft) => claim(presented, draft, context, policy),
        lost: () => refuseReuse(presented, context, policy),
      };
    },
  };
}
