import {
  type Exchange,
  type Grant,
  lifetimeFor,
  livingSubject,
  openFamily,
  type Redeemable,
  refreshLifetimeFor,
  type TokenContext,
  withSender,
} from "../../engine/mod.ts";
import { fail } from "../../protocol/mod.ts";
import type { FamilyRecord } from "../../stores/mod.ts";
import { type Draft, type Entitlement, familyOf, revokeFamilyEarly } from "../../tokens/mod.ts";
import { claimCode, findCode, type FoundCode, releaseCode } from "./code_record.ts";

/** The family that a code would have begun, for ending it when the code turns out to be stolen. */
function unbornFamily({ tag, digest, record }: FoundCode): FamilyRecord {
  return {
    tag,
    client: record.client,
    accountId: record.subject.accountId,
    grantType: "authorization_code",
    scope: record.scope,
    codeDigest: digest,
    generation: 0,
    bindings: {},
    createdAt: record.expiresAt,
  };
}

/** Ends all that came of a code that is presented again. @see RFC 6749 4.1.2 */
async function refuseReplay(code: FoundCode, exchange: Exchange): Promise<never> {
  await revokeFamilyEarly({ ...unbornFamily(code), createdAt: exchange.issuer.clock.now() }, revokeOptions(exchange));
  await exchange.issuer.hooks.happened(
    { name: "code.replayed", client: code.record.client, accountId: code.record.subject.accountId, family: code.tag },
    exchange,
  );
  return fail("invalid_grant", "Cannot redeem the code as it was used before; what was issued from it is revoked", {
    rule: "RFC6749-4.1.2-5",
  });
}

function revokeOptions({ issuer }: Exchange) {
  return { ...issuer, longestAccessToken: issuer.settings.longestAccessToken };
}

function checkRedirectUri(code: FoundCode, given: string | undefined): void {
  const asked = code.record.redirectUri;
  if (asked === given || (asked === undefined && given !== undefined)) return;
  const description =
    given === undefined
      ? "Cannot redeem the code as redirect_uri is missing though the authorization request had one"
      : "Cannot redeem the code as redirect_uri differs from the one of the authorization request";
  fail("invalid_grant", description, { rule: "RFC6749-4.1.3-5" });
}

async function loadCode({ exchange, client, params }: TokenContext): Promise<FoundCode> {
  const { issuer } = exchange;
  const code = await findCode(params.require("code", { rule: "RFC6749-4.1.3-1" }), {
    ephemeral: issuer.ephemeral,
    now: issuer.clock.now(),
  });
  if (code === undefined)
    return fail("invalid_grant", "Cannot redeem the code as it is unknown or has expired", { rule: "RFC6749-4.1.3-4" });
  if (code.used) return refuseReplay(code, exchange);
  if (code.record.client !== client.id)
    fail("invalid_grant", "Cannot redeem the code as it was issued to another client", { rule: "RFC6749-4.1.3-3" });
  checkRedirectUri(code, params.get("redirect_uri"));
  return code;
}

/** The person as they were when they agreed; whether they may still sign in is asked as their family is written. */
function entitlementOf(code: FoundCode, context: TokenContext): Entitlement {
  const { exchange, client } = context;
  const { settings } = exchange.issuer;
  const { subject, scope, bindings } = code.record;
  return {
    client,
    subject,
    scope,
    tag: code.tag,
    accessLifetime: lifetimeFor(client, settings),
    refresh: client.grantTypes.includes("refresh_token")
      ? { kind: "fresh", ...refreshLifetimeFor(client, settings) }
      : { kind: "none" },
    bindings: withSender(bindings, context),
  };
}

/**
 * Uses the code up in both stores: the mark decides among those who race now, the family's row among all who ever
 * come, even when the ephemeral store returns from a failure with a used code.
 */
async function claim(code: FoundCode, family: FamilyRecord, exchange: Exchange): Promise<boolean> {
  const { ephemeral, clock } = exchange.issuer;
  if (!(await claimCode(code, { ephemeral, now: clock.now() }))) return false;
  try {
    if (await openFamily(family, exchange)) return true;
    // Not a replay, if the person is gone or was deactivated.
    await livingSubject(code.record.subject.accountId, exchange);
    return false;
  } catch (error) {
    await releaseQuietly(code, exchange);
    throw error;
  }
}

/** A code that cannot be released is burnt: the person starts again, and nobody gains. */
async function releaseQuietly(code: FoundCode, { issuer, log }: Exchange): Promise<void> {
  try {
    await releaseCode(code, issuer.ephemeral);
  } catch (cause) {
    log.warn("Cannot make a code usable again after a failure", { cause });
  }
}

/** `grant_type=authorization_code`. @see RFC 6749 4.1.3 */
export const CODE_GRANT: Grant = {
  type: "authorization_code",
  publicClients: true,
  fields: {
    code: { says: "The code that the browser brought" },
    redirect_uri: { says: "The same as in the authorization request" },
  },
  async load(context): Promise<Redeemable> {
    const { exchange } = context;
    const code = await loadCode(context);
    const entitlement = entitlementOf(code, context);
    const start = { grantType: "authorization_code", scope: code.record.scope, codeDigest: code.digest };
    return {
      entitlement,
      bindings: code.record.bindings,
      tag: code.tag,
      claim: (draft: Draft) => claim(code, familyOf(draft, entitlement, start), exchange),
      async spoil() {
        await claimCode(code, { ephemeral: exchange.issuer.ephemeral, now: exchange.issuer.clock.now() });
      },
      lost: () => refuseReplay(code, exchange),
    };
  },
};
