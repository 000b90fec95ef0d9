import { afterFault, askedFor } from "../judge/observe.ts";
import { DISCOVERING, FRONT, OIDC, STOPS } from "./_oidc.ts";
import { failed, passed } from "./_seen.ts";
import { accepts, either, type Observation, type Observed, observes, type Scenario } from "./scenario.ts";

type Said = Pick<Scenario, "title" | "rule" | "keyword" | "says" | "mend"> &
  Partial<Pick<Scenario, "known" | "expect" | "setups" | "faults" | "patience">>;

/** A scenario of one fault of the key set, with the same name behind `jwks_`; a right client copes. */
function scenario(name: string, said: Said): Scenario {
  const whole = `jwks_${name}`;
  return { name: whole, setups: DISCOVERING, faults: [{ fault: whole }], expect: accepts("userinfo"), ...said };
}

/**
 * A key set by which no ID token can be verified, judged by where the ID token comes from: TLS may vouch for what the
 * token endpoint answers, and nothing vouches for what a browser brings.
 */
function useless(name: string, said: Omit<Said, "rule" | "keyword">): readonly Scenario[] {
  const one = scenario(name, {
    ...said,
    setups: ["oidc-code", "oidc-dynamic"],
    rule: "RFC8725-3.3-2",
    keyword: "SHOULD",
    expect: STOPS,
  });
  const other = scenario(name, {
    ...said,
    title: `${said.title}, ID token through the browser`,
    setups: FRONT,
    rule: "OIDC-3.2.2.11-1",
    keyword: "MUST",
    expect: STOPS,
  });
  return [one, { ...other, name: `${other.name}_front` }];
}

/** How often a key set may be fetched after an ID token whose kid nobody knows: once more, and once for each retry. */
const FETCHES = 3;

function judgeRefetch({ journal }: Observation): Observed {
  const fetched = askedFor(afterFault(journal), "jwks");
  return fetched.length > FETCHES
    ? failed(`It fetched the key set ${fetched.length} times for a kid that is not in there`, fetched)
    : passed(`It fetched the key set ${fetched.length} times after an ID token with an unknown kid`, fetched);
}

function judgeJwksAddress({ journal }: Observation): Observed {
  const after = afterFault(journal);
  const fetched = askedFor(after, "jwks");
  const guessed = [...fetched.filter(({ url }) => !url.endsWith("/jwks.json")), ...askedFor(after, "unknown")];
  if (guessed.length > 0) return failed("It asked for keys at an address that the metadata does not name", guessed);
  return fetched.length === 0
    ? { verdict: "not exercised", says: "It never asked for the key set", evidence: [] }
    : passed("It fetched the key set from where the metadata says", fetched);
}

const REFETCH =
  "When a kid is not in the keys that you keep, fetch jwks_uri once more and look again; keep a pause of some seconds between two such fetches.";
const REFUSE =
  "Treat a key set that cannot be had, read or used as a failed login: do not use a token that you could not verify.";

const ROTATION: readonly Scenario[] = [
  scenario("rotated_at_sign_in", {
    title: "Keys rotated during the login",
    rule: "OIDC-10.1.1-1",
    keyword: "MUST",
    says: "Fetch the key set again where an ID token is signed by a key that was not in there when the login began",
    mend: REFETCH,
    known: ["OIDF signing-key-rotation", "client bug 9"],
  }),
  scenario("rotated_at_signing", {
    title: "Keys rotated just before signing",
    setups: ["oidc-code", "oidc-implicit", "oidc-dynamic"],
    rule: "OIDC-10.1.1-1",
    keyword: "MUST",
    says: "Fetch the key set again where an ID token is signed by a key that was not in there a moment before",
    mend: REFETCH,
    known: ["OIDF signing-key-rotation-just-before-signing", "client bug 9"],
  }),
  scenario("same_kid_other_key", {
    title: "Another key under the same kid",
    rule: "RFC7517-4.5-2",
    keyword: "MUST",
    says: "Refuse an ID token by a key that has taken over the kid of another, or fetch the key set again, but end in order",
    expect: either(),
    mend: "When a signature does not hold by the key that you keep, you may fetch the key set once more, and then refuse.",
  }),
  scenario("same_kid_other_type", {
    title: "Keys of two types under one kid",
    rule: "RFC7517-4.5-2",
    keyword: "SHOULD",
    says: "Choose among keys of the same kid by their type",
    mend: "Choose a key by kid, kty and alg together: keys of different types may have the same kid.",
  }),
  {
    ...scenario("refetch_bounded", {
      title: "Unknown kid, fetches counted",
      rule: "OIDC-10.1.1-1",
      keyword: "SHOULD",
      says: "Fetch the key set once for a kid that it does not know, and not without end",
      expect: observes(judgeRefetch),
      mend: "Remember when you fetched the key set last, and refuse a token with an unknown kid where that was a moment ago: anybody can make up a kid.",
      known: ["client bug 9"],
    }),
    faults: [{ fault: "id_token_unknown_kid" }],
  },
];

const USELESS: readonly Scenario[] = [
  ...useless("wrong_key", {
    title: "Wrong key in the key set",
    says: "Refuse an ID token whose signature does not hold by the key that is published under its kid",
    mend: REFUSE,
  }),
  ...useless("without_key", {
    title: "Key set without the key",
    says: "Refuse an ID token whose key is not published",
    mend: REFUSE,
  }),
  ...useless("empty", { title: "Empty key set", says: "Refuse an ID token where the key set is empty", mend: REFUSE }),
  ...useless("no_list", {
    title: "Key set without keys",
    says: "Refuse an ID token where the key set is an object without a list of keys",
    mend: REFUSE,
  }),
  ...useless("500", {
    title: "Key set away",
    says: "Refuse an ID token while the key set is answered by 500",
    mend: REFUSE,
  }),
  ...useless("404", {
    title: "Key set gone",
    says: "Refuse an ID token where the key set is answered by 404",
    mend: REFUSE,
  }),
  ...useless("html", {
    title: "Page for a key set",
    says: "Refuse an ID token where a page of HTML is answered for the key set",
    mend: REFUSE,
  }),
  ...useless("broken_json", {
    title: "Key set is broken JSON",
    says: "Refuse an ID token where the key set ends in the middle",
    mend: REFUSE,
  }),
  scenario("for_encryption_only", {
    title: "Key for encryption",
    setups: OIDC,
    rule: "RFC7517-4.2-2",
    keyword: "SHOULD",
    says: "Refuse an ID token whose key is published for encryption alone",
    expect: STOPS,
    mend: "Leave keys out whose use is not sig when you look for the key of a signature.",
  }),
];

const UNUSUAL: readonly Scenario[] = [
  scenario("unusable_keys", {
    title: "Unusable keys besides",
    rule: "RFC7517-5-4",
    keyword: "SHOULD",
    says: "Skip keys of unknown types and curves and such as lack members, and use the others",
    mend: "Read the keys of the set one by one, and leave out those that you cannot read instead of refusing the set.",
  }),
  scenario("unknown_members", {
    title: "Keys with unknown members",
    rule: "RFC7517-4-2",
    keyword: "MUST",
    says: "Ignore members of keys that the client does not know",
    mend: "Read the members of a key that you know by their names, and leave all others alone.",
  }),
  scenario("plain_json", {
    title: "Key set as application/json",
    rule: "RFC7517-5-5",
    keyword: "MUST",
    says: "Accept a key set of type application/json",
    mend: "Take a key set as application/json and as application/jwk-set+json alike.",
  }),
  scenario("slow", {
    title: "Slow key set",
    rule: "DISCOVERY-3-20",
    keyword: "SHOULD",
    says: "Wait for a key set that takes two seconds",
    mend: "Give requests for the key set at least five seconds.",
    patience: 2_000,
  }),
  scenario("other_uri", {
    title: "Key set elsewhere",
    faults: [{ fault: "metadata_other_jwks_uri" }],
    rule: "DISCOVERY-3-20",
    keyword: "MUST",
    says: "Fetch the key set from the jwks_uri of the metadata, and from nowhere else",
    expect: observes(judgeJwksAddress),
    mend: "Read jwks_uri from the metadata instead of appending a path to the issuer.",
    known: ["OIDF discovery-jwks-uri-keys"],
  }),
];

const EITHER: readonly Scenario[] = [
  scenario("500_at_first", {
    title: "Key set away at first",
    faults: [{ fault: "jwks_500", times: 1 }],
    rule: "RFC9110-15.6.4-1",
    keyword: "MAY",
    says: "Ask again for a key set that was answered by 500 once, or give up, but end in order",
    expect: either(),
    mend: "Catch the failed request, and either ask once more after a moment or tell the person that the login failed.",
  }),
  scenario("redirect", {
    title: "Redirected key set",
    faults: [{ fault: "jwks_redirect", times: 1 }],
    rule: "DISCOVERY-3-20",
    keyword: "MUST",
    says: "Follow a redirect of the key set or refuse it, but end in order",
    expect: either(),
    mend: "Decide whether your client follows redirects of the key set; if not, treat one as a key set that cannot be had.",
  }),
  scenario("too_slow", {
    title: "Key set far too slow",
    rule: "RFC8725-3.3-2",
    keyword: "MUST",
    says: "Wait eight seconds for a key set or give up, but end in order",
    expect: either(),
    mend: "Give the request a timeout, and treat it as a key set that cannot be had.",
    patience: 9_000,
  }),
  scenario("huge", {
    title: "Huge key set",
    rule: "RFC7517-5-5",
    keyword: "MUST",
    says: "Read a key set of five megabytes or refuse it, but end in order",
    expect: either(),
    mend: "Limit how many bytes you read of a key set, and treat a larger one as one that cannot be had.",
  }),
];

/** What a client makes of the key set. */
export const JWKS_SCENARIOS: readonly Scenario[] = [...ROTATION, ...USELESS, ...UNUSUAL, ...EITHER];
