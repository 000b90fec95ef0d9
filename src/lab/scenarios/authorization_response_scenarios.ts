import { afterFault, askedFor, redactedOf, valueOf } from "../judge/observe.ts";
import { failed, firstRepeated, marksOf, passed, tokensShown, unseen } from "./_seen.ts";
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
import type { SetupName } from "./setup.ts";

/** Setups whose clients ask for a code and take it from the query. */
const CODE: readonly SetupName[] = ["code", "oauth2.1", "native", "spa", "oidc-code"];
/** Setups in which the browser brings an answer at all. */
const ANSWERED: readonly SetupName[] = [...CODE, "oidc-hybrid", "oidc-implicit"];

const STOPS = refuses("token", "userinfo", "resource");

type Rest = Pick<Scenario, "title" | "rule" | "keyword" | "says" | "mend"> &
  Partial<Pick<Scenario, "setups" | "acts" | "known" | "faults" | "expect">>;

/** A scenario about the answer of the authorization endpoint, of which the client must use nothing. */
function scenario(name: string, rest: Rest): Scenario {
  const whole = `authorization_response_${name}`;
  return { name: whole, setups: CODE, faults: [{ fault: whole }], expect: STOPS, ...rest };
}

const COMPARE_STATE =
  "Keep the state that you sent with the session of the browser, and compare it with the one in the answer, character by character, before you look at anything else. Stop where they differ.";

const STATE: readonly Scenario[] = [
  scenario("state_missing", {
    title: "State missing",
    setups: ANSWERED,
    rule: "RFC6749-10.14-2",
    keyword: "MUST",
    says: "Refuse an answer without the state that was sent",
    mend: COMPARE_STATE,
    known: ["OIDF ensure-authorization-response-with-invalid-missing-state-fails", "client bug 1"],
  }),
  scenario("state_changed", {
    title: "State changed",
    setups: ANSWERED,
    rule: "RFC6749-10.14-2",
    keyword: "MUST",
    says: "Refuse an answer whose state is not exactly the one that was sent",
    mend: COMPARE_STATE,
    known: ["OIDF ensure-authorization-response-with-invalid-state-fails", "client bug 1"],
  }),
  scenario("state_other_case", {
    title: "State in other letter case",
    rule: "RFC6749-10.14-2",
    keyword: "MUST",
    says: "Refuse an answer whose state has other letter case than the one that was sent",
    mend: COMPARE_STATE,
  }),
  scenario("state_empty", {
    title: "State empty",
    rule: "RFC6749-10.14-2",
    keyword: "MUST",
    says: "Refuse an answer with an empty state, as if it had none",
    mend: `Do not take an empty state for one that need not be compared. ${COMPARE_STATE}`,
  }),
  scenario("state_of_another", {
    title: "State of another request",
    setups: ANSWERED,
    rule: "RFC6749-10.12-1",
    keyword: "MUST",
    says: "Refuse an answer whose state belongs to another request",
    mend: `It is not enough that a state is there. ${COMPARE_STATE}`,
    known: ["client bug 1"],
  }),
  scenario("state_twice", {
    title: "State twice",
    rule: "RFC6749-3.1-10",
    keyword: "SHOULD",
    says: "Refuse an answer with two states",
    mend: "Look whether a parameter of the answer stands there more than once, and refuse the answer then.",
  }),
];

/** Whether each code is redeemed once. */
function redeemsOnce({ journal }: Observation): Observed {
  const answers = askedFor(journal, "callback");
  const redeemed = askedFor(journal, "token");
  const twice = firstRepeated(redeemed, (entry) => marksOf(entry, "code"));
  if (twice.length > 0) return failed("It sent the same code to the token endpoint twice", twice);
  if (answers.length === 0) return unseen("It got no answer of the authorization endpoint", []);
  return passed("It sent no code to the token endpoint twice", redeemed);
}

/** Whether codes are redeemed that the provider gave to this client. */
function redeemsOwn({ journal }: Observation): Observed {
  const own = new Set(askedFor(journal, "callback").flatMap((entry) => marksOf(entry, "code")));
  const redeemed = askedFor(journal, "token");
  const foreign = redeemed.filter((entry) => marksOf(entry, "code").some((mark) => !own.has(mark)));
  if (foreign.length > 0) return failed("It sent the code of an answer for which it had not asked", foreign);
  return passed("It sent no code but those that it had asked for", redeemed);
}

const CALLBACKS: readonly Scenario[] = [
  scenario("replayed", {
    title: "Answer delivered twice",
    rule: "RFC6749-4.1.2-4",
    keyword: "MUST NOT",
    faults: [],
    acts: ["callback_twice"],
    says: "Send a code to the token endpoint once, also where the browser brings it twice",
    expect: observes(redeemsOnce),
    mend: "Forget the state as soon as an answer with it has come, before you redeem its code: a second answer then belongs to nothing.",
  }),
  scenario("foreign", {
    title: "Answer to a request of somebody else",
    rule: "RFC6749-10.12-1",
    keyword: "MUST",
    faults: [],
    acts: ["foreign_callback"],
    says: "Use nothing of an answer that belongs to no request of this browser (login CSRF)",
    expect: observes(redeemsOwn),
    mend: `Somebody else may send people to your redirect URI with a code of their own. ${COMPARE_STATE}`,
    known: ["client bug 1"],
  }),
];

const COMPARE_ISS =
  "Compare the parameter iss of the answer with the issuer that you sent the browser to, as plain strings, before you redeem the code.";

const ISSUER: readonly Scenario[] = [
  scenario("iss_missing", {
    title: "Promised iss missing",
    setups: ANSWERED,
    rule: "RFC9207-2.4-6",
    keyword: "MUST",
    says: "Refuse an answer without iss where the metadata promises one",
    mend: "Where the metadata has authorization_response_iss_parameter_supported: true, take an answer without iss for one of somebody else.",
    known: ["OIDF remove-authorization-response-iss"],
  }),
  scenario("iss_other", {
    title: "iss of another issuer",
    setups: ANSWERED,
    rule: "RFC9207-2.4-3",
    keyword: "MUST",
    says: "Refuse an answer whose iss is another issuer",
    mend: COMPARE_ISS,
    known: ["OIDF invalid-authorization-response-iss"],
  }),
  scenario("iss_other_unpromised", {
    title: "iss of another issuer, not promised",
    faults: [{ fault: "metadata_without_iss_promise" }, { fault: "authorization_response_iss_other" }],
    rule: "RFC9207-2.4-3",
    keyword: "MUST",
    says: "Refuse an answer whose iss is another issuer, also where the metadata does not promise an iss",
    mend: `Do so whenever an answer has an iss. ${COMPARE_ISS}`,
  }),
  scenario("iss_unpromised_missing", {
    title: "Neither promised nor sent iss",
    faults: [{ fault: "metadata_without_iss_promise" }, { fault: "authorization_response_iss_missing" }],
    rule: "RFC9207-2.4-6",
    keyword: "MUST",
    says: "Take an answer without iss where the metadata does not promise one",
    expect: accepts("token", "resource"),
    mend: "Demand an iss of those providers alone whose metadata have authorization_response_iss_parameter_supported: true.",
    known: ["MCP iss-not-advertised"],
  }),
  scenario("iss_unexpected", {
    title: "Right iss, not promised",
    faults: [{ fault: "metadata_without_iss_promise" }],
    rule: "RFC9207-2.4-7",
    keyword: "SHOULD",
    says: "Take or refuse an answer with the right iss that the metadata did not promise, by a rule of your own",
    expect: either(),
    mend: "Either compare the iss and go on, or refuse the answer and say why.",
  }),
  scenario("iss_slash", {
    title: "iss off by a slash",
    rule: "RFC9207-2.4-2",
    keyword: "MUST",
    says: "Refuse an answer whose iss differs by a slash at its end",
    mend: `Neither add nor remove a slash. ${COMPARE_ISS}`,
    known: ["client bug 11"],
  }),
  scenario("iss_other_case", {
    title: "iss in other letter case",
    rule: "RFC9207-2.4-2",
    keyword: "MUST",
    says: "Refuse an answer whose iss differs by letter case",
    mend: `Do not normalize addresses before you compare them. ${COMPARE_ISS}`,
  }),
  scenario("iss_twice", {
    title: "Two issuers in one answer",
    rule: "RFC9207-4-4",
    keyword: "MUST",
    says: "Refuse an answer that names two different issuers",
    mend: "Look at every iss of the answer, and not at the first or the last alone.",
  }),
  scenario("mixed_up", {
    title: "Mix-up of two issuers",
    rule: "RFC9700-4.4.2.1-2",
    keyword: "MUST",
    says: "Send a code to the token endpoint of the issuer that gave it, and to no other",
    mend: `An attacker whose issuer you know can send the browser on to an honest one: the code that comes back is the honest one's, and would be shown to the attacker. ${COMPARE_ISS}`,
  }),
];

/** Whether a long code arrives whole. */
function redeemsWhole({ journal }: Observation): Observed {
  const answered = askedFor(journal, "callback").find(({ faults }) => faults.length > 0);
  if (answered === undefined) return unseen("It got no answer with a long code", []);
  const [mark] = marksOf(answered, "code");
  const redeemed = askedFor(afterFault(journal), "token");
  const whole = redeemed.filter((entry) => mark !== undefined && marksOf(entry, "code").includes(mark));
  if (whole.length > 0) return passed("It sent the long code as it came", whole);
  const [other] = redeemed;
  if (other === undefined) return failed("It sent the long code to nobody", [answered]);
  const length = redactedOf(valueOf(other, "code") ?? "")?.length ?? 0;
  return failed(`It sent ${length} characters of another code`, [answered, other]);
}

/** Whether a token out of an answer that was to have none is used. */
function ignoresToken({ journal }: Observation): Observed {
  const answered = askedFor(journal, "callback").filter(({ faults }) => faults.length > 0);
  const brought = new Set(answered.flatMap((entry) => marksOf(entry, "access_token")));
  const used = askedFor(afterFault(journal), "resource", "userinfo").filter((entry) =>
    tokensShown(entry).some((mark) => brought.has(mark)),
  );
  if (used.length > 0) return failed("It used the access token that came through the browser", used);
  return passed("It did not use the access token that came through the browser", answered);
}

/** Whether what binds a code to a session was there, and the refused code ended the flow. */
function bindsCode({ journal }: Observation): Observed {
  const [asked] = askedFor(journal, "authorize");
  if (asked === undefined) return unseen("It asked for no code", []);
  const redeemed = askedFor(journal, "token").filter(({ faults }) => faults.length > 0);
  if (redeemed.length === 0) return unseen("It redeemed no code", [asked]);
  const used = askedFor(afterFault(journal), "userinfo", "resource");
  if (used.length > 0) return failed("It went on with the code of another session", used);
  const isBound = valueOf(asked, "code_challenge") !== undefined || valueOf(asked, "nonce") !== undefined;
  if (isBound)
    return passed("Its request bound the code to the session, so that the other one was of no use", redeemed);
  return failed("It sent neither a code_challenge nor a nonce, so that nobody can tell whose code it is", [
    asked,
    ...redeemed,
  ]);
}

const CODES: readonly Scenario[] = [
  scenario("code_missing", {
    title: "Neither code nor error",
    rule: "RFC6749-10.14-2",
    keyword: "MUST",
    says: "Refuse an answer that has neither a code nor an error",
    mend: "Look whether the answer has a code before you ask for a token, and say that the sign-in failed where it has none.",
  }),
  scenario("token_for_code", {
    title: "Token in the place of the code",
    rule: "RFC6749-10.14-2",
    keyword: "MUST",
    says: "Refuse an answer that has an access token where a code was asked for",
    mend: "Take from the answer what you asked for and nothing else: anybody can put a token of their own into an address.",
  }),
  scenario("code_empty", {
    title: "Code empty",
    rule: "RFC6749-10.14-2",
    keyword: "MUST",
    says: "Refuse an answer whose code is empty",
    mend: "Take an empty code for none: do not ask for a token with it.",
  }),
  scenario("code_twice", {
    title: "Code twice",
    rule: "RFC6749-3.1-10",
    keyword: "SHOULD",
    says: "Refuse an answer with two codes",
    mend: "Look whether a parameter of the answer stands there more than once, and refuse the answer then.",
  }),
  scenario("long_code", {
    title: "Code of 2,000 characters",
    rule: "RFC6749-4.1.2-11",
    keyword: "SHOULD NOT",
    says: "Send a code to the token endpoint as it came, however long it is",
    expect: observes(redeemsWhole),
    mend: "Neither cut off nor refuse long codes: no specification limits them.",
  }),
  scenario("injected_code", {
    title: "Code of another session",
    rule: "RFC9700-2.1.1-6",
    keyword: "MUST",
    says: "Bind each code to the session by PKCE or a nonce, so that the code of another session is of no use",
    expect: observes(bindsCode),
    mend: "Send a code_challenge (S256) with each authorization request and the code_verifier with the code. Stop when the token endpoint refuses the code.",
    known: ["gap code injection"],
  }),
  scenario("code_and_error", {
    title: "Code beside an error",
    rule: "RFC6749-4.1.2.1-8",
    keyword: "SHOULD",
    says: "Take an answer with an error for a refusal, and redeem no code that stands beside it",
    mend: "Look for error before you look for code.",
    known: ["gap error beside a code"],
  }),
  scenario("token_beside_code", {
    title: "Token beside the code",
    rule: "RFC9700-2.1.2-3",
    keyword: "SHOULD",
    says: "Use no access token that comes through the browser where a code was asked for",
    expect: observes(ignoresToken),
    mend: "Read from the answer what your response_type asked for and nothing else: an access token comes from the token endpoint.",
  }),
  scenario("extra_parameters", {
    title: "Unknown parameters",
    rule: "RFC6749-4.1.2-9",
    keyword: "MUST",
    says: "Ignore parameters of the answer that you do not know",
    expect: accepts("token", "resource"),
    mend: "Read the parameters that you know, and do not look at the others.",
  }),
  scenario("in_fragment", {
    title: "Answer in the fragment",
    rule: "RFC6749-10.14-2",
    keyword: "MUST",
    says: "Survive an answer that stands in the fragment instead of the query",
    expect: either(),
    mend: "Take an answer without code and error in its query for a failed sign-in, and do not wait for ever.",
  }),
];

const IS_REFUSAL =
  "Take every answer with the parameter error for the end of this sign-in, whatever its code, and offer to begin anew.";

function refusal(name: string, rest: Pick<Scenario, "title" | "says" | "mend"> & Partial<Scenario>): Scenario {
  return scenario(name, { rule: "RFC6749-4.1.2.1-8", keyword: "SHOULD", ...rest });
}

const ERRORS: readonly Scenario[] = [
  refusal("access_denied", {
    title: "Person says no",
    faults: [],
    acts: ["deny"],
    says: "Stop where the person does not allow it",
    mend: IS_REFUSAL,
  }),
  refusal("server_error", { title: "server_error", says: "Stop at the error server_error", mend: IS_REFUSAL }),
  refusal("temporarily_unavailable", {
    title: "temporarily_unavailable",
    says: "Stop at the error temporarily_unavailable, or ask again later",
    mend: IS_REFUSAL,
  }),
  refusal("bare_error", {
    title: "Error without description",
    says: "Stop at an error that comes without a description",
    mend: `Do not rely on error_description, which is optional. ${IS_REFUSAL}`,
  }),
  refusal("unknown_error", {
    title: "Unknown error",
    rule: "RFC6749-4.1.2.1-9",
    says: "Stop at an error that you do not know",
    mend: IS_REFUSAL,
  }),
  refusal("markup_in_error", {
    title: "Markup in the description",
    rule: "RFC6749-10.14-2",
    keyword: "MUST",
    says: "Stop at an error whose description has markup in it, and show that as text",
    mend: `Escape error_description before you put it into a page or a log: anybody can write it. ${IS_REFUSAL}`,
  }),
];

/** Whether a client that uses PKCE keeps to it whatever the metadata says. */
function keepsPkce({ journal, control }: Observation): Observed {
  const used = askedFor(control, "authorize").some((entry) => valueOf(entry, "code_challenge") !== undefined);
  if (!used) return unseen("It uses no PKCE in the unmodified flow either", []);
  const asked = askedFor(afterFault(journal), "authorize");
  const [first] = asked;
  if (first === undefined) return passed("It asked for no code", []);
  const method = valueOf(first, "code_challenge_method");
  const challenge = valueOf(first, "code_challenge");
  if (challenge === undefined) return failed("It left out the code_challenge, which it sends otherwise", [first]);
  if (method === "S256") return passed("It sent its code_challenge by S256 all the same", [first]);
  return failed(`It sent its code_challenge by ${method ?? "no method, which is plain"}`, [first]);
}

function downgrade(name: string, rest: Omit<Rest, "expect">): Scenario {
  const expect: Expectation = observes(keepsPkce);
  return { name, setups: CODE, faults: [{ fault: name }], expect, ...rest };
}

const PKCE: readonly Scenario[] = [
  downgrade("metadata_without_pkce", {
    title: "PKCE not in the metadata",
    rule: "RFC7636-5-2",
    keyword: "SHOULD",
    says: "Send code_challenge by S256 also where the metadata says nothing of it, or stop",
    mend: "Send code_challenge always: a server that does not know it ignores it, and an attacker can leave it out of metadata.",
    known: ["gap PKCE"],
  }),
  downgrade("metadata_plain_pkce", {
    title: "PKCE by plain alone",
    rule: "RFC7636-4.2-1",
    keyword: "MUST",
    says: "Do not fall back to plain where the metadata names no other method: use S256 or stop",
    mend: "Do not read the method out of the metadata: S256 or nothing.",
  }),
];

/** What a client makes of the answer of the authorization endpoint. */
export const AUTHORIZATION_RESPONSE_SCENARIOS: readonly Scenario[] = [
  ...STATE,
  ...CALLBACKS,
  ...ISSUER,
  ...CODES,
  ...ERRORS,
  ...PKCE,
];
