import type { Proof } from "../support/proof.ts";

/** A module of the OpenID Foundation's conformance suite, and what answers it here. */
export interface PlanModule {
  /** Its name in the suite. */
  readonly name: string;
  /** What it demands, in our words. */
  readonly demands: string;
  /** The rules that it is about; each is cited by a file of a proof. */
  readonly rules: readonly string[];
  readonly proofs: readonly Proof[];
  /** Why there is no proof; only where there is none. */
  readonly reason?: string;
}

/** A certification plan of the suite. */
export interface Plan {
  /** Its name in the suite. */
  readonly name: string;
  /** The profile that it certifies. */
  readonly profile: string;
  /** Whatever it runs its modules with, one after the other: response types, say. */
  readonly variants: readonly string[];
  readonly modules: readonly PlanModule[];
}
