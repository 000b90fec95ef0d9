import type { Exchange, Issuer } from "../../src/engine/mod.ts";
import { type Log, silentLog } from "../../src/platform/mod.ts";
import { wireRequest, type WireRequestParts } from "../../src/protocol/mod.ts";

/** What a request is made of, and who hears of it. */
export interface ExchangeParts extends WireRequestParts {
  readonly log?: Log;
}

/** One request at an issuer, called `trace-1`, for functions that are handed one. */
export function exchangeAt(issuer: Issuer, { log = silentLog, ...parts }: ExchangeParts = {}): Exchange {
  return { issuer, request: wireRequest(parts), trace: "trace-1", log };
}
