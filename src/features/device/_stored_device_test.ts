import { START } from "../../../test/support/issuer_under_test.ts";
import { seededRandom, settableClock } from "../../platform/mod.ts";
import { mintToken } from "../../protocol/mod.ts";
import { memoryEphemeralStore } from "../../stores/memory/mod.ts";
import { type Decision, type DeviceRequest, findByDeviceCode, findByUserCode, storeRequest } from "./device_record.ts";

export const REQUEST: DeviceRequest = {
  client: 7,
  scope: ["read"],
  from: "203.0.113.7",
  askedAt: START,
  expiresAt: START + 600,
};

export const DECISION: Decision = {
  allowed: true,
  subject: { accountId: 3, sub: "0f8fad5b-d9cb-469f-a165-70867728950e", username: "alice" },
  scope: ["read"],
};

export const TAG = "family00";
export const USER_KEY = "key-of-the-user-code";

/** A store with one request in it, found by either code. */
export async function storedDevice() {
  const clock = settableClock(START);
  const ephemeral = memoryEphemeralStore({ clock });
  const text = mintToken("dc", { random: seededRandom("device codes"), tag: TAG });
  await storeRequest({ text, tag: TAG, userKey: USER_KEY, request: REQUEST }, { ephemeral, ttl: 600 });
  const find = (now = clock.now()) => findByDeviceCode(text, { ephemeral, now });
  const findByUser = (now = clock.now()) => findByUserCode(USER_KEY, { ephemeral, now });
  return { clock, ephemeral, text, find, findByUser, device: (await find())! };
}
