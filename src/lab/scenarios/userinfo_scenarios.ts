import { afterFault, askedFor } from "../judge/observe.ts";
import { failed, passed } from "./_seen.ts";
import { accepts, either, type Observation, type Observed, observes, refuses, type Scenario } from "./scenario.ts";
import { OIDC } from "./_oidc.ts";

type Said = Pick<Scenario, "title" | "rule" | "keyword" | "says" | "mend"> &
  Partial<Pick<Scenario, "known" | "expect" | "setups" | "faults" | "patience" | "client">>;

/**
 * A scenario of one fault, which has the same name behind `userinfo_`. Nothing that a client may ask for depends on
 * UserInfo, so that it has to say that it refused.
 */
function scenario(name: string, said: Said): Scenario {
  const whole = `userinfo_${name}`;
  return { name: whole, setups: OIDC, faults: [{ fault: whole }], expect: refuses(), ...said };
}

const SIGNED = { userinfo_signed_response_alg: "RS256" };
const SAME_SUB =
  "Compare the sub of UserInfo with the sub of the ID token, character by character, and throw the answer away where they differ: say so, and do not show it as that of the person.";
const VERIFY =
  "Verify a signed answer as you verify an ID token: signature, alg, iss and aud, before you read its claims.";
const COPE =
  "Read the claims that you know by their names, expect each of them but sub to be missing, and leave all others alone.";

/** How often UserInfo may be asked after it was refused: once more with the same token, once with a fresh one. */
const TRIES = 2;

function judgeRetries({ journal }: Observation): Observed {
  const again = askedFor(afterFault(journal), "userinfo");
  return again.length > TRIES
    ? failed(`It asked UserInfo ${again.length} times more after it was refused`, again)
    : passed(`It asked UserInfo ${again.length} times more after it was refused`, again);
}

const SUBJECT: readonly Scenario[] = [
  scenario("other_sub", {
    title: "UserInfo of another person",
    rule: "OIDC-5.3.2-6",
    keyword: "MUST",
    says: "Refuse UserInfo whose sub is not the one of the ID token",
    mend: SAME_SUB,
    known: ["OIDF userinfo-invalid-sub"],
  }),
  scenario("missing_sub", {
    title: "UserInfo without sub",
    rule: "OIDC-5.3.2-6",
    keyword: "MUST",
    says: "Refuse UserInfo without a sub",
    mend: SAME_SUB,
  }),
  scenario("sub_in_capitals", {
    title: "UserInfo sub in other letter case",
    rule: "OIDC-5.3.2-6",
    keyword: "MUST",
    says: "Refuse UserInfo whose sub differs from that of the ID token by letter case",
    mend: SAME_SUB,
  }),
];

const SIGNATURES: readonly Scenario[] = [
  {
    ...scenario("signed", {
      title: "Signed UserInfo",
      rule: "OIDC-5.3.4-3",
      keyword: "MAY",
      says: "Take UserInfo as a signed JWT where the client registered for it",
      expect: accepts("resource"),
      mend: "Where Content-Type is application/jwt, verify the answer as a JWT of the issuer and read its claims.",
      client: SIGNED,
      known: ["OIDF userinfo-signed"],
    }),
    faults: [],
  },
  scenario("signed_wrong_audience", {
    title: "Signed UserInfo for another client",
    rule: "RFC7519-4.1.3-2",
    keyword: "MUST",
    says: "Refuse signed UserInfo whose aud is another client",
    mend: VERIFY,
    client: SIGNED,
  }),
  scenario("signed_wrong_issuer", {
    title: "Signed UserInfo of another issuer",
    rule: "RFC8725-3.8-2",
    keyword: "MUST",
    says: "Refuse signed UserInfo whose iss is another issuer",
    mend: VERIFY,
    client: SIGNED,
  }),
  scenario("signed_bad_signature", {
    title: "UserInfo with a bad signature",
    rule: "OIDC-5.3.4-3",
    keyword: "SHOULD",
    says: "Refuse signed UserInfo whose signature does not hold",
    mend: VERIFY,
    client: SIGNED,
  }),
  scenario("signed_other_key", {
    title: "UserInfo signed by another key",
    rule: "OIDC-5.3.4-3",
    keyword: "SHOULD",
    says: "Refuse signed UserInfo by a key that the issuer does not publish",
    mend: VERIFY,
    client: SIGNED,
  }),
  scenario("signed_alg_none", {
    title: "UserInfo with alg none",
    rule: "RFC8725-3.2-4",
    keyword: "MUST NOT",
    says: "Refuse UserInfo as a JWT without a signature where the client registered for RS256",
    mend: VERIFY,
    client: SIGNED,
  }),
];

const UNUSUAL: readonly Scenario[] = [
  scenario("sub_alone", {
    title: "UserInfo without a name",
    rule: "OIDC-5.3.2-7",
    keyword: "MUST",
    says: "Accept UserInfo that tells the sub and nothing else",
    expect: accepts("resource"),
    mend: COPE,
  }),
  scenario("unknown_claims", {
    title: "UserInfo with unknown claims",
    rule: "OIDC-5.3.2-7",
    keyword: "MUST",
    says: "Accept UserInfo with claims that the client does not know",
    expect: accepts("resource"),
    mend: COPE,
  }),
  scenario("aggregated_claims", {
    title: "Aggregated claims",
    rule: "OIDC-5.3.2-7",
    keyword: "MUST",
    says: "Accept UserInfo with claims that lie in the JWT of another party",
    expect: accepts("resource"),
    mend: "Where _claim_names is there, take those claims out of their JWT, or leave them alone.",
    known: ["OIDF aggregated-claims"],
  }),
  scenario("distributed_claims", {
    title: "Distributed claims",
    rule: "OIDC-5.3.2-7",
    keyword: "MUST",
    says: "Accept UserInfo with claims that are to be fetched elsewhere, be it that they cannot be had",
    expect: accepts("resource"),
    mend: "Where _claim_sources names an endpoint, fetch the claims with the access token that stands beside it, or leave them alone.",
    known: ["OIDF distributed-claims"],
  }),
  scenario("slow", {
    title: "Slow UserInfo",
    rule: "OIDC-5.3.2-7",
    keyword: "SHOULD",
    says: "Wait for UserInfo that takes two seconds",
    expect: accepts("resource"),
    mend: "Give requests for UserInfo at least five seconds.",
    patience: 2_000,
  }),
];

const REFUSED: readonly Scenario[] = [
  scenario("401", {
    title: "UserInfo refuses the token",
    rule: "RFC6750-3.1-4",
    keyword: "MAY",
    says: "Get another token or give up when UserInfo answers 401, and do not ask without end",
    expect: observes(judgeRetries),
    mend: "Ask at most once more, with a fresh access token, and then go on without UserInfo or end the login.",
  }),
  scenario("500", {
    title: "UserInfo away",
    rule: "RFC9110-15.6.4-1",
    keyword: "MAY",
    says: "Go on without UserInfo or end the login when it answers 500, but end in order",
    expect: either(),
    mend: "Catch the failed request, and go on with the claims of the ID token or say that the login failed.",
  }),
  scenario("html", {
    title: "Page for UserInfo",
    rule: "OIDC-5.3.2-6",
    keyword: "MUST",
    says: "Use no page of HTML as UserInfo, but end in order",
    expect: either(),
    mend: "Look at Content-Type and catch what is no JSON object before you read claims.",
  }),
  scenario("broken_json", {
    title: "UserInfo is broken JSON",
    rule: "OIDC-5.3.2-6",
    keyword: "MUST",
    says: "Use no UserInfo that ends in the middle of its JSON, but end in order",
    expect: either(),
    mend: "Catch what is no JSON object before you read claims.",
  }),
];

/** What a client makes of UserInfo. */
export const USERINFO_SCENARIOS: readonly Scenario[] = [...SUBJECT, ...SIGNATURES, ...UNUSUAL, ...REFUSED];
