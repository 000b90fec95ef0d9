import { afterFault, askedFor, firstFaulted, valueOf } from "../judge/observe.ts";
import { failed, passed, unseen, waitsAsTold } from "./_seen.ts";
import { accepts, either, type Observation, type Observed, observes, refuses, type Scenario } from "./scenario.ts";

type Rest = Omit<Scenario, "name" | "setups" | "faults"> & Partial<Pick<Scenario, "faults">>;

function scenario(name: string, rest: Rest): Scenario {
  const whole = `par_${name}`;
  return { name: whole, setups: ["par"], faults: [{ fault: whole }], ...rest };
}

/** Nothing may follow of which the provider knows nothing. */
const STOPS = refuses("authorize", "token", "resource");

const STOP_MEND =
  "Look at the status of the answer before you read it: where it is not 201, show the error and send nobody to the authorization endpoint, least of all with the request in its address.";

/** A request that was refused where it was pushed. */
function refused(name: string, rest: Pick<Scenario, "title" | "says"> & Partial<Rest>): Scenario {
  return scenario(name, { rule: "RFC9126-2.3-7", keyword: "MUST", expect: STOPS, mend: STOP_MEND, ...rest });
}

const REFUSED: readonly Scenario[] = [
  refused("refused", {
    title: "Push refused",
    says: "Send nobody to the authorization endpoint when the request was refused where it was pushed",
    known: ["OIDF par-error"],
  }),
  refused("invalid_client", {
    title: "Client unknown at the push",
    says: "Send nobody to the authorization endpoint when the provider does not know the client that pushes",
  }),
  refused("500", {
    title: "500 at the push",
    says: "Send nobody to the authorization endpoint when the push fails at the provider",
  }),
  refused("page", {
    title: "Page as answer to the push",
    rule: "RFC9126-2.2-6",
    says: "Stop when a push is answered by a web page instead of JSON",
    mend: "Look whether the answer is JSON with a request_uri: proxies and gateways answer in pages of their own.",
  }),
  refused("error_with_request_uri", {
    title: "Error and request_uri",
    rule: "RFC9126-2.2-6",
    says: "Stop at an answer that is an error, also where a request_uri stands in it",
  }),
];

/** Who is told to wait waits, and is served then. */
function later(name: string, rest: Pick<Scenario, "title" | "says">): Scenario {
  return scenario(name, {
    rule: "RFC9110-10.2.3-2",
    keyword: "SHOULD",
    faults: [{ fault: `par_${name}`, times: 1 }],
    expect: observes(waitsAsTold("par")),
    mend: "Read Retry-After and do not push again before that time; tell the person that it takes a moment.",
    patience: 4_000,
    ...rest,
  });
}

const LATER: readonly Scenario[] = [
  later("503_retry_after", {
    title: "503 at the push",
    says: "Wait for as long as Retry-After says before you push the request again",
  }),
  later("429_retry_after", {
    title: "429 at the push",
    says: "Push no sooner than Retry-After says after you were told that you push too often",
  }),
];

const URI_MEND = "Look whether request_uri is a text with something in it before you send anybody anywhere.";

function withoutUri(name: string, rest: Pick<Scenario, "title" | "says">): Scenario {
  return scenario(name, { rule: "RFC9126-2.2-6", keyword: "MUST", expect: STOPS, mend: URI_MEND, ...rest });
}

/** Whether a client that was told that its request_uri is none any more begins anew, or not at all. */
function usesItOnce({ journal }: Observation): Observed {
  const told = firstFaulted(journal);
  if (told === undefined) return unseen("It pushed nothing", []);
  const after = afterFault(journal);
  const asked = askedFor(after, "authorize");
  const repeated = asked.find((entry, index) =>
    asked.slice(0, index).some((before) => valueOf(before, "request_uri") === valueOf(entry, "request_uri")),
  );
  if (repeated !== undefined) return failed("It used a request_uri again that was refused", asked);
  const tokens = askedFor(after, "token");
  if (tokens.length > 0) return failed("It asked for a token after the error", tokens);
  if (asked.length === 0) return unseen("It never used the request_uri", [told]);
  return passed("It used the request_uri once, and took the error for one", asked);
}

const TOLD: readonly Scenario[] = [
  withoutUri("no_request_uri", {
    title: "request_uri missing",
    says: "Stop when the answer to a push has no request_uri",
  }),
  withoutUri("request_uri_empty", {
    title: "request_uri empty",
    says: "Stop when the request_uri in the answer to a push is empty",
  }),
  withoutUri("request_uri_number", {
    title: "request_uri as number",
    says: "Stop when the request_uri in the answer to a push is no text",
  }),
  scenario("expired_request_uri", {
    title: "request_uri expired",
    rule: "RFC9126-4-1",
    keyword: "MUST",
    says: "Use a request_uri once: when it has expired, push the request anew or stop",
    expect: observes(usesItOnce),
    mend: "Take the error invalid_request_uri for what it is, and push a new request before you send the browser again.",
  }),
  scenario("no_expires_in", {
    title: "expires_in missing",
    rule: "RFC9126-2.2-6",
    keyword: "MUST",
    says: "Survive an answer to a push that does not say when the request_uri expires",
    expect: either(),
    mend: "Either stop, as the answer is not whole, or use the request_uri at once.",
  }),
  scenario("status_200", {
    title: "200 instead of 201",
    rule: "RFC9126-2.2-6",
    keyword: "MUST",
    says: "Survive an answer to a push whose status is 200 and not 201",
    expect: either(),
    mend: "Either stop, as 201 is what was promised, or go by the request_uri.",
  }),
  scenario("extra_members", {
    title: "Unknown members in the answer to a push",
    rule: "RFC9126-4-6",
    keyword: "MUST",
    says: "Send the request_uri to the authorization endpoint, whatever else the answer to the push has",
    expect: accepts("authorize", "token", "resource"),
    mend: "Read the members that you know, and let your parser pass over all others.",
  }),
];

/** Where a client pushes its authorization request. */
export const PAR_SCENARIOS: readonly Scenario[] = [...REFUSED, ...LATER, ...TOLD];
