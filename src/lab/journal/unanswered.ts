import type { Issuer } from "../../engine/mod.ts";
import type { WireRequest } from "../../protocol/mod.ts";
import type { LiveIssuer } from "../issuers/live.ts";
import { marksUnder } from "./marks.ts";
import { originOf } from "./place_of.ts";
import { requestPart } from "./request_part.ts";

/** A request that no endpoint of an issuer took, and what became of it. */
export interface Unanswered {
  readonly issuer: Pick<Issuer, "url">;
  readonly request: WireRequest;
  readonly status: number;
}

/** Writes down a request for an address that the issuer does not have. */
export async function recordUnanswered(live: LiveIssuer, { issuer, request, status }: Unanswered): Promise<void> {
  await live.record({
    at: live.time(),
    took: 0,
    place: "unknown",
    ...requestPart(request, { origin: originOf(issuer), mark: marksUnder(live.markKey) }),
    status,
    reply_headers: {},
    faults: [],
  });
}
