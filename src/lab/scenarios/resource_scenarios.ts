import { afterFault, askedFor, firstFaulted, redactedOf, valueOf } from "../judge/observe.ts";
import { asksNoMoreThan, failed, isSuccess, passed, unseen, waitsAsTold } from "./_seen.ts";
import { accepts, type Observation, type Observed, observes, refuses, type Scenario } from "./scenario.ts";
import type { SetupName } from "./setup.ts";

/** Setups whose clients can get another access token by themselves. */
const RENEWING: readonly SetupName[] = ["refresh", "client-credentials", "oidc-refresh"];

type Rest = Omit<Scenario, "name" | "faults" | "setups"> & Partial<Pick<Scenario, "setups" | "faults">>;

function scenario(name: string, rest: Rest): Scenario {
  const whole = `resource_${name}`;
  return { name: whole, setups: ["resource"], faults: [{ fault: whole }], ...rest };
}

/** A 401 that another access token mends. */
function renewing(name: string, rest: Pick<Scenario, "title" | "says" | "mend">): Scenario {
  return scenario(name, {
    setups: RENEWING,
    rule: "RFC6750-3.1-4",
    keyword: "MAY",
    faults: [{ fault: `resource_${name}`, times: 1 }],
    expect: accepts("token", "resource"),
    ...rest,
  });
}

const REFUSED: readonly Scenario[] = [
  renewing("expired", {
    title: "401 as the token expired",
    says: "Get another access token after a 401 with invalid_token, and repeat the request",
    mend: "Do not rely on expires_in alone: an API may refuse a token before its time. Renew it and repeat the request once.",
  }),
  renewing("no_challenge", {
    title: "401 without a challenge",
    says: "Get another access token after a 401 that has no challenge, and repeat the request",
    mend: "Go by the status 401 and not by the WWW-Authenticate field alone, which some APIs leave out.",
  }),
  renewing("other_case", {
    title: "Challenge in small letters",
    says: "Read a challenge whose scheme is written in small letters",
    mend: "Compare the scheme of a challenge without regard to letter case.",
  }),
  renewing("several_challenges", {
    title: "Two challenges in one field",
    says: "Find the Bearer challenge among several in one field",
    mend: "Read WWW-Authenticate as a list of challenges: a comma may end one, or a parameter of it, or stand in a quoted text.",
  }),
  scenario("expired_always", {
    title: "401 for ever",
    setups: ["refresh", "oidc-refresh", "resource"],
    rule: "RFC6750-3.1-4",
    keyword: "MAY",
    faults: [{ fault: "resource_expired" }],
    says: "Give up where the API refuses fresh tokens as well",
    expect: observes(asksNoMoreThan(12, "resource", "token", "authorize")),
    mend: "Count the tries of each request: after a second 401 tell the person, instead of renewing the token again.",
  }),
  scenario("redirect", {
    title: "Redirect by the API",
    rule: "RFC9110-15.4-1",
    keyword: "SHOULD",
    says: "Send no access token to where a redirect of the API leads",
    expect: observes(keepsToken),
    mend: "Tell your HTTP client to drop the Authorization field when it follows a redirect, or to follow none.",
  }),
];

/** Whether a token is sent to where a redirect leads. */
function keepsToken({ journal }: Observation): Observed {
  const led = askedFor(afterFault(journal), "unknown");
  const told = led.filter(({ credentials }) => credentials !== "none");
  if (told.length > 0) return failed("It sent its access token to where the redirect leads", told);
  return passed(led.length > 0 ? "It followed the redirect without its token" : "It did not follow the redirect", led);
}

/** Whether more scope is asked for when the API demands it, and the request repeated. */
function stepsUp({ journal }: Observation): Observed {
  const refused = askedFor(journal, "resource").find(({ status }) => status === 403);
  if (refused === undefined) return unseen("It never asked for what needs more scope", []);
  const later = journal.filter(({ n }) => n > refused.n);
  const [asked] = askedFor(later, "authorize");
  if (asked === undefined) return failed("It did not ask for the scope that the API demands", [refused]);
  const scope = valueOf(asked, "scope")?.split(" ") ?? [];
  if (!scope.includes("write"))
    return failed(`It asked for the scope '${scope.join(" ")}', though 'write' is demanded`, [refused, asked]);
  const opened = askedFor(later, "resource").filter((entry) => entry.n > asked.n && isSuccess(entry));
  if (opened.length === 0) return failed("It did not repeat the request with the new token", [refused, asked]);
  return passed("It asked for the scope that the API demands, and repeated the request", [refused, asked, ...opened]);
}

/** Whether the sign-in that an API demands is asked for by this parameter. */
function signsInAnew(parameter: "acr_values" | "max_age", wanted: string): (seen: Observation) => Observed {
  return ({ journal }) => {
    const refused = firstFaulted(journal);
    if (refused === undefined) return unseen("It never asked for the resource", []);
    const [asked] = askedFor(afterFault(journal), "authorize");
    if (asked === undefined) {
      const again = askedFor(afterFault(journal), "resource");
      if (again.length > 1) return failed("It asked again and again without another sign-in", again);
      return passed("It asked for no other sign-in, and stopped", [refused]);
    }
    const value = valueOf(asked, parameter);
    if (value === wanted) return passed(`It asked for another sign-in with ${parameter} '${wanted}'`, [refused, asked]);
    const said = value === undefined || redactedOf(value) !== undefined ? "none" : `'${value}'`;
    return failed(`It asked for another sign-in with ${said} as ${parameter}, though '${wanted}' is demanded`, [
      refused,
      asked,
    ]);
  };
}

const STEP_UP_MEND =
  "Read the challenge of the 401: send its acr_values and max_age in a new authorization request, and repeat the call with the token that comes of it.";

const STEPS: readonly Scenario[] = [
  scenario("step_up_scope", {
    title: "More scope demanded",
    rule: "RFC6750-3.1-5",
    keyword: "MAY",
    faults: [],
    says: "Ask for the scope that a challenge of insufficient_scope names, and repeat the request",
    expect: observes(stepsUp),
    mend: "Read scope out of the challenge of the 403, ask the person for it by another authorization request, and repeat the call with the new token.",
    known: ["MCP scope-step-up"],
  }),
  scenario("insufficient_scope", {
    title: "More scope demanded for ever",
    rule: "RFC6750-3.1-5",
    keyword: "MAY",
    says: "Give up where the API demands more scope although it was granted",
    expect: observes(asksNoMoreThan(6, "resource", "authorize")),
    mend: "Ask for more scope once for a request; where the API demands it again, tell the person.",
    known: ["MCP scope-retry-limit"],
  }),
  scenario("step_up_acr", {
    title: "Stronger sign-in demanded",
    rule: "RFC9470-4-1",
    keyword: "SHOULD",
    faults: [{ fault: "resource_step_up_acr", times: 1 }],
    says: "Send acr_values of the challenge in another authorization request, or stop",
    expect: observes(signsInAnew("acr_values", "urn:example:stronger")),
    mend: STEP_UP_MEND,
  }),
  scenario("step_up_max_age", {
    title: "Fresh sign-in demanded",
    rule: "RFC9470-4-1",
    keyword: "SHOULD",
    faults: [{ fault: "resource_step_up_max_age", times: 1 }],
    says: "Send max_age of the challenge in another authorization request, or stop",
    expect: observes(signsInAnew("max_age", "60")),
    mend: STEP_UP_MEND,
  }),
];

const LATER_MEND = "Read Retry-After and do not ask again before that time; giving up is right as well.";

const LATER: readonly Scenario[] = [
  scenario("429_retry_after", {
    title: "429 with seconds",
    rule: "RFC6585-4-4",
    keyword: "SHOULD",
    faults: [{ fault: "resource_429_retry_after", times: 1 }],
    says: "Wait for as long as Retry-After says before you ask the API again",
    expect: observes(waitsAsTold("resource")),
    mend: LATER_MEND,
    patience: 4_000,
  }),
  scenario("503_retry_after", {
    title: "503 with seconds",
    rule: "RFC9110-10.2.3-2",
    keyword: "SHOULD",
    faults: [{ fault: "resource_503_retry_after", times: 1 }],
    says: "Wait for as long as Retry-After says before you ask the API again",
    expect: observes(waitsAsTold("resource")),
    mend: LATER_MEND,
    patience: 4_000,
  }),
  scenario("500", {
    title: "500 by the API",
    rule: "RFC9110-15-1",
    keyword: "MUST",
    says: "Take a 500 of the API for a failure of the API, and not of the token",
    expect: refuses("token", "authorize"),
    mend: "Renew the token after 401 alone: it has nothing to do with an error of the class 5xx.",
  }),
];

/** What a client makes of an API that refuses its token. */
export const RESOURCE_SCENARIOS: readonly Scenario[] = [...REFUSED, ...STEPS, ...LATER];
