import { OIDC, STOPS } from "./_oidc.ts";
import { accepts, either, type Scenario } from "./scenario.ts";

type Said = Pick<Scenario, "title" | "rule" | "keyword" | "says" | "mend"> &
  Partial<Pick<Scenario, "known" | "expect" | "setups">>;

/** A scenario of one fault, which has the same name behind `id_token_`; the client must use nothing of the ID token. */
function scenario(name: string, said: Said): Scenario {
  const whole = `id_token_${name}`;
  return { name: whole, setups: OIDC, faults: [{ fault: whole }], expect: STOPS, ...said };
}

const COMPARE_ISS =
  "Compare the iss claim with the issuer that you were configured with or discovered, character by character, before you use anything else of the token. Do not parse, shorten or normalise either of the two.";
const COMPARE_AUD =
  "Look for your own client_id in the aud claim, which is a text or a list of texts, and refuse the token where it is not in there.";
const COMPARE_NONCE =
  "Keep the nonce that you sent with the session of the browser, and compare it with the nonce claim before you use the token. A token without the claim is as wrong as one with another.";
const CHECK_EXP =
  "Compare exp with the time now, and refuse the token once it is reached; a few minutes are enough for clocks that differ.";
const CHECK_SUB = "Demand a sub claim that is a text of at least one character before you look anybody up by it.";

const ISSUER: readonly Scenario[] = [
  scenario("wrong_issuer", {
    title: "ID token of another issuer",
    rule: "OIDC-3.1.3.7-2",
    keyword: "MUST",
    says: "Refuse an ID token whose iss is not the issuer that was asked, be it longer by one character",
    mend: COMPARE_ISS,
    known: ["OIDF invalid-iss"],
  }),
  scenario("missing_issuer", {
    title: "ID token without iss",
    rule: "OIDC-2-12",
    keyword: "MUST",
    says: "Refuse an ID token without an iss",
    mend: COMPARE_ISS,
    known: ["FAPI invalid-missing-iss"],
  }),
  scenario("issuer_slash", {
    title: "iss with a slash at its end",
    rule: "OIDC-3.1.3.7-2",
    keyword: "MUST",
    says: "Refuse an ID token whose iss differs from the issuer by a slash at the end",
    mend: COMPARE_ISS,
    known: ["client bug 11"],
  }),
  scenario("issuer_case", {
    title: "iss in other letter case",
    rule: "OIDC-3.1.3.7-2",
    keyword: "MUST",
    says: "Refuse an ID token whose iss differs from the issuer by letter case alone",
    mend: COMPARE_ISS,
  }),
  scenario("issuer_other_host", {
    title: "iss at another host",
    rule: "OIDC-3.1.3.7-2",
    keyword: "MUST",
    says: "Refuse an ID token whose iss has the path of the issuer and another host",
    mend: COMPARE_ISS,
  }),
];

const AUDIENCE: readonly Scenario[] = [
  scenario("wrong_audience", {
    title: "ID token for another client",
    rule: "OIDC-3.1.3.7-3",
    keyword: "MUST",
    says: "Refuse an ID token whose aud is another client, be its name longer by one character",
    mend: COMPARE_AUD,
    known: ["OIDF invalid-aud"],
  }),
  scenario("missing_audience", {
    title: "ID token without aud",
    rule: "OIDC-2-12",
    keyword: "MUST",
    says: "Refuse an ID token without an aud",
    mend: COMPARE_AUD,
    known: ["OIDF missing-aud"],
  }),
  scenario("audience_of_others", {
    title: "aud lists other clients",
    rule: "OIDC-3.1.3.7-3",
    keyword: "MUST",
    says: "Refuse an ID token whose aud is a list in which this client is not named",
    mend: COMPARE_AUD,
    known: ["FAPI invalid-aud"],
  }),
  scenario("audience_empty_list", {
    title: "aud is an empty list",
    rule: "OIDC-3.1.3.7-3",
    keyword: "MUST",
    says: "Refuse an ID token whose aud is an empty list",
    mend: COMPARE_AUD,
  }),
  scenario("audience_as_list", {
    title: "aud as a list of one",
    rule: "OIDC-3.1.3.7-3",
    keyword: "MUST",
    says: "Accept an ID token whose aud is a list that holds the client_id alone",
    expect: accepts("userinfo"),
    mend: "Treat aud as a list: wrap a text into a list of one before you look for your client_id in it.",
    known: ["FAPI valid-aud-as-array"],
  }),
  scenario("several_audiences", {
    title: "Several audiences with azp",
    rule: "OIDC-3.1.3.7-14",
    keyword: "MUST",
    says: "Refuse an ID token for further audiences that are not trusted, or take it as its azp is this client",
    expect: either(),
    mend: "Decide which further audiences you trust; with none, refuse an ID token whose aud names more than your client_id.",
  }),
  scenario("several_audiences_no_azp", {
    title: "Several audiences without azp",
    rule: "OIDC-3.1.3.7-14",
    keyword: "MUST",
    says: "Refuse an ID token whose aud names a client besides that nobody trusts, while no azp says for whom it was made",
    mend: "Where aud names more than your client_id, demand an azp claim that is your client_id, or refuse the token.",
    known: ["FAPI invalid-secondary-aud"],
  }),
  scenario("several_audiences_wrong_azp", {
    title: "Several audiences, azp another client",
    rule: "OIDC-3.1.3.7-14",
    keyword: "MUST",
    says: "Refuse an ID token that was issued to another client (azp), though this one is among its audiences",
    mend: "Where aud names more than your client_id, demand an azp claim that is your client_id, or refuse the token.",
  }),
  scenario("wrong_azp", {
    title: "azp is another client",
    rule: "OIDC-3.1.3.7-5",
    keyword: "SHOULD",
    says: "Refuse an ID token whose azp is another client",
    mend: "Where an azp claim is there, compare it with your client_id, and refuse the token where it differs.",
  }),
];

const TIMES: readonly Scenario[] = [
  scenario("expired", {
    title: "Expired ID token",
    rule: "OIDC-3.1.3.7-9",
    keyword: "MUST",
    says: "Refuse an ID token whose exp was an hour ago",
    mend: CHECK_EXP,
    known: ["FAPI invalid-expired-exp"],
  }),
  scenario("missing_exp", {
    title: "ID token without exp",
    rule: "OIDC-2-12",
    keyword: "MUST",
    says: "Refuse an ID token without an exp, which would be good for ever",
    mend: CHECK_EXP,
    known: ["FAPI invalid-missing-exp"],
  }),
  scenario("exp_as_text", {
    title: "exp is a text",
    rule: "RFC7519-7.2-3",
    keyword: "SHOULD",
    says: "Refuse an ID token whose exp is no number",
    mend: "Check that exp is a number before you compare it: in some languages a text compares with numbers in surprising ways.",
  }),
  scenario("missing_iat", {
    title: "ID token without iat",
    rule: "OIDC-2-12",
    keyword: "MUST",
    says: "Refuse an ID token without an iat",
    mend: "Demand the iat claim as a number, as iss, sub, aud and exp are demanded.",
    known: ["OIDF missing-iat"],
  }),
  scenario("iat_in_future", {
    title: "ID token issued in the future",
    rule: "OIDC-3.1.3.7-10",
    keyword: "MAY",
    says: "Refuse an ID token whose iat is an hour ahead",
    mend: "Compare iat with the time now, and refuse what was issued in the future by more than your clocks may differ.",
  }),
  scenario("iat_week_old", {
    title: "ID token a week old",
    rule: "OIDC-3.1.3.7-10",
    keyword: "MAY",
    says: "Refuse an ID token that was issued a week ago, though it has not expired",
    mend: "Compare iat with the time at which you sent the person away: an ID token of this login cannot be older.",
    known: ["FAPI iat-is-week-in-past"],
  }),
  scenario("nbf_in_future", {
    title: "ID token not valid yet",
    rule: "RFC7519-4.1.5-3",
    keyword: "MUST NOT",
    says: "Refuse an ID token whose nbf is an hour ahead",
    mend: "Where an nbf claim is there, refuse the token until that time has come; allow no more than a few minutes for clocks.",
  }),
  scenario("nbf_in_past", {
    title: "ID token with nbf",
    rule: "OIDC-2-11",
    keyword: "MUST",
    says: "Accept an ID token with an nbf that has passed",
    expect: accepts("userinfo"),
    mend: "Refuse a token for its nbf only while that time has not come.",
  }),
];

const NONCE: readonly Scenario[] = [
  scenario("wrong_nonce", {
    title: "Wrong nonce",
    rule: "OIDC-3.1.3.7-11",
    keyword: "MUST",
    says: "Refuse an ID token whose nonce is not exactly the one that was sent",
    mend: COMPARE_NONCE,
    known: ["OIDF nonce-invalid"],
  }),
  scenario("missing_nonce", {
    title: "Missing nonce",
    rule: "OIDC-3.1.3.7-11",
    keyword: "MUST",
    says: "Refuse an ID token without a nonce where the request had one",
    mend: COMPARE_NONCE,
    known: ["FAPI invalid-missing-nonce"],
  }),
  scenario("foreign_nonce", {
    title: "ID token of another login",
    rule: "OIDC-2-10",
    keyword: "MUST",
    says: "Refuse an ID token whose nonce belongs to another request",
    mend: COMPARE_NONCE,
  }),
  scenario("unsolicited_nonce", {
    title: "Nonce that nobody sent",
    rule: "OIDC-2-10",
    keyword: "MUST",
    says: "Refuse an ID token with a nonce where the request had none: it was made for another request",
    setups: ["oidc-code"],
    mend: "Expect no nonce claim where you sent no nonce; better, send one with each request and compare it.",
    known: ["OIDF nonce-invalid"],
  }),
];

const SUBJECT: readonly Scenario[] = [
  scenario("missing_sub", {
    title: "ID token without sub",
    rule: "OIDC-2-12",
    keyword: "MUST",
    says: "Refuse an ID token without a sub",
    mend: CHECK_SUB,
    known: ["OIDF missing-sub"],
  }),
  scenario("empty_sub", {
    title: "Empty sub",
    rule: "OIDC-2-12",
    keyword: "SHOULD",
    says: "Refuse an ID token whose sub is empty, which names nobody",
    mend: CHECK_SUB,
  }),
  scenario("sub_as_number", {
    title: "sub is a number",
    rule: "RFC7519-7.2-3",
    keyword: "SHOULD",
    says: "Refuse an ID token whose sub is no text",
    mend: CHECK_SUB,
  }),
  scenario("longest_sub", {
    title: "sub of 255 characters",
    rule: "OIDC-2-13",
    keyword: "MUST",
    says: "Accept a sub of 255 characters, the most that there may be",
    expect: accepts("userinfo"),
    mend: "Make room for 255 characters wherever you keep or compare a sub, and never cut it.",
  }),
  scenario("overlong_sub", {
    title: "sub of 256 characters",
    rule: "OIDC-2-13",
    keyword: "MUST",
    says: "Refuse a sub of 256 characters or take it as a whole, but survive it",
    expect: either(),
    mend: "Check the length of a sub before you store it, and refuse what does not fit instead of cutting it.",
  }),
];

const OTHERS: readonly Scenario[] = [
  scenario("missing", {
    title: "No ID token",
    rule: "OIDC-3.1.3.5-2",
    keyword: "MUST",
    says: "Refuse an answer without an ID token where openid was asked for",
    mend: "Demand the id_token member before you use the access token: without it nobody has signed in.",
  }),
  scenario("unknown_claims", {
    title: "Unknown claims",
    rule: "OIDC-2-11",
    keyword: "MUST",
    says: "Accept an ID token with claims that the client does not know",
    expect: accepts("userinfo"),
    mend: "Read the claims that you know by their names and leave all others alone, whatever their type.",
  }),
];

const CHECK_AGAIN =
  "Keep iss, sub, aud, azp and auth_time of the first ID token, and compare them with those of each ID token that a refresh brings before you use the new tokens.";

/** What a refresh brings is the second ID token of its attempt; the client must not use the tokens beside it. */
function refreshed(
  name: string,
  { fault, nth = 2, ...said }: Said & { readonly fault: string; readonly nth?: number },
): Scenario {
  return {
    name: `refreshed_id_token_${name}`,
    setups: ["oidc-refresh"],
    faults: [{ fault, nth }],
    expect: { kind: "refuses", forbidden: ["resource"] },
    ...said,
  };
}

const REFRESHED: readonly Scenario[] = [
  refreshed("wrong_issuer", {
    fault: "id_token_wrong_issuer",
    title: "Refreshed ID token of another issuer",
    rule: "OIDC-12.2-5",
    keyword: "MUST",
    says: "Refuse the answer to a refresh whose ID token has another iss than the first one",
    mend: CHECK_AGAIN,
    known: ["OIDF refresh-token-invalid-issuer"],
  }),
  refreshed("other_sub", {
    fault: "id_token_other_sub",
    title: "Refreshed ID token of another person",
    rule: "OIDC-12.2-6",
    keyword: "MUST",
    says: "Refuse the answer to a refresh whose ID token has another sub than the first one",
    mend: CHECK_AGAIN,
    known: ["OIDF refresh-token-invalid-sub"],
  }),
  refreshed("wrong_audience", {
    fault: "id_token_wrong_audience",
    title: "Refreshed ID token for another client",
    rule: "OIDC-12.2-7",
    keyword: "MUST",
    says: "Refuse the answer to a refresh whose ID token has another aud than the first one",
    mend: CHECK_AGAIN,
  }),
  refreshed("other_azp", {
    fault: "id_token_wrong_azp",
    title: "Refreshed ID token with another azp",
    rule: "OIDC-12.2-10",
    keyword: "SHOULD",
    says: "Refuse the answer to a refresh whose ID token has an azp that the first one did not have",
    mend: CHECK_AGAIN,
  }),
  refreshed("older_auth_time", {
    fault: "id_token_older_auth_time",
    title: "Refreshed ID token of another sign-in",
    rule: "OIDC-12.2-9",
    keyword: "SHOULD",
    says: "Refuse the answer to a refresh whose ID token has another auth_time than the first one",
    mend: CHECK_AGAIN,
  }),
  refreshed("unsolicited_nonce", {
    fault: "id_token_unsolicited_nonce",
    title: "Refreshed ID token with another nonce",
    rule: "OIDC-12.2-11",
    keyword: "SHOULD",
    says: "Refuse the answer to a refresh whose ID token has a nonce that is not the one of the first",
    mend: "Where an ID token from a refresh has a nonce claim, compare it with the nonce of the first one.",
  }),
  refreshed("expired", {
    fault: "id_token_expired",
    title: "Refreshed ID token is expired",
    rule: "OIDC-3.1.3.7-9",
    keyword: "MUST",
    says: "Refuse the answer to a refresh whose ID token has expired",
    mend: CHECK_EXP,
  }),
  refreshed("bad_signature", {
    fault: "id_token_bad_signature",
    title: "Refreshed ID token with a bad signature",
    rule: "RFC8725-3.3-2",
    keyword: "SHOULD",
    says: "Refuse the answer to a refresh whose ID token has a signature that does not hold",
    mend: "Verify the ID token of a refresh as you verify that of a login.",
  }),
  {
    ...refreshed("new_key", {
      fault: "id_token_unknown_kid",
      title: "Keys rotated before a refresh",
      rule: "OIDC-10.1.1-1",
      keyword: "MUST",
      says: "Fetch the key set again where the ID token of a refresh is signed by a key that was not in there at the login",
      expect: accepts("resource"),
      mend: "When a kid is not in the keys that you keep, fetch jwks_uri once more and look again, however long you have kept them.",
      known: ["client bug 9"],
    }),
    faults: [{ fault: "id_token_unknown_kid", nth: 2 }, { fault: "jwks_new_kid_later" }],
  },
  refreshed("missing", {
    fault: "id_token_missing",
    // it might be missing in the answer of the authorization endpoint as well, which counts
    nth: 3,
    title: "Refresh without an ID token",
    rule: "OIDC-12.2-12",
    keyword: "MUST",
    says: "Accept the answer to a refresh that has no ID token",
    expect: accepts("resource"),
    mend: "Keep the first ID token where a refresh brings none, and go on with the new access token.",
  }),
];

/** What a client makes of the claims of ID tokens. */
export const ID_TOKEN_SCENARIOS: readonly Scenario[] = [
  ...ISSUER,
  ...AUDIENCE,
  ...TIMES,
  ...NONCE,
  ...SUBJECT,
  ...OTHERS,
  ...REFRESHED,
];
