import type { VerifyingKey } from "../signature_methods.ts";
import type { Trial, WrongBase, WrongKey } from "./trial.ts";

/** A way to sign wrongly that many clients have found before. */
export interface Mistake {
  /** For programs: `query_left_out`. */
  readonly name: string;
  /** What the client did: a sentence about the signature. */
  readonly says: string;
  /** The sentence that it broke. */
  readonly rule: string;
  /** What its author has to do, in a line. */
  readonly mend: string;
}

/** A mistake in what was signed. */
export interface MistakeOfBase extends Mistake {
  readonly bases: (trial: Trial) => readonly WrongBase[];
}

/** A mistake in what it was signed with. */
export interface MistakeOfKey extends Mistake {
  readonly keys: WrongKey;
}

/** A mistake in how the signature was made, or written. */
export interface MistakeOfSignature extends Mistake {
  readonly isMade: (trial: Trial, right: { readonly base: string; readonly key: VerifyingKey }) => boolean;
}

/** One of the three kinds. */
export type AnyMistake = MistakeOfBase | MistakeOfKey | MistakeOfSignature;
