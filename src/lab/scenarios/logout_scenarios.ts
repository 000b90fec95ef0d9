import { askedFor } from "../judge/observe.ts";
import { failed, passed, unseen, warned } from "./_seen.ts";
import type { JournalEntry } from "../journal/entry.ts";
import {
  accepts,
  type Expectation,
  type Observation,
  type Observed,
  observes,
  refuses,
  type Scenario,
} from "./scenario.ts";

type Words = Pick<Scenario, "name" | "title" | "rule" | "says" | "mend"> &
  Partial<Pick<Scenario, "keyword" | "known" | "acts" | "expect" | "faults" | "patience">>;

/** The first logout token with a fault, or the first at all. */
function sent({ journal }: Observation): JournalEntry | undefined {
  const all = askedFor(journal, "logout_token");
  return all.find(({ faults }) => faults.length > 0) ?? all[0];
}

/** The client got no answer out: it was gone, or did not listen. @see JournalEntry.status */
function unheard({ status }: JournalEntry): boolean {
  return status === 0;
}

/** @see OpenID Connect Back-Channel Logout 2.8 */
function refusedToken(observation: Observation): Observed {
  const first = sent(observation);
  if (first === undefined) return unseen("No logout token was sent to it", []);
  if (unheard(first)) return unseen("It did not listen at its backchannel_logout_uri", [first]);
  if (first.status === 400) return passed("It answered the logout token with 400", [first]);
  return failed(`It answered the logout token with ${first.status}, where 400 says that it is refused`, [first]);
}

function acceptedToken(observation: Observation): Observed {
  const first = sent(observation);
  if (first === undefined) return unseen("No logout token was sent to it", []);
  if (unheard(first)) return unseen("It did not listen at its backchannel_logout_uri", [first]);
  if (first.status === 200 || first.status === 204) return passed(`It answered with ${first.status}`, [first]);
  return failed(`It answered the logout token with ${first.status}, though the token holds`, [first]);
}

/** Silence of caches. @see OpenID Connect Back-Channel Logout 2.8 */
function uncached(observation: Observation): Observed {
  const first = sent(observation);
  if (first === undefined || unheard(first)) return unseen("It answered no logout token", []);
  const control = first.reply_headers["cache-control"] ?? "";
  if (/\bno-store\b/i.test(control)) return passed("Its answer says Cache-Control: no-store", [first]);
  return warned("Its answer does not say Cache-Control: no-store", [first]);
}

const REFUSES_TOKEN: Expectation = observes(refusedToken);

function token({ name, ...rest }: Words): Scenario {
  const whole = `logout_token_${name}`;
  return {
    name: whole,
    setups: ["logout-back-channel"],
    keyword: "MUST",
    faults: [{ fault: whole }],
    acts: ["end_session"],
    expect: REFUSES_TOKEN,
    ...rest,
  };
}

const LIKE_ID_TOKEN =
  "Validate a logout token as strictly as an ID token, before you end any session, and answer 400 where it does not hold.";

const SIGNATURE: readonly Scenario[] = [
  token({
    name: "alg_none",
    title: "Logout token that is not signed",
    rule: "BCLOGOUT-2.6-3",
    says: "Refuse a logout token whose alg is none",
    mend: `Name the algorithms that you accept, and none is never among them. ${LIKE_ID_TOKEN}`,
    known: ["OIDF rp-backchannel-rpinitlogout-alg-none"],
  }),
  token({
    name: "wrong_alg",
    title: "Logout token by another algorithm",
    rule: "BCLOGOUT-2.6-3",
    says: "Refuse a logout token by another algorithm than the one of its ID tokens",
    mend: `Use id_token_signed_response_alg for logout tokens too, RS256 where you registered none. ${LIKE_ID_TOKEN}`,
    known: ["OIDF rp-backchannel-rpinitlogout-wrong-alg"],
  }),
  token({
    name: "bad_signature",
    title: "Logout token with a bad signature",
    rule: "BCLOGOUT-2.6-2",
    says: "Refuse a logout token whose signature is wrong",
    mend: `No TLS connection to the issuer vouches for a logout token: anybody can post one. ${LIKE_ID_TOKEN}`,
  }),
  token({
    name: "other_key",
    title: "Logout token by an unpublished key",
    rule: "BCLOGOUT-2.6-2",
    says: "Refuse a logout token that is signed by a key the issuer does not publish",
    mend: `Take the key from the issuer's jwks_uri alone, by its kid. ${LIKE_ID_TOKEN}`,
  }),
  token({
    name: "typ_access_token",
    title: "Access token for a logout token",
    rule: "RFC8725-3.11-2",
    keyword: "SHOULD",
    says: "Refuse a logout token whose type (typ) is 'at+jwt', which access tokens have",
    mend: `Where the header has a typ, take logout+jwt and JWT alone. ${LIKE_ID_TOKEN}`,
  }),
];

const CLAIMS: readonly Scenario[] = [
  token({
    name: "wrong_issuer",
    title: "Logout token of another issuer",
    rule: "BCLOGOUT-2.6-4",
    says: "Refuse a logout token whose iss is not its issuer, character by character",
    mend: `Compare iss with the issuer that you discovered. ${LIKE_ID_TOKEN}`,
    known: ["OIDF rp-backchannel-rpinitlogout-wrong-iss"],
  }),
  token({
    name: "missing_issuer",
    title: "Logout token without iss",
    rule: "BCLOGOUT-2.6-4",
    says: "Refuse a logout token without iss",
    mend: `A claim that is missing is a claim that is wrong. ${LIKE_ID_TOKEN}`,
  }),
  token({
    name: "wrong_audience",
    title: "Logout token for another client",
    rule: "BCLOGOUT-2.6-5",
    says: "Refuse a logout token whose aud does not name it",
    mend: `Compare aud with your client id. ${LIKE_ID_TOKEN}`,
    known: ["OIDF rp-backchannel-rpinitlogout-wrong-aud"],
  }),
  token({
    name: "missing_audience",
    title: "Logout token without aud",
    rule: "BCLOGOUT-2.6-5",
    says: "Refuse a logout token without aud",
    mend: `A claim that is missing is a claim that is wrong. ${LIKE_ID_TOKEN}`,
  }),
  token({
    name: "expired",
    title: "Logout token that expired",
    rule: "BCLOGOUT-2.6-6",
    says: "Refuse a logout token whose exp is past",
    mend: `Compare exp with the time, with a minute of leeway at most. ${LIKE_ID_TOKEN}`,
  }),
  token({
    name: "missing_exp",
    title: "Logout token without exp",
    rule: "BCLOGOUT-2.6-6",
    says: "Refuse a logout token without exp",
    mend: `A claim that is missing is a claim that is wrong. ${LIKE_ID_TOKEN}`,
  }),
  token({
    name: "future_iat",
    title: "Logout token from the future",
    rule: "BCLOGOUT-2.6-6",
    says: "Refuse a logout token whose iat is an hour from now",
    mend: `Compare iat with the time, with a minute of leeway at most. ${LIKE_ID_TOKEN}`,
  }),
  token({
    name: "missing_iat",
    title: "Logout token without iat",
    rule: "BCLOGOUT-2.6-6",
    says: "Refuse a logout token without iat",
    mend: `A claim that is missing is a claim that is wrong. ${LIKE_ID_TOKEN}`,
  }),
  token({
    name: "nobody",
    title: "Logout token about nobody",
    rule: "BCLOGOUT-2.6-7",
    says: "Refuse a logout token that has neither sub nor sid",
    mend: `Demand a sub, a sid, or both; a token without them says nothing and must not end every session. ${LIKE_ID_TOKEN}`,
  }),
  token({
    name: "no_event",
    title: "Logout token without event",
    rule: "BCLOGOUT-2.6-8",
    says: "Refuse a logout token without events",
    mend: `The event is what tells a logout token from an ID token, so that nobody can post one as the other. ${LIKE_ID_TOKEN}`,
    known: ["OIDF rp-backchannel-rpinitlogout-no-event"],
  }),
  token({
    name: "wrong_event",
    title: "Logout token with another event",
    rule: "BCLOGOUT-2.6-8",
    says: "Refuse a logout token whose events does not name back-channel logout",
    mend: `Look for the member 'http://schemas.openid.net/event/backchannel-logout' by its whole name. ${LIKE_ID_TOKEN}`,
    known: ["OIDF rp-backchannel-rpinitlogout-wrong-event"],
  }),
  token({
    name: "event_no_object",
    title: "Logout token whose event is no object",
    rule: "BCLOGOUT-2.6-8",
    says: "Refuse a logout token whose event is no JSON object",
    mend: `The member of events has an object as its value, which may be empty. ${LIKE_ID_TOKEN}`,
  }),
  token({
    name: "with_nonce",
    title: "Logout token with a nonce",
    rule: "BCLOGOUT-2.6-9",
    says: "Refuse a logout token that has a nonce",
    mend: `A nonce stands in ID tokens alone: what has one is an ID token that somebody posts. ${LIKE_ID_TOKEN}`,
    known: ["OIDF rp-backchannel-rpinitlogout-with-nonce"],
  }),
  token({
    name: "other_sub",
    title: "Logout token about another person",
    rule: "BCLOGOUT-2.6-11",
    keyword: "MAY",
    says: "Refuse a logout token about a person who has no session",
    mend: "Look for sessions of exactly this sub at this issuer; where there is none, end nothing and answer 400.",
  }),
  token({
    name: "other_sid",
    title: "Logout token about another session",
    rule: "BCLOGOUT-2.6-11",
    keyword: "MAY",
    says: "Refuse a logout token about a session that it does not have",
    mend: "Keep the sid of the ID token with the session, and end the one session that has it; where there is none, answer 400.",
  }),
];

const ACCEPTED: readonly Scenario[] = [
  token({
    name: "unknown_claim",
    title: "Logout token with an unknown claim",
    rule: "BCLOGOUT-2.4-9",
    says: "Take a logout token that has a claim it does not understand",
    mend: "Ignore claims that you do not know; validate the ones that you do.",
    expect: observes(acceptedToken),
    known: ["OIDF rp-backchannel-rpinitlogout"],
  }),
  token({
    name: "sid_alone",
    title: "Logout token with a session and no person",
    rule: "BCLOGOUT-2.7-1",
    says: "End the session that the logout token names, also where it does not name the person",
    mend: "Either of sub and sid is enough: find the session by its sid where there is no sub.",
    expect: observes(acceptedToken),
  }),
  {
    ...token({
      name: "answer_cached",
      title: "Answer to a logout token",
      rule: "BCLOGOUT-2.8-3",
      says: "Answer a logout token with Cache-Control: no-store",
      mend: "Set Cache-Control: no-store on every answer of the backchannel_logout_uri.",
      expect: observes(uncached),
    }),
    keyword: "SHOULD",
    faults: [],
  },
];

function frame({ name, ...rest }: Words): Scenario {
  const whole = `logout_frame_${name}`;
  return {
    name: whole,
    setups: ["logout-front-channel"],
    keyword: "MAY",
    faults: [{ fault: whole }],
    acts: ["end_session"],
    // what a frame does to the session of a client, its own words tell alone
    expect: refuses(),
    ...rest,
  };
}

const BOTH_COMPARED =
  "Anybody can put your frontchannel_logout_uri into a page: compare iss and sid with those of the session before you end it.";

const FRAMES: readonly Scenario[] = [
  frame({
    name: "wrong_issuer",
    title: "Logout frame of another issuer",
    rule: "FCLOGOUT-2-11",
    says: "End no session for a logout frame whose iss is that of another issuer",
    mend: BOTH_COMPARED,
  }),
  frame({
    name: "wrong_session",
    title: "Logout frame of another session",
    rule: "FCLOGOUT-2-11",
    says: "End no session for a logout frame whose sid is that of another one",
    mend: BOTH_COMPARED,
  }),
  frame({
    name: "unknown_parameter",
    title: "Logout frame with an unknown parameter",
    rule: "FCLOGOUT-2-10",
    keyword: "MUST",
    says: "End its session though the frame's address has a parameter it does not know",
    mend: "Read iss and sid, and ignore what else there is.",
    expect: accepts(),
  }),
];

/** How a client is told that a session has ended. */
export const LOGOUT_SCENARIOS: readonly Scenario[] = [...SIGNATURE, ...CLAIMS, ...ACCEPTED, ...FRAMES];
