import type { JournalEntry, Place } from "../journal/entry.ts";
import { afterFault, askedFor, firstFaulted, valuesOf } from "../judge/observe.ts";
import { asksNoMoreThan, failed, passed, unseen, waitsAsTold } from "./_seen.ts";
import {
  accepts,
  either,
  type Expectation,
  type Observation,
  type Observed,
  observes,
  refuses,
  type Scenario,
} from "./scenario.ts";

type Rest = Omit<Scenario, "name" | "setups" | "faults"> & Partial<Pick<Scenario, "faults">>;

function scenario(name: string, rest: Rest): Scenario {
  const whole = `oauth1_${name}`;
  return { name: whole, setups: ["oauth1"], faults: [{ fault: whole }], ...rest };
}

/** Where a consumer goes that takes temporary credentials for right. */
const GOES_NO_FURTHER: Expectation = refuses("authorize", "token_credentials", "resource");
/** Where a consumer goes that takes a callback for right. */
const TAKES_NO_CALLBACK: Expectation = refuses("token_credentials", "resource");

const CONFIRM =
  "Look for oauth_callback_confirmed=true in the answer of the first leg before you send anybody off. Without it the server speaks the first version of OAuth 1.0, in which an attacker can have somebody else finish what he began.";

const UNCONFIRMED: readonly Scenario[] = [
  scenario("temporary_unconfirmed", {
    title: "Callback not confirmed",
    rule: "RFC5849-2.1-15",
    keyword: "MUST",
    says: "Go no further where the temporary credentials come without oauth_callback_confirmed",
    expect: GOES_NO_FURTHER,
    mend: CONFIRM,
    known: ["OAuth Security Advisory 2009.1"],
  }),
  scenario("temporary_confirmed_false", {
    title: "Callback confirmed as false",
    rule: "RFC5849-2.1-15",
    keyword: "MUST",
    says: "Go no further where oauth_callback_confirmed is anything but true",
    expect: GOES_NO_FURTHER,
    mend: CONFIRM,
  }),
];

/** A leg at which credentials are given out, and what follows. */
interface Leg {
  readonly name: "temporary" | "token";
  readonly what: string;
  readonly next: readonly Place[];
  /** A rule that whoever does not go on breaks. */
  readonly onward: Pick<Scenario, "rule" | "keyword">;
}

const LEGS: readonly Leg[] = [
  {
    name: "temporary",
    what: "temporary credentials",
    next: ["authorize", "token_credentials", "resource"],
    onward: { rule: "RFC5849-2.2-1", keyword: "MUST" },
  },
  {
    name: "token",
    what: "token credentials",
    next: ["resource"],
    onward: { rule: "RFC5849-3.4-4", keyword: "MUST" },
  },
];

const BOTH_THERE =
  "Look whether oauth_token and oauth_token_secret are both in an answer with status 200 before you use either: what is missing must not be signed with as 'undefined' or as an empty text.";

/** What can be wrong about credentials of either kind. @see RFC 5849 2.1, 2.3 */
function credentialsOf({ name, what, next, onward }: Leg): readonly Scenario[] {
  const whole = (rest: string): string => `${name}_${rest}`;
  const incomplete = { rule: "RFC5849-3.4-4", keyword: "SHOULD", expect: refuses(...next), mend: BOTH_THERE } as const;
  return [
    scenario(whole("no_token"), {
      title: `No oauth_token in ${what}`,
      says: `Use no ${what} that come without oauth_token`,
      ...incomplete,
    }),
    scenario(whole("no_secret"), {
      title: `No secret in ${what}`,
      says: `Use no ${what} that come without oauth_token_secret, with which the next request has to be signed`,
      ...incomplete,
    }),
    scenario(whole("page"), {
      title: `Page for ${what}`,
      says: `Take no web page for ${what}, though it comes with status 200`,
      ...incomplete,
    }),
    scenario(whole("json"), {
      title: `JSON for ${what}`,
      rule: "RFC5849-3.4-4",
      keyword: "MUST",
      says: `End in order where ${what} come as JSON, be it that they are read or refused`,
      expect: either(),
      mend: `Read ${what} as a form, as its type says; refuse anything else or read it by its own type, and tell the person what was wrong.`,
    }),
    scenario(whole("extra"), {
      title: `Unknown parameters in ${what}`,
      ...onward,
      says: `Go on where ${what} come with parameters that it does not know`,
      expect: accepts(...next),
      mend: "Read the answer as a form, take the parameters that you know by their names, and ignore what else there is.",
    }),
    scenario(whole("type_case"), {
      title: `Type of ${what} in other letters`,
      ...onward,
      says: `Read ${what} whatever letters their content type is written in, and with a charset behind it`,
      expect: accepts(...next),
      mend: "Compare content types without regard to case, and cut off what stands behind the semicolon.",
    }),
  ];
}

const SAME_TOKEN =
  "Keep the temporary token with the session of the person whom you send off, and compare oauth_token of the callback with it before you use the verifier.";
const VERIFIER =
  "Ask for token credentials only with an oauth_verifier that the callback brought; where there is none, or an oauth_problem instead, the person or the server said no.";

const CALLBACK: readonly Scenario[] = [
  scenario("callback_other_token", {
    title: "Callback of another request",
    rule: "RFC5849-2.2-14",
    keyword: "SHOULD",
    says: "Take no callback whose oauth_token is not the one that it sent this person off with",
    expect: TAKES_NO_CALLBACK,
    mend: SAME_TOKEN,
  }),
  scenario("callback_no_token", {
    title: "Callback without oauth_token",
    rule: "RFC5849-2.2-14",
    keyword: "SHOULD",
    says: "Take no callback that does not say of which request it is",
    expect: TAKES_NO_CALLBACK,
    mend: SAME_TOKEN,
  }),
  scenario("callback_foreign", {
    title: "Callback that an attacker sends",
    rule: "RFC5849-2.2-14",
    keyword: "SHOULD",
    faults: [],
    acts: ["foreign_callback"],
    says: "Take no callback with a token and a verifier that somebody made up",
    expect: observes(takesNoForeign),
    mend: SAME_TOKEN,
  }),
  scenario("callback_no_verifier", {
    title: "Callback without verifier",
    rule: "RFC5849-2.3-12",
    keyword: "MUST",
    says: "Ask for no token credentials where the callback brought no oauth_verifier",
    expect: TAKES_NO_CALLBACK,
    mend: VERIFIER,
  }),
  scenario("callback_empty_verifier", {
    title: "Callback with an empty verifier",
    rule: "RFC5849-2.3-12",
    keyword: "MUST",
    says: "Take an empty oauth_verifier for none",
    expect: TAKES_NO_CALLBACK,
    mend: VERIFIER,
  }),
  scenario("callback_denied", {
    title: "The person says no",
    rule: "RFC5849-2.3-12",
    keyword: "MUST",
    faults: [],
    acts: ["deny"],
    says: "Ask for no token credentials where the person did not allow it",
    expect: TAKES_NO_CALLBACK,
    mend: VERIFIER,
  }),
  scenario("callback_other_verifier", {
    title: "Callback with a wrong verifier",
    rule: "RFC5849-2.3-12",
    keyword: "MUST",
    says: "Go no further where the server refuses the verifier of the callback",
    expect: refuses("resource"),
    mend: "Read the status of the answer of the third leg: where it is not 200 there are no credentials, and the flow has to begin anew.",
  }),
  scenario("callback_extra", {
    title: "Unknown parameter in the callback",
    rule: "RFC5849-2.3-12",
    keyword: "MUST",
    says: "Go on where the callback has a parameter that it does not know",
    expect: accepts("token_credentials", "resource"),
    mend: "Take oauth_token and oauth_verifier by their names from the query, and ignore what else there is.",
  }),
];

/** What a request cannot share with one before it. @see RFC 5849 3.3 */
function freshnessOf(entry: JournalEntry): string {
  const header = entry.headers["authorization"] ?? "";
  return ["oauth_nonce", "oauth_timestamp"]
    .map((name) => new RegExp(`\\b${name}="([^"]*)"`).exec(header)?.[1] ?? valuesOf(entry, name).join(" "))
    .join(" ");
}

/** Whoever was refused for its nonce or its timestamp asks with fresh ones, or not at all. */
function asksAfresh(place: Place): (observation: Observation) => Observed {
  return ({ journal }) => {
    const told = firstFaulted(journal);
    if (told === undefined) return unseen("It was not refused", []);
    const more = askedFor(afterFault(journal), place);
    const stale = more.find((entry) => freshnessOf(entry) === freshnessOf(told));
    if (stale !== undefined)
      return failed("It asked again with the nonce and the timestamp that were refused", [told, stale]);
    if (more.length === 0) return passed("It did not ask again", [told]);
    return passed("It asked again with a fresh nonce", [told, ...more]);
  };
}

/** The first question for token credentials is one that the server grants, as nobody else's verifier was sent. */
function takesNoForeign({ journal }: Observation): Observed {
  const asked = askedFor(journal, "token_credentials");
  const refused = asked.find(({ status }) => status !== 200);
  if (refused !== undefined) return failed("It asked for token credentials with what an attacker had sent", [refused]);
  if (askedFor(journal, "temporary_credentials").length === 0) return unseen("It did not begin", []);
  return passed("It asked for no token credentials with what an attacker had sent", asked);
}

const AFRESH =
  "Draw a new nonce, take the time anew and sign again, for each request that you send: also for one that is tried again. Try once more at most.";
const GIVE_UP = "Give up after a second refusal, and tell whoever waits: no signature gets better by repetition.";

const REFUSED: readonly Scenario[] = [
  scenario("nonce_used", {
    title: "Nonce used before",
    rule: "RFC5849-3.3-3",
    keyword: "MUST",
    faults: [{ fault: "oauth1_nonce_used", times: 1 }],
    says: "Ask again with a fresh nonce, or not at all, where its nonce was used before",
    expect: observes(asksAfresh("temporary_credentials")),
    mend: AFRESH,
  }),
  scenario("nonce_used_always", {
    title: "Nonce used before, again and again",
    rule: "RFC9110-9.2.2-1",
    keyword: "SHOULD NOT",
    faults: [{ fault: "oauth1_nonce_used" }],
    says: "Give up where each nonce is refused, and not ask without end",
    expect: observes(asksNoMoreThan(3, "temporary_credentials")),
    mend: GIVE_UP,
  }),
  scenario("timestamp_refused", {
    title: "Timestamp refused",
    rule: "RFC5849-3.3-3",
    keyword: "MUST",
    faults: [{ fault: "oauth1_timestamp_refused", times: 1 }],
    says: "Sign anew, or give up, where its timestamp is refused",
    expect: observes(asksAfresh("resource")),
    mend: AFRESH,
  }),
  scenario("token_rejected", {
    title: "Token rejected",
    rule: "OAUTHPROBLEM-2-2",
    keyword: "SHOULD",
    says: "Stop using a token that the server rejects",
    expect: observes(asksNoMoreThan(3, "resource", "temporary_credentials")),
    mend: "Forget a token that is answered token_rejected, and ask the person again when they come back.",
  }),
  scenario("permission_denied", {
    title: "Permission denied",
    rule: "OAUTHPROBLEM-2-2",
    keyword: "SHOULD",
    says: "Ask for nothing with credentials that it was not given",
    expect: refuses("resource"),
    mend: "Read the status of the answer of the third leg before its parameters: 401 gives out no credentials.",
  }),
  scenario("unknown_problem", {
    title: "Unknown problem",
    rule: "OAUTHPROBLEM-2-2",
    keyword: "SHOULD",
    says: "Take a problem that it does not know for a refusal",
    expect: refuses("resource"),
    mend: "Judge an answer by its status, and show oauth_problem to whoever can do something about it, whatever word it is.",
  }),
  scenario("503_retry_after", {
    title: "503 with seconds",
    rule: "RFC9110-10.2.3-2",
    keyword: "SHOULD",
    faults: [{ fault: "oauth1_503_retry_after", times: 1 }],
    says: "Wait for as long as Retry-After says before it asks again",
    expect: observes(waitsAsTold("temporary_credentials")),
    mend: "Read Retry-After of an answer 503 and ask no earlier, with a fresh nonce.",
    patience: 3_000,
  }),
];

const SIGNED: readonly Scenario[] = [
  scenario("odd_verifier", {
    title: "Verifier that is hard to encode",
    rule: "RFC5849-3.6-5",
    keyword: "MUST",
    faults: [{ fault: "oauth1_odd_verifier" }, { fault: "oauth1_resource_opened" }],
    says: "Encode each parameter for its signature as RFC 5849 has it: blanks, plus, percent, tilde, umlauts and all",
    expect: accepts("token_credentials", "resource"),
    mend: "Encode names and values as UTF-8 with every byte as %XX in capitals but A-Z, a-z, 0-9, '-', '.', '_' and '~': a blank is %20 and no plus, '*' is %2A and '~' stays. Undo the encoding of the callback's query first.",
  }),
  scenario("long_verifier", {
    title: "Long verifier",
    rule: "RFC5849-2-5",
    keyword: "SHOULD NOT",
    faults: [{ fault: "oauth1_long_verifier" }, { fault: "oauth1_resource_opened" }],
    says: "Cut off no verifier, and refuse none for its length",
    expect: accepts("token_credentials", "resource"),
    mend: "Keep verifiers, tokens and secrets in fields without a limit of your own.",
  }),
];

/** How a consumer of OAuth 1.0a deals with its provider. */
export const OAUTH1_SCENARIOS: readonly Scenario[] = [
  ...UNCONFIRMED,
  ...LEGS.flatMap(credentialsOf),
  ...CALLBACK,
  ...REFUSED,
  ...SIGNED,
];
