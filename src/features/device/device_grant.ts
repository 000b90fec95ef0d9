import {
  type Exchange,
  type Grant,
  lifetimeFor,
  livingSubject,
  type Redeemable,
  refreshLifetimeFor,
  scopeStillAllowed,
  type TokenContext,
  withSender,
} from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import { fail, parseToken } from "../../protocol/mod.ts";
import type { FamilyRecord } from "../../stores/mod.ts";
import { type Draft, type Entitlement, familyOf, revokeFamilyEarly } from "../../tokens/mod.ts";
import {
  claimDevice,
  type Decision,
  findByDeviceCode,
  type FoundDevice,
  isUsed,
  releaseDevice,
} from "./device_record.ts";
import { pollTooEarly } from "./poll_pace.ts";

/** The grant type of device codes. @see RFC 8628 3.4 */
export const DEVICE_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code";

/** How devices are let poll. */
export interface DeviceGrantOptions {
  readonly interval: Seconds;
}

/** A request that a person allowed. */
interface AllowedDevice extends FoundDevice {
  readonly decision: Decision;
}

/** The family that a device code would have begun, for ending it when the code turns out to be stolen. */
function unbornFamily({ tag, digest, decision, request }: AllowedDevice, { issuer }: Exchange): FamilyRecord {
  return {
    tag,
    client: request.client,
    accountId: decision.subject.accountId,
    grantType: DEVICE_GRANT_TYPE,
    scope: decision.scope,
    codeDigest: digest,
    generation: 0,
    bindings: {},
    createdAt: issuer.clock.now(),
  };
}

/** Ends all that came of a device code that is presented again. Beyond: RFC 6749 4.1.2 says so of codes. */
async function refuseReplay(device: AllowedDevice, exchange: Exchange): Promise<never> {
  const { issuer } = exchange;
  await revokeFamilyEarly(unbornFamily(device, exchange), {
    ...issuer,
    longestAccessToken: issuer.settings.longestAccessToken,
  });
  const { accountId } = device.decision.subject;
  await issuer.hooks.happened(
    { name: "device.replayed", client: device.request.client, accountId, family: device.tag },
    exchange,
  );
  return fail(
    "invalid_grant",
    "Cannot redeem the device code as it was used before; what was issued from it is revoked",
    { rule: "RFC6749-4.1.2-5" },
  );
}

/** A code of another client is as if nobody had made it. */
function refuseCode(): never {
  return fail("invalid_grant", "Cannot redeem the device code as it is not one that this client was given", {
    rule: "RFC8628-3.4-2",
  });
}

async function findDevice({ exchange, client, params }: TokenContext): Promise<FoundDevice> {
  const { ephemeral, clock } = exchange.issuer;
  const text = params.require("device_code", { rule: "RFC8628-3.4-2" });
  if (parseToken(text, "dc") === undefined) return refuseCode();
  const device = await findByDeviceCode(text, { ephemeral, now: clock.now() });
  if (device === undefined) {
    // A store that forgot, a code that ran out: the device has to begin anew either way.
    return fail("expired_token", "Cannot go on with this device code as it has expired: begin anew", {
      rule: "RFC8628-3.5-7",
    });
  }
  return device.request.client === client.id ? device : refuseCode();
}

async function refusePending(device: FoundDevice, exchange: Exchange, interval: Seconds): Promise<never> {
  const { ephemeral, clock } = exchange.issuer;
  const longer = await pollTooEarly(device, { ephemeral, now: clock.now(), interval });
  if (longer !== undefined) {
    fail("slow_down", `Cannot answer a poll that comes too early: wait ${longer} seconds from now on`, {
      rule: "RFC8628-3.5-5",
    });
  }
  return fail("authorization_pending", "Cannot issue a token yet as the person has not decided: poll again", {
    rule: "RFC8628-3.5-2",
  });
}

async function loadDevice(context: TokenContext, { interval }: DeviceGrantOptions): Promise<AllowedDevice> {
  const { exchange } = context;
  const device = await findDevice(context);
  const { decision } = device;
  if (decision === undefined) return refusePending(device, exchange, interval);
  if (!decision.allowed)
    fail("access_denied", "Cannot issue a token as the person did not allow it", { rule: "RFC8628-3.5-6" });
  const allowed = { ...device, decision };
  if (await isUsed(device, exchange.issuer.ephemeral)) return refuseReplay(allowed, exchange);
  return allowed;
}

/**
 * *Decision 2026-11-21*: the family belongs to no session, since a device goes on when the browser that allowed it
 * signs out.
 */
async function entitlementOf({ tag, decision }: AllowedDevice, context: TokenContext): Promise<Entitlement> {
  const { exchange, client } = context;
  const { settings } = exchange.issuer;
  return {
    client,
    subject: await livingSubject(decision.subject.accountId, exchange),
    scope: scopeStillAllowed(decision.scope, client, settings),
    tag,
    accessLifetime: lifetimeFor(client, settings),
    refresh: client.grantTypes.includes("refresh_token")
      ? { kind: "fresh", ...refreshLifetimeFor(client, settings) }
      : { kind: "none" },
    bindings: withSender(decision.bindings ?? {}, context),
  };
}

/** Uses the device code up in both stores, as an authorization code is. */
async function claim(device: FoundDevice, family: FamilyRecord, exchange: Exchange): Promise<boolean> {
  const { ephemeral, durable, clock } = exchange.issuer;
  if (!(await claimDevice(device, { ephemeral, now: clock.now() }))) return false;
  try {
    return await durable.families.open(family);
  } catch (error) {
    await releaseQuietly(device, exchange);
    throw error;
  }
}

/** A device code that cannot be released is burnt: the person starts again, and nobody gains. */
async function releaseQuietly(device: FoundDevice, { issuer, log }: Exchange): Promise<void> {
  try {
    await releaseDevice(device, issuer.ephemeral);
  } catch (cause) {
    log.warn("Cannot make a device code usable again after a failure", { cause });
  }
}

/** The grant of device codes. @see RFC 8628 3.4, 3.5 */
export function deviceGrant(options: DeviceGrantOptions): Grant {
  return {
    type: DEVICE_GRANT_TYPE,
    publicClients: true,
    fields: { device_code: { says: "What the device was given" } },
    async load(context): Promise<Redeemable> {
      const { exchange } = context;
      const device = await loadDevice(context, options);
      const entitlement = await entitlementOf(device, context);
      const start = { grantType: DEVICE_GRANT_TYPE, scope: entitlement.scope, codeDigest: device.digest };
      return {
        entitlement,
        bindings: entitlement.bindings,
        tag: device.tag,
        claim: (draft: Draft) => claim(device, familyOf(draft, entitlement, start), exchange),
        lost: () => refuseReplay(device, exchange),
      };
    },
  };
}
