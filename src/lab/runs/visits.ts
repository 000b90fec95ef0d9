import { REDACTED } from "../../platform/mod.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { Flow } from "../scenarios/setup.ts";
import type { ClientConfig } from "./client_config.ts";

function memberOf(reply: unknown, name: string): string | undefined {
  if (typeof reply !== "object" || reply === null) return undefined;
  const value: unknown = Object.entries(reply).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : undefined;
}

/** Where a device is verified; the address with its code in it where there is one. @see RFC 8628 3.3.1 */
function verificationIn({ place, reply, status }: JournalEntry): readonly string[] {
  if (place !== "device_authorization" || status !== 200) return [];
  const complete = memberOf(reply, "verification_uri_complete");
  // What is kept of an attempt that has ended has no code in it any more.
  const isWhole = complete !== undefined && !complete.includes(REDACTED);
  const address = isWhole ? complete : memberOf(reply, "verification_uri");
  return address === undefined ? [] : [address];
}

/** Where a login begins that others wished for. @see OpenID Connect Core 4 */
function initiationOf(
  { initiate_login_uri: address, issuer }: Pick<ClientConfig, "initiate_login_uri" | "issuer">,
  visit: NonNullable<Scenario["visit"]>,
): readonly string[] {
  if (address === undefined || !URL.canParse(address)) return [];
  const url = new URL(address);
  url.searchParams.set("iss", issuer);
  for (const [name, value] of Object.entries(visit)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value.replaceAll("{issuer}", issuer));
  }
  return [url.href];
}

/** What addresses are worked out of. */
export interface VisitParts {
  readonly flow: Flow;
  readonly config: Pick<ClientConfig, "initiate_login_uri" | "issuer">;
  readonly journal: readonly JournalEntry[];
  /** How a visit differs from a right one. */
  readonly visit?: Scenario["visit"] | undefined;
}

/** Addresses that a person would open by now without the client having sent the browser there, each once. */
export function visitsOf({ flow, config, journal, visit = {} }: VisitParts): readonly string[] {
  if (flow === "login-initiation") return initiationOf(config, visit);
  return flow === "device" ? [...new Set(journal.flatMap(verificationIn))] : [];
}
