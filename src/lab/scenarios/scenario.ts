import type { FaultUse } from "../faults/fault.ts";
import type { JournalEntry, Place } from "../journal/entry.ts";
import type { SetupName } from "./setup.ts";

/** How strongly the sentence speaks that a client would break. @see RFC 2119 */
export type Keyword = "MUST" | "MUST NOT" | "SHOULD" | "SHOULD NOT" | "MAY";

/**
 * What whoever sits before the browser does beyond signing in and allowing.
 *
 * `deny`: says no; `callback_twice`: the answer of the authorization endpoint is delivered a second time;
 * `foreign_callback`: before anything else an answer is delivered that belongs to nobody's request (an attacker's code
 * and no or a made-up `state`); `no_visit`: never opens the address; `end_session`: her sessions at the provider end when
 * the client is done.
 */
export type Act = "deny" | "callback_twice" | "foreign_callback" | "no_visit" | "end_session";

/** What an observation finds. */
export interface Observed {
  readonly verdict: "passed" | "failed" | "warning" | "not exercised";
  /** What was seen, one sentence without a full stop. */
  readonly says: string;
  /** Numbers of the entries that prove it. */
  readonly evidence: readonly number[];
}

/** What an observation looks at. */
export interface Observation {
  readonly journal: readonly JournalEntry[];
  /** The journal of the unmodified flow. */
  readonly control: readonly JournalEntry[];
}

/**
 * What a right client does.
 *
 * `refuses`: after the first answer with a fault it asks for none of the forbidden places, and says that it refused;
 * `accepts`: it goes on as it did in the control, and each of the needed places is asked for after the fault;
 * `either`: both is right, as long as it ends in order; `observes`: a function of the journal says.
 */
export type Expectation =
  | { readonly kind: "refuses"; readonly forbidden: readonly Place[] }
  | { readonly kind: "accepts"; readonly needs: readonly Place[] }
  | { readonly kind: "either" }
  | { readonly kind: "observes"; readonly judge: (observation: Observation) => Observed };

/** One named situation in which a client shows whether it is right: data, and nothing else. */
export interface Scenario {
  /** `id_token_wrong_issuer`. */
  readonly name: string;
  /** A few words for a table. */
  readonly title: string;
  /** The setups in which it can be run; a plan runs it in the first of these that it has. */
  readonly setups: readonly SetupName[];
  /** Id of the rule in the books of rules: `OIDC-3.1.3.7-2`. */
  readonly rule: string;
  readonly keyword: Keyword;
  /** What the client must do, one sentence without a full stop. */
  readonly says: string;
  readonly faults: readonly FaultUse[];
  /** What the person does; signs in and allows when not given. */
  readonly acts?: readonly Act[];
  readonly expect: Expectation;
  /** What to change in a client that fails, in one to three sentences. */
  readonly mend: string;
  /** Settings of the provider that differ from those of the setup, by their names (`ACCESS_TOKEN_EXPIRE_SECONDS`). */
  readonly settings?: Readonly<Record<string, string>>;
  /** Members of the client's metadata that differ from those of the setup. */
  readonly client?: Readonly<Record<string, unknown>>;
  /**
   * There is a second issuer, right and with the same client and person, to which the fault sends the browser: its
   * answers to the client are among the entries of the journal.
   */
  readonly second?: true;
  /** Parameters that the client is told to put into its authorization request, whatever it asks for besides. */
  readonly asks?: { readonly prompt?: string; readonly max_age?: string };
  /** What the frame of session management says to the client; `changed` when not given. */
  readonly frame?: "changed" | "error";
  /**
   * What the visit that begins a login has in its query beside the issuer, or instead of it: null leaves a parameter
   * out, `{issuer}` stands for the issuer.
   */
  readonly visit?: Readonly<Record<string, string | null>>;
  /** Milliseconds that a right client needs beyond an ordinary flow, where it has to wait. */
  readonly patience?: number;
  /** Where else the case is known by another name: `OIDF invalid-iss`, `3.5 #4`. */
  readonly known?: readonly string[];
}

/** The client must refuse what it got, and ask for none of these places afterwards. */
export function refuses(...forbidden: readonly Place[]): Expectation {
  return { kind: "refuses", forbidden };
}

/** The client must cope, and ask for each of these places after the fault. */
export function accepts(...needs: readonly Place[]): Expectation {
  return { kind: "accepts", needs };
}

/** Whatever the client does is right, if it ends in order. */
export function either(): Expectation {
  return { kind: "either" };
}

/** What a function finds in the journal. */
export function observes(judge: (observation: Observation) => Observed): Expectation {
  return { kind: "observes", judge };
}
