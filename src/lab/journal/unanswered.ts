import type { Issuer } from "../../engine/mod.ts";
import type { WireRequest } from "../../protocol/mod.ts";
import type { LiveIssuer } from "../issuers/live.ts";

/** A request that no endpoint of an issuer took, and what became of it. */
export interface Unanswered {
  readonly issuer: Pick<Issuer, "url">;
  readonly request: WireRequest;
  readonly status: number;
}

/** Writes down a request for an address that the issuer does not have. */
export async function recordUnanswered(_live: LiveIssuer, _unanswered: Unanswered): Promise<void> {
  // Comes with the journal.
}
