import type { KeyRecord } from "../stores/mod.ts";
import { KeysUnreadable, privateKeyOf } from "./make_key.ts";

/** Whether the private halves of keys were sealed under a key; so they are when there are none. */
export function canReadKeys(records: readonly KeyRecord[], sealKey: Uint8Array): boolean {
  try {
    for (const record of records) privateKeyOf(record, sealKey);
    return true;
  } catch (error) {
    if (error instanceof KeysUnreadable) return false;
    throw error;
  }
}
