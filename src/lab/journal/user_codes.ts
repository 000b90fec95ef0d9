import { REDACTED } from "../../platform/mod.ts";
import type { JournalEntry } from "./entry.ts";

/** The one member that has a user code in the middle of an address. @see RFC 8628 3.2 */
const COMPLETE = "verification_uri_complete";

/** An address without the values of its query. */
function withoutValues(address: string): string {
  return address.replaceAll(/([?&][^=&#]*=)[^&#]*/g, `$1${REDACTED}`);
}

function withoutCode(entry: JournalEntry): JournalEntry {
  const { reply } = entry;
  if (entry.place !== "device_authorization" || reply === undefined) return entry;
  if (typeof reply === "string")
    return { ...entry, reply: reply.replaceAll(/(user_code=)[^&\s"'<>#]+/g, `$1${REDACTED}`) };
  if (reply === null || typeof reply !== "object" || Array.isArray(reply)) return entry;
  const members = Object.entries(reply).map(([name, value]: [string, unknown]) =>
    name === COMPLETE && typeof value === "string" ? [name, withoutValues(value)] : [name, value],
  );
  return { ...entry, reply: Object.fromEntries(members) };
}

/**
 * A journal without the codes that devices show to their persons: whoever reads them in time could tie a device to
 * another account. Only who opens the address for the person is told it.
 *
 * @see RFC 8628 5.1
 */
export function withoutUserCodes(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  return entries.map(withoutCode);
}
