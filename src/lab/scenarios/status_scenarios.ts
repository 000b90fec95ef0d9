import { afterFault, askedFor, firstFaulted, valueOf } from "../judge/observe.ts";
import { failed, marksOf, passed, tokensGiven, unseen, waitsAsTold, warned } from "./_seen.ts";
import { accepts, either, type Observation, type Observed, observes, refuses, type Scenario } from "./scenario.ts";

type Rest = Omit<Scenario, "name" | "setups" | "faults"> & Partial<Pick<Scenario, "faults">>;

/** A scenario of an API that asks what a token is worth. */
function introspection(name: string, rest: Rest): Scenario {
  const whole = `introspection_${name}`;
  return { name: whole, setups: ["introspection"], faults: [{ fault: whole }], ...rest };
}

/** A token that must open nothing. */
function closed(name: string, rest: Pick<Scenario, "title" | "says"> & Partial<Rest>): Scenario {
  return introspection(name, {
    rule: "RFC7662-2.2-5",
    keyword: "MUST",
    expect: refuses(),
    mend: "Let a token in only where the answer has status 200 and active is the Boolean true.",
    ...rest,
  });
}

const SAID: readonly Scenario[] = [
  closed("inactive", { title: "Not active", says: "Refuse a token that is not active" }),
  closed("active_text", {
    title: "active as text",
    says: "Refuse a token whose active is the text 'true' and no Boolean",
  }),
  closed("active_number", { title: "active as number", says: "Refuse a token whose active is 1 and no Boolean" }),
  closed("no_active", {
    title: "active missing",
    says: "Refuse a token of which the server does not say that it is active",
  }),
  closed("expired", {
    title: "Expired, yet active",
    rule: "RFC6749-7-1",
    says: "Refuse a token whose exp is over, also where the server says that it is active",
    mend: "Compare exp with the time each time that the token is used.",
  }),
  closed("other_audience", {
    title: "Meant for another API",
    rule: "RFC9700-2.3-3",
    says: "Refuse a token whose aud names another API",
    mend: "Where the answer has aud, look whether it names your API, and refuse the token where it does not.",
  }),
  closed("no_scope", {
    title: "scope missing",
    rule: "RFC6749-7-2",
    says: "Refuse a token of which nobody says that it has the scope which is needed",
    mend: "Take a missing scope for none: look for each scope that a call needs.",
  }),
  closed("other_scope", {
    title: "Other scope",
    rule: "RFC6749-7-2",
    says: "Refuse a token that lacks the scope which is needed",
    mend: "Look for each scope that a call needs among the words of scope, and not for a part of the text.",
  }),
  introspection("other_token_type", {
    title: "Other token type",
    rule: "RFC7662-2.2-5",
    keyword: "MUST",
    says: "Survive a token that the server says to be of another type",
    expect: either(),
    mend: "Either refuse tokens of types that you do not know, or go by active alone.",
  }),
  introspection("other_client", {
    title: "Token of another client",
    rule: "RFC7662-2.2-5",
    keyword: "MUST",
    says: "Let in a token that was issued to whatever client",
    expect: accepts(),
    mend: "Do not compare client_id of the answer with your own: it is the application that calls you.",
  }),
  introspection("extra_members", {
    title: "Unknown members",
    rule: "RFC7662-2.2-5",
    keyword: "MUST",
    says: "Let in an active token, whatever else the server says",
    expect: accepts(),
    mend: "Read the members that you know, and let your parser pass over all others.",
  }),
];

const NO_ANSWER_MEND = "Let nobody in where introspection does not answer 200 with JSON: when in doubt, refuse.";

const ANSWERS: readonly Scenario[] = [
  closed("page", {
    title: "Page as answer",
    rule: "RFC7662-2.3-3",
    says: "Let nobody in where introspection answers a web page",
    mend: NO_ANSWER_MEND,
  }),
  closed("401", {
    title: "401 by introspection",
    rule: "RFC7662-2.3-3",
    says: "Let nobody in where introspection does not know you",
    mend: NO_ANSWER_MEND,
  }),
  closed("500", {
    title: "500 by introspection",
    rule: "RFC7662-2.3-3",
    says: "Let nobody in while introspection fails",
    mend: NO_ANSWER_MEND,
  }),
  introspection("503_retry_after", {
    title: "503 with seconds",
    rule: "RFC9110-10.2.3-2",
    keyword: "SHOULD",
    faults: [{ fault: "introspection_503_retry_after", times: 1 }],
    says: "Wait for as long as Retry-After says before you ask about the token again",
    expect: observes(waitsAsTold("introspection")),
    mend: "Read Retry-After and do not ask again before that time; answer your caller 503 meanwhile.",
    patience: 3_000,
  }),
  introspection("exp_soon", {
    title: "Kept beyond expiry",
    rule: "RFC7662-4-9",
    keyword: "MUST NOT",
    says: "Keep no answer for longer than the token lives",
    expect: observes(asksAnew),
    mend: "Keep an answer until exp at most, and shorter where a revoked token must not be let in.",
  }),
];

/** Milliseconds after which what 'introspection_exp_soon' says has expired; a second was cut off at most. */
const EXPIRES = 5_000;

/** Whether an answer is used beyond the expiry that it names. */
function asksAnew({ journal }: Observation): Observed {
  const told = firstFaulted(journal);
  if (told === undefined) return unseen("It never asked about the token", []);
  const asked = askedFor(journal, "introspection");
  if (asked.length > 1) return passed("It asked about the token each time", asked);
  const said = askedFor(afterFault(journal), "statement").filter((entry) => valueOf(entry, "outcome") === "completed");
  const late = said.filter(({ at }) => at - told.at - told.took > EXPIRES);
  if (late.length > 0)
    return failed("It let the token in by what it had kept, after that had expired", [told, ...late]);
  return unseen("It asked once, and used the answer before the token expired", asked);
}

function revocation(name: string, rest: Rest): Scenario {
  const whole = `revocation_${name}`;
  return { name: whole, setups: ["revocation"], faults: [{ fault: whole }], ...rest };
}

/** Whether what is revoked is a token that the client was given, under its right name. */
function revokesOwn({ journal }: Observation): Observed {
  const asked = askedFor(journal, "revocation");
  const [first] = asked;
  if (first === undefined) return unseen("It revoked nothing", []);
  const kinds = ["refresh_token", "access_token"] as const;
  for (const entry of asked) {
    const shown = marksOf(entry, "token");
    const kind = kinds.find((one) => tokensGiven(journal, one).some((mark) => shown.includes(mark)));
    if (kind === undefined) return failed("It sent something to be revoked that is no token of its own", [entry]);
    const hint = valueOf(entry, "token_type_hint");
    if (hint !== undefined && hint !== kind) return warned(`It called its ${kind} '${hint}'`, [entry]);
  }
  return passed("It revoked a token of its own by its right name", asked);
}

const REVOCATION: readonly Scenario[] = [
  revocation("right_token", {
    title: "Own token by its name",
    rule: "RFC7009-2.1-10",
    keyword: "MUST",
    faults: [],
    says: "Send the token that is to be revoked, with a token_type_hint that fits or none",
    expect: observes(revokesOwn),
    mend: "Send the refresh_token (or the access_token) of the token response as token, and its kind as token_type_hint.",
  }),
  revocation("with_body", {
    title: "Done, with an odd body",
    rule: "RFC7009-2.2-3",
    keyword: "MUST",
    says: "Go by the status 200 of a revocation, and ignore its body",
    expect: accepts(),
    mend: "Do not read the body of a revocation: 200 says that the token is of no use any more, also where it was unknown.",
  }),
  revocation("503_retry_after", {
    title: "503 with seconds",
    rule: "RFC7009-2.2.1-2",
    keyword: "MUST",
    faults: [{ fault: "revocation_503_retry_after", times: 1 }],
    says: "Take the token to be alive after a 503, and ask again no earlier than Retry-After says",
    expect: observes(waitsAsTold("revocation")),
    mend: "Keep the token and try again after Retry-After: a 503 says that nothing was revoked.",
    patience: 3_000,
  }),
  revocation("unavailable", {
    title: "503 for ever",
    rule: "RFC7009-2.2.1-2",
    keyword: "MUST",
    faults: [{ fault: "revocation_503_retry_after" }],
    says: "Say that nothing was revoked where every answer is 503",
    expect: refuses(),
    mend: "Look at the status of the answer: tell the person that the sign-out failed, or keep the token and try again later, where it is not 200.",
    patience: 5_000,
  }),
  revocation("unsupported", {
    title: "Type cannot be revoked",
    rule: "RFC7009-2.2-3",
    keyword: "MUST",
    says: "End in order where tokens of the type cannot be revoked",
    expect: either(),
    mend: "Take unsupported_token_type for final: forget the token yourself, and let it expire.",
  }),
];

/** What an API makes of what it is told of a token, and a client of how its tokens are revoked. */
export const STATUS_SCENARIOS: readonly Scenario[] = [...SAID, ...ANSWERS, ...REVOCATION];
