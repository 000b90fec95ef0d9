import type { JournalEntry, Place } from "../journal/entry.ts";
import { afterFault, askedFor, firstFaulted, proofClaim } from "../judge/observe.ts";
import { asksNoMoreThan, failed, isSuccess, passed, unseen } from "./_seen.ts";
import { accepts, type Observation, type Observed, observes, type Scenario } from "./scenario.ts";

/** The next request has the nonce that was told. @see RFC 9449 8, 8.2, 9 */
function nonceUsed(place: Place): (seen: Observation) => Observed {
  return ({ journal }) => {
    const told = firstFaulted(journal);
    const nonce = told?.reply_headers["dpop-nonce"];
    if (told === undefined || nonce === undefined) return unseen("It was told no nonce", []);
    const [next] = askedFor(afterFault(journal), place);
    if (next === undefined) return failed("It was told a nonce, and did not ask again", [told]);
    return proofClaim(next, "nonce") === nonce
      ? passed("Its next proof has the nonce that it was told", [told, next])
      : failed("Its next request has not the nonce that it was told", [told, next]);
  };
}

/** A provider that demands its nonces of everybody opens its resource in the end. */
function openedWithNonces({ journal }: Observation): Observed {
  const asked = askedFor(journal, "token", "resource");
  const demanded = asked.filter(({ reply_headers: headers }) => headers["dpop-nonce"] !== undefined);
  if (demanded.length === 0) return unseen("It was told no nonce", asked);
  const opened = askedFor(journal, "resource").filter(isSuccess);
  return opened.length === 0
    ? failed("It did not open the resource of a provider that demands nonces", demanded)
    : passed("It opened the resource with the nonces that it was told", [...demanded, ...opened]);
}

function schemeOf({ headers }: JournalEntry): string {
  return (headers["authorization"] ?? "").split(" ")[0]?.toLowerCase() ?? "";
}

/** Who was given a bearer token shows it as one, or not at all. @see RFC 9449 5 */
function bearerAsSuch({ journal }: Observation): Observed {
  const told = firstFaulted(journal);
  if (told === undefined) return unseen("It was given no bearer token", []);
  const shown = askedFor(afterFault(journal), "resource");
  const asBound = shown.filter((entry) => schemeOf(entry) === "dpop");
  if (asBound.length > 0) return failed("It shows a bearer token as if it were bound to its key", [told, ...asBound]);
  return passed(shown.length === 0 ? "It does not use the token" : "It shows it as a bearer token", [told, ...shown]);
}

type Rest = Omit<Scenario, "name" | "setups" | "faults" | "keyword"> & Partial<Pick<Scenario, "faults" | "keyword">>;

function scenario(name: string, rest: Rest): Scenario {
  const whole = `dpop_${name}`;
  return { name: whole, setups: ["dpop"], keyword: "MUST", faults: [{ fault: whole, times: 1 }], ...rest };
}

const AGAIN =
  "Where a request is refused with use_dpop_nonce, make a new proof with the value of the field DPoP-Nonce as its nonce, and send the request once more.";
const ONCE =
  "Send the request again once with the new nonce; where that is refused as well, tell the person and end there.";

/** How a client copes with what a provider demands of its proofs. */
export const DPOP_SCENARIOS: readonly Scenario[] = [
  scenario("nonce_token", {
    title: "The token endpoint demands a nonce",
    rule: "RFC9449-8-3",
    says: "Send the token request again, with the nonce in its proof",
    expect: observes(nonceUsed("token")),
    mend: AGAIN,
    known: ["client bug 10"],
  }),
  scenario("nonce_resource", {
    title: "The resource demands a nonce",
    rule: "RFC9449-9-2",
    says: "Send the request to the resource again, with the nonce in its proof",
    expect: observes(nonceUsed("resource")),
    mend: AGAIN,
    known: ["client bug 10"],
  }),
  scenario("nonce_everywhere", {
    title: "Nonces are demanded everywhere",
    faults: [],
    settings: { DPOP_NONCE: "on" },
    rule: "RFC9449-8-3",
    says: "Get a token and open the resource where each proof has to have a nonce",
    expect: observes(openedWithNonces),
    mend: AGAIN,
  }),
  scenario("nonce_in_success", {
    title: "A new nonce comes with a success",
    rule: "RFC9449-8.2-1",
    says: "Use the newest nonce that it was told, also by an answer with status 200",
    expect: observes(nonceUsed("resource")),
    mend: "Look for DPoP-Nonce in each answer, whatever its status, and put the newest one into the next proof for that server.",
  }),
  scenario("nonce_token_always", {
    title: "The token endpoint demands another nonce each time",
    keyword: "SHOULD",
    faults: [{ fault: "dpop_nonce_token_always" }],
    rule: "RFC9449-8-3",
    says: "Give up after a few nonces",
    expect: observes(asksNoMoreThan(5, "token")),
    mend: ONCE,
    known: ["client bug 10"],
  }),
  scenario("nonce_resource_always", {
    title: "The resource demands another nonce each time",
    keyword: "SHOULD",
    faults: [{ fault: "dpop_nonce_resource_always" }],
    rule: "RFC9449-9-2",
    says: "Give up after a few nonces",
    expect: observes(asksNoMoreThan(5, "resource", "token")),
    mend: ONCE,
    known: ["client bug 10"],
  }),
  scenario("challenge_other_case", {
    title: "The challenge of a nonce in other letter case",
    rule: "RFC9110-11.1-1",
    says: "Know the scheme DPoP in whatever letter case it is written",
    expect: observes(nonceUsed("resource")),
    mend: "Compare the scheme of a challenge without regard to letter case.",
  }),
  scenario("token_type_bearer", {
    title: "A bearer token though there was a proof",
    rule: "RFC9449-5-7",
    says: "Refuse a token that is bound to no key, or use it as the bearer token that it is",
    expect: observes(bearerAsSuch),
    mend: "Look at token_type: with anything but DPoP the token is not bound. Refuse it where you rely on that.",
  }),
  scenario("token_type_other_case", {
    title: "token_type in other letter case",
    rule: "RFC9449-5-8",
    says: "Take a token_type of 'dpOP' for DPoP",
    expect: accepts("resource"),
    mend: "Compare token_type without regard to letter case.",
  }),
];
