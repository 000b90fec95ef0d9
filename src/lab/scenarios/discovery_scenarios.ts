import { MTLS_PATH } from "../faults/discovery_faults.ts";
import { afterFault, askedFor } from "../judge/observe.ts";
import { DISCOVERING, FRONT, OAUTH, OIDC, STOPS } from "./_oidc.ts";
import { failed, passed } from "./_seen.ts";
import { accepts, either, type Observation, type Observed, observes, refuses, type Scenario } from "./scenario.ts";

type Said = Pick<Scenario, "title" | "says" | "mend"> &
  Partial<Pick<Scenario, "rule" | "keyword" | "known" | "expect" | "setups" | "faults" | "patience">>;

/** A client that trusts nothing of what it read asks for nothing of what stood there. */
const ASKS_NOTHING = refuses("registration", "device_authorization", "authorize", "token");

/** A scenario of one fault of the metadata, with the same name behind `metadata_`. */
function scenario(name: string, said: Said): Scenario {
  const whole = `metadata_${name}`;
  return {
    name: whole,
    setups: DISCOVERING,
    rule: "DISCOVERY-4.3-3",
    keyword: "MUST",
    faults: [{ fault: whole }],
    expect: ASKS_NOTHING,
    ...said,
  };
}

/** The same for clients of OAuth that read the metadata; those that were configured by hand never meet it. */
function inOauth({ name, title, ...rest }: Scenario, rule: string): Scenario {
  return { ...rest, name: `oauth_${name}`, title: `${title}, OAuth`, setups: OAUTH, rule };
}

const COMPARE =
  "Compare the issuer member of the metadata with the issuer whose metadata you asked for, character by character, before you use any other member, and stop where they differ.";
const STOP =
  "Treat metadata that cannot be had or read as the end of the login. Do not fall back to addresses that you guess from the issuer.";
const COPE =
  "Read the members that you know by their names, leave all others alone, and fill in what the specification says of missing ones.";

const ISSUER: readonly Scenario[] = [
  scenario("wrong_issuer", {
    title: "Metadata of another issuer",
    rule: "DISCOVERY-4.3-2",
    says: "Stop where the metadata names another issuer than the one that was asked about",
    mend: COMPARE,
    known: ["OIDF discovery-issuer-mismatch", "client bug 11"],
  }),
  scenario("issuer_slash", {
    title: "Metadata issuer off by a slash",
    rule: "DISCOVERY-4.3-2",
    says: "Stop where the issuer of the metadata differs by a slash at its end",
    mend: COMPARE,
    known: ["client bug 11"],
  }),
  scenario("issuer_other_host", {
    title: "Metadata issuer at another host",
    rule: "DISCOVERY-4.3-2",
    says: "Stop where the issuer of the metadata is at another host",
    mend: COMPARE,
  }),
  scenario("issuer_case", {
    title: "Metadata issuer in other letter case",
    rule: "DISCOVERY-5-1",
    says: "Stop where the issuer of the metadata differs by letter case alone",
    mend: COMPARE,
  }),
  scenario("missing_issuer", {
    title: "Metadata without issuer",
    rule: "DISCOVERY-4.3-2",
    says: "Stop where the metadata names no issuer",
    mend: COMPARE,
  }),
];

const MISSING: readonly Scenario[] = [
  scenario("missing_authorization_endpoint", {
    title: "Metadata without authorization_endpoint",
    says: "Send nobody to an authorization endpoint that the metadata does not name",
    expect: refuses("authorize"),
    mend: STOP,
  }),
  scenario("missing_token_endpoint", {
    title: "Metadata without token_endpoint",
    setups: ["oidc-code", "oidc-hybrid", "oidc-dynamic"],
    says: "Send no code to a token endpoint that the metadata does not name",
    expect: refuses("token"),
    mend: STOP,
  }),
  scenario("missing_jwks_uri", {
    title: "Metadata without jwks_uri",
    setups: FRONT,
    says: "Use no ID token from the browser where the metadata does not say by which keys it is verified",
    expect: STOPS,
    mend: "Demand jwks_uri where you have to verify signatures, and refuse to log anybody in without it.",
  }),
  scenario("http_endpoints", {
    title: "Endpoints without TLS",
    setups: OIDC,
    rule: "OAUTH21-1.5-1",
    says: "Send no code and no token to an endpoint of scheme http, where the issuer has https",
    expect: STOPS,
    mend: "Demand https of every endpoint in the metadata, apart from loopback addresses during development.",
  }),
];

const UNREADABLE: readonly Scenario[] = [
  scenario("500", { title: "Metadata away", says: "Stop where the metadata is answered by 500", mend: STOP }),
  scenario("404", { title: "No metadata", says: "Stop where the metadata is answered by 404", mend: STOP }),
  scenario("html", { title: "Page for metadata", says: "Stop where the metadata is a page of HTML", mend: STOP }),
  scenario("broken_json", {
    title: "Metadata is broken JSON",
    says: "Stop where the metadata ends in the middle of its JSON",
    mend: STOP,
  }),
  scenario("json_array", {
    title: "Metadata is a list",
    says: "Stop where the metadata is no JSON object",
    mend: STOP,
  }),
  scenario("empty", { title: "Empty metadata", says: "Stop where the metadata is an empty text", mend: STOP }),
];

/** Who shows no certificate asks none of the endpoints that are there for those who do. @see RFC 8705 5 */
function leavesAliases({ journal }: Observation): Observed {
  const after = afterFault(journal);
  const strays = askedFor(after, "unknown").filter(({ url }) => url.includes(MTLS_PATH));
  if (strays.length > 0) return failed("It asked an endpoint that is for clients with a certificate", strays);
  const asked = askedFor(after, "token");
  if (asked.length > 0) return passed("It asked the endpoint that is for all clients", asked);
  return failed("It did not go on to the token endpoint", after.slice(-1));
}

const UNUSUAL: readonly Scenario[] = [
  scenario("minimal", {
    title: "Metadata with little in it",
    rule: "DISCOVERY-3-19",
    says: "Work with metadata that has hardly more than the members which it must have",
    expect: accepts("authorize", "userinfo"),
    mend: "Fill in what is missing as the specification says: client_secret_basic at the token endpoint, for example.",
  }),
  scenario("unknown_members", {
    title: "Unknown metadata",
    rule: "DISCOVERY-4.2-4",
    says: "Work with metadata that has members and words which the client does not know",
    expect: accepts("authorize", "userinfo"),
    mend: COPE,
  }),
  scenario("mtls_aliases", {
    title: "Other endpoints for those with a certificate",
    setups: ["oidc-code", "oidc-hybrid", "oidc-dynamic"],
    rule: "DISCOVERY-4.2-4",
    says: "Use the endpoints that are for all clients where it shows no certificate, whatever mtls_endpoint_aliases has",
    expect: observes(leavesAliases),
    mend: "Read mtls_endpoint_aliases only where the client was configured for mutual TLS, and leave it alone otherwise.",
    known: ["OIDF mtls-endpoint-aliases"],
  }),
  scenario("response_types_turned", {
    title: "Response types in another order",
    setups: ["oidc-hybrid", "oidc-implicit", "oidc-code", "oidc-dynamic"],
    rule: "DISCOVERY-4.2-4",
    says: "Take the words of a response type for the same in any order",
    expect: accepts("authorize", "userinfo"),
    mend: "Split a response type at its spaces and compare the words as a set.",
  }),
  scenario("slow", {
    title: "Slow metadata",
    rule: "DISCOVERY-4.2-4",
    keyword: "SHOULD",
    says: "Wait for metadata that takes two seconds",
    expect: accepts("authorize"),
    mend: "Give requests for metadata at least five seconds.",
    patience: 2_000,
  }),
];

const EITHER: readonly Scenario[] = [
  scenario("wrong_content_type", {
    title: "Metadata as plain text",
    says: "Take metadata of type text/plain or refuse it, but end in order",
    expect: either(),
    mend: "Decide whether you insist on application/json; if you do, treat another type as metadata that cannot be read.",
  }),
  scenario("500_at_first", {
    title: "Metadata away at first",
    faults: [{ fault: "metadata_500", times: 1 }],
    rule: "RFC9110-15.6.4-1",
    keyword: "MAY",
    says: "Ask again for metadata that was answered by 500 once, or give up, but end in order",
    expect: either(),
    mend: "Catch the failed request, and either ask once more after a moment or say that the login failed.",
  }),
  scenario("404_at_first", {
    title: "No metadata at first",
    faults: [{ fault: "metadata_404", times: 1 }],
    says: "Look for metadata under its other name after a 404, or give up, but end in order",
    expect: either(),
    mend: "Catch the failed request, and either try the other well-known name or say that the login failed.",
  }),
  scenario("redirect", {
    title: "Redirected metadata",
    faults: [{ fault: "metadata_redirect", times: 1 }],
    says: "Follow a redirect of the metadata or refuse it, but end in order",
    expect: either(),
    mend: "Decide whether your client follows redirects of metadata; if not, treat one as metadata that cannot be had.",
  }),
  scenario("too_slow", {
    title: "Metadata far too slow",
    says: "Wait eight seconds for metadata or give up, but end in order",
    expect: either(),
    mend: "Give the request a timeout, and say that the login failed when it is over.",
    patience: 9_000,
  }),
  scenario("huge", {
    title: "Huge metadata",
    says: "Read metadata of five megabytes or refuse it, but end in order",
    expect: either(),
    mend: "Limit how many bytes you read of metadata, and refuse what is larger.",
  }),
];

/** What a client makes of the metadata. */
export const DISCOVERY_SCENARIOS: readonly Scenario[] = [
  ...ISSUER,
  ...ISSUER.map((scenario) => inOauth(scenario, "RFC8414-3.3-2")),
  ...MISSING,
  ...UNREADABLE,
  ...UNREADABLE.map((scenario) => inOauth(scenario, "RFC8414-3.3-3")),
  ...UNUSUAL,
  ...EITHER,
];
