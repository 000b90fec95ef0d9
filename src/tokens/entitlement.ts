import type { Digest, Seconds } from "../platform/mod.ts";
import type { Scope } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";

/** What features bound at the authorization, a key each. */
export interface Bindings {
  /** `SessionRecord.sid` of the session with which the tokens end; not bound = they outlive sessions. */
  readonly session?: string;
  readonly [feature: string]: unknown;
}

/** The person a token stands for. */
export interface Subject {
  readonly accountId: number;
  readonly sub: string;
  readonly username: string;
}

/** The refresh token that goes with an access token: none, a new one, or one that gives way to its successor. */
export type RefreshPlan =
  | { readonly kind: "none" }
  | { readonly kind: "fresh"; readonly lifetime?: Seconds }
  | { readonly kind: "same"; readonly text: string }
  | { readonly kind: "successor"; readonly of: string; readonly lifetime?: Seconds };

/** What may be issued. Only a grant makes one, and only `draftTokens` turns it into tokens. */
export interface Entitlement {
  readonly client: ClientRecord;
  /** Undefined = the client acts for itself. */
  readonly subject?: Subject;
  /** Of the access token. */
  readonly scope: Scope;
  /** Tag of the family that the tokens belong to; undefined = a new one. */
  readonly tag?: string;
  readonly accessLifetime: Seconds;
  readonly refresh: RefreshPlan;
  readonly bindings: Bindings;
}

/** What a new family starts from, beside its draft. */
export interface FamilyStart {
  readonly grantType: string;
  /** All that was granted: what later tokens may not widen. */
  readonly scope: Scope;
  readonly codeDigest?: Digest;
}
