import { accepts, refuses, type Scenario } from "./scenario.ts";

type Said = Pick<Scenario, "title" | "says" | "mend"> &
  Partial<Pick<Scenario, "rule" | "keyword" | "known" | "expect">>;

/** A scenario of the fault of the same name, after which the client must use nothing of the answer. */
function scenario(name: string, rule: string, said: Said): Scenario {
  const whole = `jarm_${name}`;
  return {
    name: whole,
    setups: ["jarm"],
    faults: [{ fault: whole }],
    rule,
    keyword: "MUST",
    expect: refuses("token", "resource"),
    ...said,
  };
}

const COMPARE_ISS =
  "Compare iss in the signed answer with the issuer that you sent the browser to, as plain strings, before you look for a key.";
const COMPARE_AUD = "Compare aud in the signed answer with your own client id, and stop where it is not that.";
const LOOK_AT_EXP =
  "Refuse a signed answer without exp, or whose exp has passed; a minute is enough for clocks that differ.";
const COMPARE_STATE =
  "A signature shows who answers, and not to whom: compare the state in the answer with the one that you kept with the session of the browser.";
const VERIFY =
  "Verify the signature of the answer by a key from jwks_uri, with a library that is maintained, before you read code, state or error.";
const FIX_ALG =
  "Tell your library which algorithm you take (RS256, or what you registered as authorization_signed_response_alg) instead of letting the header choose.";

const CLAIMS: readonly Scenario[] = [
  scenario("iss_missing", "JARM-2.4-1", {
    title: "Signed answer without iss",
    says: "Refuse a signed answer that does not say whose it is",
    mend: COMPARE_ISS,
    known: ["OIDF ensure-jarm-without-iss-fails"],
  }),
  scenario("iss_other", "JARM-2.4-1", {
    title: "Signed answer of another issuer",
    says: "Refuse a signed answer whose iss is another issuer",
    mend: COMPARE_ISS,
    known: ["OIDF ensure-jarm-with-invalid-iss-fails"],
  }),
  scenario("mixed_up", "JARM-5.1-1", {
    title: "Signed answer of another issuer and key",
    says: "Refuse a signed answer of another issuer, and look for no key of that one",
    mend: COMPARE_ISS,
  }),
  scenario("aud_missing", "JARM-2.4-2", {
    title: "Signed answer without aud",
    says: "Refuse a signed answer that does not say for whom it is",
    mend: COMPARE_AUD,
    known: ["OIDF ensure-jarm-without-aud-fails"],
  }),
  scenario("aud_other", "JARM-2.4-2", {
    title: "Signed answer for another client",
    says: "Refuse a signed answer whose aud is another client",
    mend: COMPARE_AUD,
    known: ["OIDF ensure-jarm-with-invalid-aud-fails"],
  }),
  scenario("exp_missing", "JARM-2.4-3", {
    title: "Signed answer without exp",
    says: "Refuse a signed answer that does not say until when it is good",
    mend: LOOK_AT_EXP,
    known: ["OIDF ensure-jarm-without-exp-fails"],
  }),
  scenario("expired", "JARM-2.4-3", {
    title: "Signed answer that has expired",
    says: "Refuse a signed answer that expired six minutes ago",
    mend: LOOK_AT_EXP,
    known: ["OIDF ensure-jarm-with-expired-exp-fails"],
  }),
  scenario("unknown_claims", "JARM-2.1-8", {
    title: "Unknown claims in the signed answer",
    keyword: "SHOULD",
    says: "Ignore claims of a signed answer that you do not know",
    expect: accepts("token", "resource"),
    mend: "Read the claims that you know, and do not look at the others.",
  }),
];

const SIGNATURES: readonly Scenario[] = [
  scenario("bad_signature", "JARM-2.4-4", {
    title: "Bad signature of the answer",
    says: "Refuse a signed answer whose signature does not hold",
    mend: VERIFY,
    known: ["OIDF ensure-jarm-with-invalid-sig-fails"],
  }),
  scenario("other_key", "JARM-2.4-4", {
    title: "Answer signed by another key",
    says: "Refuse a signed answer whose key the issuer did not publish",
    mend: VERIFY,
  }),
  scenario("alg_none", "JARM-2.4-4", {
    title: "Answer with alg none",
    says: "Refuse an answer that is to be signed and whose alg is 'none'",
    mend: FIX_ALG,
    known: ["OIDF ensure-jarm-signature-is-not-none"],
  }),
  scenario("unregistered_alg", "RFC8725-3.1-4", {
    title: "Answer signed by another algorithm",
    says: "Refuse an answer that is signed by an algorithm which was not agreed on",
    mend: FIX_ALG,
  }),
  scenario("plain", "JARM-2.4-6", {
    title: "Plain answer instead of a signed one",
    keyword: "MUST NOT",
    says: "Use no parameter of an answer that nobody signed where you asked for a signed one",
    mend: "Where you asked with response_mode=jwt, read the parameter response alone, and take an answer without it for one of somebody else.",
  }),
];

const INSIDE: readonly Scenario[] = [
  scenario("state_missing", "RFC6749-10.14-2", {
    title: "No state in the signed answer",
    says: "Refuse a signed answer without the state that was sent",
    mend: COMPARE_STATE,
  }),
  scenario("state_changed", "RFC6749-10.14-2", {
    title: "Other state in the signed answer",
    says: "Refuse a signed answer whose state is not exactly the one that was sent",
    mend: COMPARE_STATE,
  }),
  scenario("error", "RFC6749-4.1.2.1-8", {
    title: "Error in the signed answer",
    keyword: "SHOULD",
    says: "Stop at an error that comes in a signed answer",
    mend: "Look for error among the claims of the signed answer, as you would among the parameters of a plain one.",
  }),
];

/** What a client makes of a signed authorization response. */
export const JARM_SCENARIOS: readonly Scenario[] = [...CLAIMS, ...SIGNATURES, ...INSIDE];
