import type { Params } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import type { Bindings, Draft, Entitlement } from "../tokens/mod.ts";
import type { Exchange } from "./exchange.ts";
import type { Fields } from "./operation.ts";

/** Proof that whoever asks holds a key (DPoP, a certificate): a key a kind, undefined = a plain bearer. */
export type Sender = Readonly<Record<string, unknown>>;

/** A request at the token endpoint whose client is known. */
export interface TokenContext {
  readonly exchange: Exchange;
  readonly client: ClientRecord;
  readonly params: Params;
  readonly sender: Sender | undefined;
}

/**
 * What was found, ready to be redeemed: find first, use up last.
 *
 * Up to here nothing was written. `claim` is the one write that decides, and tells whether this request won.
 */
export interface Redeemable {
  readonly entitlement: Entitlement;
  /** What features bound when the authorization was given, to be compared before it is used up. */
  readonly bindings: Bindings;
  /** Tag of the family, should it have to be ended; undefined = there is none. */
  readonly tag?: string;
  /** Uses up what was found, and records the draft. Answers false when somebody else was first. */
  claim(draft: Draft): Promise<boolean> | boolean;
  /** Uses it up without a token, because it was guessed at too often. */
  spoil?(): Promise<void>;
  /** Ends what the lost race showed to be stolen, and refuses. */
  lost(): Promise<never>;
}

/** One `grant_type`. @see RFC 6749 4.5 */
export interface Grant {
  /** Value of `grant_type`. */
  readonly type: string;
  /** Whether a client that cannot authenticate itself may use it. */
  readonly publicClients: boolean;
  /** What a request sends beside `grant_type`, for the OpenAPI document. */
  readonly fields?: Fields;
  /** Finds what is redeemed and writes nothing. Throws OAuthError. */
  load(context: TokenContext): Promise<Redeemable> | Redeemable;
}
