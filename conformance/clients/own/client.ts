import type { ClientConfig } from "../../../src/lab/mod.ts";
import type { Checks } from "./checks.ts";
import type { Http } from "./http.ts";
import type { KeySet } from "./key_set.ts";
import type { Metadata } from "./metadata.ts";
import type { Surroundings } from "../surroundings.ts";

/** What every step of a flow needs. */
export interface Client {
  readonly config: ClientConfig;
  readonly checks: Checks;
  readonly http: Http;
  readonly around: Surroundings;
}

/** A client that knows its provider. */
export interface Ready extends Client {
  readonly metadata: Metadata;
  readonly keys: KeySet;
  /** For which resource its tokens are to be; undefined = it does not say. @see RFC 8707 2 */
  readonly resource?: string;
  /** Its access tokens are bound to a key. */
  readonly bound?: true;
}
