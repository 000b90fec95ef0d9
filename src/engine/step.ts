import type { Session } from "../accounts/mod.ts";
import type { Instant } from "../platform/mod.ts";
import type { Display, ErrorCode, Params, PromptWord, Reply, Scope } from "../protocol/mod.ts";
import type { AuthorizationRequest } from "./response.ts";

/** What a person has done so far on the way through one authorization request. */
export interface Progress {
  /** When the request came. */
  readonly askedAt?: Instant;
  /** When the person signed in on this way. */
  readonly signedInAt?: Instant;
  /** `AccountRecord.id` of the account that the person chose to go on with. */
  readonly chosenAccount?: number;
  /** What the person wants rather than to go on as who is signed in: to sign in as `another`, or to make an `account`. */
  readonly wants?: "another" | "account";
  /** What the person allowed. */
  readonly allowed?: Scope;
}

/** Where a request stands. */
export interface Journey {
  readonly request: AuthorizationRequest;
  readonly session: Session | undefined;
  readonly progress: Progress;
}

/** A page that a step shows: where its form goes and what makes the form genuine. */
export interface StepForm {
  readonly action: string;
  readonly csrf: string;
  /** How the client wants it to be shown. */
  readonly display: Display;
}

/** What came of a form. */
export type StepOutcome =
  | { readonly kind: "again"; readonly reply: Reply }
  | {
      readonly kind: "done";
      readonly progress: Progress;
      readonly session?: { readonly id: string; readonly session: Session };
    }
  | { readonly kind: "refused"; readonly error: ErrorCode; readonly description: string; readonly rule: string };

/**
 * Something that a person may have to do before a request is answered: sign in, choose an account, consent.
 */
export interface Step {
  readonly name: string;
  /** Word of `prompt` by which a client asks for it. */
  readonly prompt?: PromptWord;
  /** Name of a step of another feature that comes after this one; in the order of the features when not given. */
  readonly before?: string;
  /**
   * The error that says so to a client which does not want its user to be asked (`prompt=none`); undefined when there
   * is nothing to do.
   */
  needed(journey: Journey): Promise<ErrorCode | undefined> | ErrorCode | undefined;
  show(journey: Journey, form: StepForm): Promise<Reply>;
  answer(journey: Journey, form: StepForm & { readonly params: Params }): Promise<StepOutcome>;
}
