import { assert } from "chai";
import { START } from "../../test/support/issuer_under_test.ts";
import { seededRandom, settableClock } from "../platform/mod.ts";
import { mintToken } from "../protocol/mod.ts";
import { memoryEphemeralStore } from "../stores/memory/mod.ts";
import {
  type Decision,
  findIssuedTemporary,
  findTemporary,
  storeTemporary,
  type TemporaryRecord,
} from "./temporary_credentials.ts";

/** Temporary credentials that live for ten minutes. */
export const RECORD: TemporaryRecord = {
  client: 7,
  scope: ["read"],
  callback: "https://client.test/cb",
  expiresAt: START + 600,
};

/** Their family's tag. */
export const TAG = "family00";

/** Somebody allowed them. */
export const ALLOWED: Decision = { allowed: true, accountId: 3, scope: ["read"], verifier: "digest" };

/** Stores temporary credentials. */
export async function storedTemporary() {
  const clock = settableClock(START);
  const ephemeral = memoryEphemeralStore({ clock });
  const text = mintToken("tc", { random: seededRandom("temporary"), tag: TAG });
  await storeTemporary({ text, tag: TAG, record: RECORD }, { ephemeral, now: START });
  const find = (now = clock.now()) => findTemporary(text, { ephemeral, now });
  const found = (await find()) ?? assert.fail("the credentials are not kept");
  return { clock, ephemeral, text, find, found, findIssued: () => findIssuedTemporary(text, { ephemeral }) };
}
