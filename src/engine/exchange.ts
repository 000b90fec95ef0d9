import type { Log } from "../platform/mod.ts";
import type { WireRequest } from "../protocol/mod.ts";
import type { Issuer } from "./issuer.ts";

/** One request at one issuer. */
export interface Exchange {
  readonly issuer: Issuer;
  readonly request: WireRequest;
  /** Names this request in the log, the audit log and the error that the client sees. */
  readonly trace: string;
  readonly log: Log;
  /** Milliseconds by `performance.now()` at which the request was there; undefined where nobody waits for the answer. */
  readonly since?: number;
}
