import type { Proof } from "../support/proof.ts";

/** How what an older server does is done here. */
export type Verdict = "same" | "stricter" | "other" | "left out";

/** Something that users of an older server rely on. */
export interface Behaviour {
  /** What it is, in our words, as it is here. */
  readonly says: string;
  readonly verdict: Verdict;
  /** Why it is not the same; only where it is not. */
  readonly because?: string;
  /** None only where it is left out. */
  readonly proofs: readonly Proof[];
}

/** Behaviours that belong together. */
export interface BehaviourGroup {
  readonly title: string;
  readonly rows: readonly Behaviour[];
}

/** What is done alike. */
export function same(says: string, ...proofs: readonly (readonly Proof[])[]): Behaviour {
  return { says, verdict: "same", proofs: proofs.flat() };
}

/** What is done so that less is let through. */
export function stricter(
  said: Pick<Required<Behaviour>, "says" | "because">,
  ...proofs: readonly (readonly Proof[])[]
): Behaviour {
  return { ...said, verdict: "stricter", proofs: proofs.flat() };
}

/** What is done in another way. */
export function other(
  said: Pick<Required<Behaviour>, "says" | "because">,
  ...proofs: readonly (readonly Proof[])[]
): Behaviour {
  return { ...said, verdict: "other", proofs: proofs.flat() };
}

/** What is not there, for a reason. */
export function leftOut(said: Pick<Required<Behaviour>, "says" | "because">): Behaviour {
  return { ...said, verdict: "left out", proofs: [] };
}
