import { type Digest, digest, type Instant, type Seconds } from "../../platform/mod.ts";
import { parseToken, type Scope } from "../../protocol/mod.ts";
import { type EphemeralStore, jsonKind, markKind } from "../../stores/mod.ts";
import type { Bindings, Subject } from "../../tokens/mod.ts";

/** What a device asked for. */
export interface DeviceRequest {
  /** `ClientRecord.id`. */
  readonly client: number;
  readonly scope: Scope;
  /** Parameters that features kept for when a person agrees, encoded; undefined = none. */
  readonly params?: string;
  /** The network address that asked. */
  readonly from: string;
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
}

/** What a person decided. */
export interface Decision {
  readonly allowed: boolean;
  /** Who decided. */
  readonly subject: Subject;
  /** What was allowed of what was asked. */
  readonly scope: Scope;
  /** What features bound to it; undefined = nothing. */
  readonly bindings?: Bindings;
}

/** A device's request that was found. */
export interface FoundDevice {
  /** Tag of the family that it may begin. */
  readonly tag: string;
  /** Of the device code. */
  readonly digest: Digest;
  readonly request: DeviceRequest;
  /** Undefined = nobody has decided yet. */
  readonly decision?: Decision;
}

/** Where a request is, for who knows its user code. */
type Place = Pick<FoundDevice, "tag" | "digest">;

const REQUEST = jsonKind<DeviceRequest>("d");
const DECISION = jsonKind<Decision>("dd");
/** Says that somebody is deciding. What was decided is found before anybody else tries. */
const DECIDING = markKind("dm");
const USED = markKind("du");
const TAKEN = markKind("dt");
const PLACE = jsonKind<Place>("dp");

/** Marks outlive what they protect, whatever the clocks say. */
const MARGIN: Seconds = 60;

interface StoreOptions {
  readonly ephemeral: EphemeralStore;
  readonly now: Instant;
}

/** All of one request shares the tag of its family, so that it lies in one slot and one command reads two of it. */
export function keyOf({ tag, digest: codeDigest }: Place): string {
  return `{${tag}}${codeDigest}`;
}

/** How long a mark on a request must live. */
export function markLifetime({ request }: FoundDevice, now: Instant): Seconds {
  return Math.max(1, request.expiresAt - now) + MARGIN;
}

/** Takes a user code for one request: true for the one caller that was first. */
export function takeUserCode(userKey: string, options: Pick<StoreOptions, "ephemeral"> & { readonly ttl: Seconds }) {
  return options.ephemeral.claim(TAKEN, { key: userKey, ttl: options.ttl + MARGIN });
}

/** Keeps a request, to be found by either of its codes. */
export async function storeRequest(
  device: { readonly text: string; readonly tag: string; readonly userKey: string; readonly request: DeviceRequest },
  options: { readonly ephemeral: EphemeralStore; readonly ttl: Seconds },
): Promise<void> {
  const place: Place = { tag: device.tag, digest: digest(device.text) };
  const { ephemeral, ttl } = options;
  await ephemeral.put(REQUEST, { key: keyOf(place), value: device.request, ttl });
  await ephemeral.put(PLACE, { key: device.userKey, value: place, ttl });
}

async function findAt(place: Place, { ephemeral, now }: StoreOptions): Promise<FoundDevice | undefined> {
  const key = keyOf(place);
  const [request, decision] = await ephemeral.getPair({
    first: { kind: REQUEST, key },
    second: { kind: DECISION, key },
  });
  if (request === undefined || request.expiresAt <= now) return undefined;
  return { ...place, request, ...(decision === undefined ? {} : { decision }) };
}

/** Finds a request by its device code; undefined when it is malformed, unknown or expired. */
export async function findByDeviceCode(text: string, options: StoreOptions): Promise<FoundDevice | undefined> {
  const token = parseToken(text, "dc");
  return token === undefined ? undefined : findAt({ tag: token.tag, digest: digest(text) }, options);
}

/** Finds a request by its user code; undefined when it is unknown or expired. */
export async function findByUserCode(userKey: string, options: StoreOptions): Promise<FoundDevice | undefined> {
  const place = await options.ephemeral.get(PLACE, userKey);
  return place === undefined ? undefined : findAt(place, options);
}

/** No request lasts longer: whoever has not written a decision by then has failed, and another may decide. */
const LONGEST_REQUEST: Seconds = 60;

/** Writes a decision down: true for the one person who was first. */
export async function decide(device: FoundDevice, decision: Decision, options: StoreOptions): Promise<boolean> {
  const { ephemeral, now } = options;
  const key = keyOf(device);
  if (!(await ephemeral.claim(DECIDING, { key, ttl: LONGEST_REQUEST }))) return false;
  try {
    await ephemeral.put(DECISION, { key, value: decision, ttl: markLifetime(device, now) });
    return true;
  } catch (error) {
    // Without it nobody could decide for a minute, which is all that is lost when this fails as well.
    await ephemeral.forget(DECIDING, [key]).catch(() => undefined);
    throw error;
  }
}

/** Whether a device code was redeemed. */
export async function isUsed(device: FoundDevice, ephemeral: EphemeralStore): Promise<boolean> {
  return (await ephemeral.get(USED, keyOf(device))) === true;
}

/** Uses a device code up: true for the one caller that was first. */
export function claimDevice(device: FoundDevice, { ephemeral, now }: StoreOptions): Promise<boolean> {
  return ephemeral.claim(USED, { key: keyOf(device), ttl: markLifetime(device, now) });
}

/** Makes a device code usable again, since what followed its use failed. */
export async function releaseDevice(device: FoundDevice, ephemeral: EphemeralStore): Promise<void> {
  await ephemeral.forget(USED, [keyOf(device)]);
}
