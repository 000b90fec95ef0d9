import { afterFault, askedFor } from "../judge/observe.ts";
import { failed, marksOf, passed } from "./_seen.ts";
import { accepts, either, type Observation, type Observed, observes, refuses, type Scenario } from "./scenario.ts";
import type { SetupName } from "./setup.ts";

/** Setups whose clients redeem a code. */
const CODE: readonly SetupName[] = ["code", "oauth2.1", "native", "spa", "oidc-code", "oidc-hybrid"];
/** Setups whose clients get a token by their first token request. */
const TOKEN: readonly SetupName[] = [...CODE, "client-credentials"];

const STOPS = refuses("userinfo", "resource");
const GOES_ON = accepts("resource");

type Rest = Omit<Scenario, "name" | "setups" | "faults"> & Partial<Pick<Scenario, "setups" | "faults">>;

function scenario(name: string, rest: Rest): Scenario {
  const whole = `token_reply_${name}`;
  return { name: whole, setups: TOKEN, faults: [{ fault: whole }], ...rest };
}

const DEMAND_BOTH =
  "Look whether access_token and token_type are there and are texts that are not empty, before you store or use anything of the token response.";

const TYPE: readonly Scenario[] = [
  scenario("no_token_type", {
    title: "token_type missing",
    rule: "RFC6749-5.1-11",
    keyword: "MUST",
    says: "Refuse a token response without token_type",
    expect: STOPS,
    mend: DEMAND_BOTH,
  }),
  scenario("unknown_token_type", {
    title: "token_type unknown",
    rule: "RFC6749-7.1-1",
    keyword: "MUST NOT",
    says: "Leave a token alone whose type you do not know",
    expect: STOPS,
    mend: "Compare token_type with the types that you can use, which is 'bearer' without regard to letter case, and refuse all others.",
  }),
  scenario("token_type_other_case", {
    title: "token_type in other letter case",
    rule: "RFC6749-5.1-12",
    keyword: "MUST",
    says: "Compare token_type without regard to letter case",
    expect: GOES_ON,
    mend: "Bring token_type to small letters before you compare it.",
    known: ["OIDF token-type-case-insensitivity"],
  }),
];

const LIFETIME: readonly Scenario[] = [
  scenario("no_expires_in", {
    title: "expires_in missing",
    rule: "RFC6749-5.1-13",
    keyword: "MUST",
    says: "Accept a token response without expires_in",
    expect: GOES_ON,
    mend: "Take expires_in for optional: where it is missing, use the token until it is refused.",
    known: ["OIDF token-endpoint-response-without-expires_in"],
  }),
  scenario("expires_in_text", {
    title: "expires_in as text",
    rule: "RFC6749-5.1-14",
    keyword: "SHOULD",
    says: "Cope with an expires_in that is a text of digits",
    expect: GOES_ON,
    mend: "Read expires_in as a number where it is a text of digits, as some servers send it, or take it for none.",
  }),
  scenario("expires_in_junk", {
    title: "expires_in is a word",
    rule: "RFC6749-5.1-14",
    keyword: "SHOULD",
    says: "Take an expires_in that is no number for none, or refuse the answer, and do not break",
    expect: either(),
    mend: "Look whether expires_in is a number before you reckon with it.",
  }),
  scenario("expires_in_negative", {
    title: "expires_in negative",
    rule: "RFC6749-5.1-14",
    keyword: "SHOULD",
    says: "Survive a negative expires_in without asking for tokens on end",
    expect: observes(asksFewTokens),
    mend: "Take a negative expires_in for none, and ask for no new token more than once for one request.",
  }),
  scenario("expires_in_zero", {
    title: "expires_in is 0",
    rule: "RFC6749-5.1-14",
    keyword: "SHOULD",
    says: "Survive an expires_in of 0 without asking for tokens on end",
    expect: observes(asksFewTokens),
    mend: "Use a token that was just issued at least once, whatever its expires_in, and ask for no new one on end.",
  }),
  scenario("expires_in_huge", {
    title: "expires_in of two hundred years",
    rule: "RFC6749-5.1-14",
    keyword: "SHOULD",
    says: "Cope with an expires_in that does not fit into 32 bits",
    expect: GOES_ON,
    mend: "Keep times in numbers that are wide enough, and set no timer for longer than it can run: many run at once then.",
  }),
];

/** Whether tokens are asked for without end. */
function asksFewTokens({ journal }: Observation): Observed {
  const asked = askedFor(afterFault(journal), "token");
  if (asked.length > 3) return failed(`It asked for ${asked.length} more tokens`, asked);
  return passed(`It asked for ${asked.length === 0 ? "no" : asked.length} more tokens`, asked);
}

const SCOPE: readonly Scenario[] = [
  scenario("no_scope", {
    title: "scope missing",
    rule: "RFC6749-5.1-15",
    keyword: "MUST",
    says: "Take the scope that you asked for as granted where the token response names none",
    expect: GOES_ON,
    mend: "Take scope for optional in a token response.",
    known: ["OIDF no-scope-in-token-endpoint-response"],
  }),
  scenario("scope_wider", {
    title: "More scope than was asked for",
    rule: "RFC6749-3.3-6",
    keyword: "MUST",
    says: "Work with a token whose scope is more than you asked for",
    expect: GOES_ON,
    mend: "Look whether the scope that you need is among those that were granted; do not compare the whole texts.",
  }),
  scenario("scope_narrower", {
    title: "Less scope than was asked for",
    setups: ["oidc-code", "oidc-hybrid"],
    rule: "RFC6749-3.3-6",
    keyword: "MUST",
    says: "Work with a token whose scope is less than you asked for, as far as that goes",
    expect: GOES_ON,
    mend: "A person or a server may grant less: look whether the scope that you need for the next step is there, and do without the rest.",
  }),
];

function noToken(name: string, title: string, says: string): Scenario {
  return scenario(name, { title, rule: "RFC6749-5.1-11", keyword: "MUST", says, expect: STOPS, mend: DEMAND_BOTH });
}

const TOKENS: readonly Scenario[] = [
  noToken("no_access_token", "access_token missing", "Refuse a token response without access_token"),
  noToken("access_token_empty", "access_token empty", "Refuse a token response whose access_token is empty"),
  noToken("access_token_number", "access_token is a number", "Refuse a token response whose access_token is no text"),
  noToken("access_token_null", "access_token is null", "Refuse a token response whose access_token is null"),
  scenario("extra_members", {
    title: "Unknown members",
    rule: "RFC6749-5.1-7",
    keyword: "MUST",
    says: "Ignore members of the token response that you do not know",
    expect: GOES_ON,
    mend: "Read the members that you know, and let your parser pass over all others.",
  }),
];

const IS_REFUSAL =
  "Look at the status first: a token response has 200. Take everything else for a refusal, use nothing of it, and tell the person that it failed.";

function refusal(name: string, rest: Pick<Rest, "title" | "says" | "mend"> & Partial<Rest>): Scenario {
  return scenario(name, { rule: "RFC6749-5.2-7", keyword: "MUST", expect: STOPS, ...rest });
}

/** Whether a refused code is left alone. */
function leavesCodeAlone({ journal }: Observation): Observed {
  const after = afterFault(journal);
  const used = askedFor(after, "userinfo", "resource");
  if (used.length > 0) return failed("It went on after the code was refused", used);
  const before = new Set(
    askedFor(journal, "token")
      .slice(0, 1)
      .flatMap((entry) => marksOf(entry, "code")),
  );
  const again = askedFor(after, "token").filter((entry) => marksOf(entry, "code").some((mark) => before.has(mark)));
  if (again.length > 0) return failed("It sent the refused code again", again);
  return passed("It left the refused code alone", []);
}

const ERRORS: readonly Scenario[] = [
  refusal("error_with_200", {
    title: "Error with status 200",
    rule: "RFC6749-5.1-11",
    says: "Refuse an error that comes with status 200: it has no access_token",
    mend: DEMAND_BOTH,
  }),
  refusal("400_with_token", {
    title: "Token with status 400",
    says: "Take an answer with status 400 for a refusal, also where a token stands in it",
    mend: IS_REFUSAL,
  }),
  refusal("error_without_code", {
    title: "Error without code",
    says: "Take an answer with status 400 for a refusal, also where it names no error",
    mend: `The member error may be missing where something else than the server answers. ${IS_REFUSAL}`,
  }),
  refusal("unknown_error", {
    title: "Unknown error",
    says: "Take an error that you do not know for a refusal",
    mend: IS_REFUSAL,
  }),
  refusal("error_uri", {
    title: "Error with a page",
    says: "Take an error with error_uri for a refusal, and open nothing by yourself",
    mend: `Show or log error_uri as text: it is for developers. ${IS_REFUSAL}`,
  }),
  refusal("invalid_client", {
    title: "invalid_client",
    says: "Take invalid_client for a refusal, which no second try mends",
    mend: `Tell whoever runs the application that client_id or client_secret are wrong. ${IS_REFUSAL}`,
  }),
  refusal("invalid_grant", {
    title: "invalid_grant for a code",
    setups: CODE,
    rule: "RFC6749-4.1.2-4",
    keyword: "MUST NOT",
    says: "Send a code that was refused with invalid_grant not again",
    expect: observes(leavesCodeAlone),
    mend: "Begin a new sign-in where a code was refused: a server that sees a code twice takes it for stolen and may end all its tokens.",
  }),
];

/** What a client makes of the members of a token response, and of the errors of the token endpoint. */
export const TOKEN_REPLY_SCENARIOS: readonly Scenario[] = [...TYPE, ...LIFETIME, ...SCOPE, ...TOKENS, ...ERRORS];
