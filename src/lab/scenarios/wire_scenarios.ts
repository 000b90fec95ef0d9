import { afterFault, askedFor, valueOf } from "../judge/observe.ts";
import { failed, passed, waitsAsTold } from "./_seen.ts";
import { accepts, either, type Observation, type Observed, observes, refuses, type Scenario } from "./scenario.ts";
import type { SetupName } from "./setup.ts";

/** Setups whose clients get a token by their first token request. */
const TOKEN: readonly SetupName[] = [
  "code",
  "oauth2.1",
  "native",
  "spa",
  "oidc-code",
  "oidc-hybrid",
  "client-credentials",
];

const STOPS = refuses("userinfo", "resource");

type Rest = Omit<Scenario, "name" | "setups" | "faults"> & Partial<Pick<Scenario, "faults">>;

function scenario(name: string, rest: Rest): Scenario {
  const whole = `token_reply_${name}`;
  return { name: whole, setups: TOKEN, faults: [{ fault: whole }], ...rest };
}

const READ_WITH_CARE =
  "Parse the body as JSON inside a guard, look whether it is an object, and treat everything else as a failed sign-in with a message, not as a crash.";

/** A body that no client can use. */
function unusable(name: string, title: string, says: string): Scenario {
  return scenario(name, {
    title,
    rule: "RFC6749-5.1-17",
    keyword: "SHOULD",
    says,
    expect: STOPS,
    mend: READ_WITH_CARE,
  });
}

/** A body that is odd: a client may take it or leave it. */
function odd(name: string, title: string, says: string): Scenario {
  return { ...unusable(name, title, says), expect: either() };
}

/** An answer that is no token response at all. */
function page(name: string, title: string, says: string): Scenario {
  return {
    ...unusable(name, title, says),
    rule: "RFC6749-5.2-8",
    mend: "Look at status and Content-Type before you parse: proxies and gateways answer in pages of their own.",
  };
}

const BODY: readonly Scenario[] = [
  unusable("broken_json", "Broken JSON", "Refuse a token response that is not quite JSON"),
  unusable("truncated_json", "Truncated JSON", "Refuse a token response that ends in the middle"),
  unusable("json_array", "JSON array", "Refuse a token response that is a JSON array"),
  unusable("json_null", "JSON null", "Refuse a token response that is the JSON value null"),
  unusable("form_encoded", "Form instead of JSON", "Refuse a token response that is a form: it has to be JSON"),
  unusable("empty", "Empty body", "Refuse a token response that is empty"),
  unusable("no_content", "204 without a body", "Refuse a token response with status 204, which has no body"),
  odd("duplicate_members", "Members twice", "Survive a token response whose access_token stands there twice"),
  odd("byte_order_mark", "Byte order mark", "Survive a token response that begins with a byte order mark"),
  odd("text_html", "JSON called HTML", "Survive a right token response whose Content-Type is text/html"),
  {
    ...odd("huge", "Five million characters", "Survive a token response of five million characters"),
    mend: "Stop reading at a limit of your own, some hundred kilobytes, or be able to take all of it.",
  },
  page("page_with_200", "Page with status 200", "Refuse a web page in the place of a token response"),
  page("page_with_500", "Page with status 500", "Survive a web page with status 500"),
  page("page_with_502", "Page with status 502", "Survive the web page of a gateway with status 502"),
];

/** Whether credentials are sent to where a redirect leads. */
function keepsCredentials({ journal }: Observation): Observed {
  const after = afterFault(journal);
  const led = askedFor(after, "unknown");
  const secrets = ["code", "client_secret", "client_assertion", "refresh_token", "code_verifier"];
  const told = led.filter(
    (entry) => entry.credentials !== "none" || secrets.some((name) => valueOf(entry, name) !== undefined),
  );
  if (told.length > 0) return failed("It sent its credentials or its code to where the redirect leads", told);
  if (led.length > 0) return passed("It followed the redirect without its credentials", led);
  return passed("It did not follow the redirect", []);
}

function redirect(name: string, status: number): Scenario {
  return scenario(name, {
    title: `Redirect (${status})`,
    rule: "RFC9110-15.4-1",
    keyword: "SHOULD",
    says: `Send neither credentials nor the code to where a redirect (${status}) of the token endpoint leads`,
    expect: observes(keepsCredentials),
    mend: "Tell your HTTP client to follow no redirects at the token endpoint: there is no right server that sends any.",
    known: ["gap redirects of the token endpoint"],
  });
}

function later(
  name: string,
  rest: Pick<Scenario, "title" | "rule" | "keyword" | "says"> & Partial<Scenario>,
): Scenario {
  const whole = `token_reply_${name}`;
  return {
    ...scenario(name, {
      expect: observes(waitsAsTold("token")),
      mend: "Read Retry-After, as a number of seconds or as a date, and do not ask again before that time; giving up is right as well.",
      ...rest,
    }),
    faults: [{ fault: whole, times: 1 }],
    patience: 4_000,
  };
}

const LATER: readonly Scenario[] = [
  redirect("redirect", 302),
  redirect("redirect_with_body", 307),
  later("503_retry_after", {
    title: "503 with seconds",
    rule: "RFC9110-10.2.3-2",
    keyword: "SHOULD",
    says: "Wait for as long as Retry-After says before you ask the token endpoint again",
  }),
  later("503_retry_after_date", {
    title: "503 with a date",
    rule: "RFC9110-10.2.3-3",
    keyword: "MUST",
    says: "Read a Retry-After that is a date, and wait until then before you ask the token endpoint again",
  }),
  later("429_retry_after", {
    title: "429 with seconds",
    rule: "RFC6585-4-4",
    keyword: "SHOULD",
    says: "Slow down after a 429, for as long as Retry-After says",
  }),
];

const NOT_AGAIN = {
  rule: "RFC9110-9.2.2-1",
  keyword: "SHOULD NOT",
  mend: "Give the token request a time limit of some ten seconds. Where no answer came, begin the sign-in anew rather than send the code again: nobody knows whether it was used up.",
} as const;

const CONNECTION: readonly Scenario[] = [
  scenario("slow", {
    ...NOT_AGAIN,
    title: "Slow by three seconds",
    says: "Wait for a token response that takes three seconds, and do not ask twice",
    expect: accepts("resource"),
    patience: 3_000,
  }),
  scenario("too_slow", {
    ...NOT_AGAIN,
    title: "Too slow",
    says: "End in order where the token response does not come",
    expect: either(),
  }),
  scenario("dropped", {
    ...NOT_AGAIN,
    title: "Connection dropped",
    says: "End in order where the connection is dropped before the token response",
    expect: STOPS,
  }),
  scenario("dropped_in_body", {
    ...NOT_AGAIN,
    title: "Connection dropped in the body",
    says: "Use nothing of a token response of which a part is missing",
    expect: STOPS,
  }),
  scenario("dropped_once", {
    ...NOT_AGAIN,
    title: "Connection dropped once",
    says: "End in order, or complete the flow, where the connection is dropped once",
    faults: [{ fault: "token_reply_dropped_once", times: 1 }],
    expect: either(),
  }),
];

/** What a client makes of token responses that are wrong below what they say. */
export const WIRE_SCENARIOS: readonly Scenario[] = [...BODY, ...LATER, ...CONNECTION];
