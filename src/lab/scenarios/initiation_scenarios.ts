import type { JournalEntry } from "../journal/entry.ts";
import { askedFor, requestsOfClient, valuesOf } from "../judge/observe.ts";
import { failed, passed, unseen } from "./_seen.ts";
import { accepts, type Observation, type Observed, observes, type Scenario } from "./scenario.ts";

type Rest = Omit<Scenario, "name" | "setups" | "faults">;

function scenario(name: string, rest: Rest): Scenario {
  return { name: `initiation_${name}`, setups: ["login-initiation"], faults: [], ...rest };
}

/** What the lab's foreign issuer is called behind the right one. */
const FOREIGN = "/another-issuer";

function goesThere({ url }: JournalEntry): boolean {
  return url.includes(FOREIGN);
}

/** A login that is begun at an issuer which the client does not know comes to nothing. */
function knowsItsIssuer({ journal }: Observation): Observed {
  const asked = requestsOfClient(journal);
  const wrong = asked.find((entry) => goesThere(entry));
  if (wrong !== undefined) return failed("It asked the issuer that it does not know", [wrong]);
  const begun = askedFor(journal, "authorize");
  if (begun.length > 0) return failed("It began a login though the visit did not name its issuer", begun);
  return passed("It began no login", asked.slice(-1));
}

/** Behind the issuer, and nowhere in the client: whoever comes there was sent there. */
const ELSEWHERE = "/elsewhere";

/** Nobody is sent to where a stranger wishes. */
function staysAtHome({ journal }: Observation): Observed {
  const sent = askedFor(journal, "unknown").filter(({ url }) => url.endsWith(ELSEWHERE));
  if (sent.length > 0) return failed("It sent the person to the foreign address that the visit named", sent);
  const begun = askedFor(journal, "authorize");
  return passed(begun.length > 0 ? "It had the person sign in, and sent them nowhere" : "It began no login", begun);
}

/** Who is to sign in comes along. */
function passesHint({ journal }: Observation): Observed {
  const [begun] = askedFor(journal, "authorize");
  if (begun === undefined) return unseen("It began no login", []);
  if (valuesOf(begun, "login_hint").includes("alice")) return passed("It sent the login_hint along", [begun]);
  return failed("It began a login without the login_hint that came along", [begun]);
}

const KNOWN =
  "Compare iss of the visit with the issuers that you are registered at, character by character, before anything else: where it is none of these, answer 400 and ask nobody.";

/** How a client deals with a login that somebody else begins. @see OpenID Connect Core 4 */
export const INITIATION_SCENARIOS: readonly Scenario[] = [
  scenario("unknown_issuer", {
    title: "Login begun at an unknown issuer",
    rule: "OIDC-4-6",
    keyword: "SHOULD",
    visit: { iss: `{issuer}${FOREIGN}` },
    says: "Begin no login where the visit names an issuer that it does not know",
    expect: observes(knowsItsIssuer),
    mend: KNOWN,
  }),
  scenario("no_issuer", {
    title: "Login begun at no issuer",
    rule: "OIDC-4-6",
    keyword: "SHOULD",
    visit: { iss: null },
    says: "Begin no login where the visit names no issuer",
    expect: observes(knowsItsIssuer),
    mend: KNOWN,
  }),
  scenario("foreign_target", {
    title: "Login that is to end elsewhere",
    rule: "OIDC-4-4",
    keyword: "MUST",
    visit: { target_link_uri: `{issuer}${ELSEWHERE}` },
    says: "Refuse a target_link_uri of another site, or sign in and send nobody there",
    expect: observes(staysAtHome),
    mend: "Send people only to addresses of your own origin after a login, and ignore or refuse any other target_link_uri.",
  }),
  scenario("login_hint", {
    title: "Login with a hint of who signs in",
    rule: "OIDC-4-3",
    keyword: "MUST",
    visit: { login_hint: "alice" },
    says: "Send the login_hint of the visit along in its authentication request",
    expect: observes(passesHint),
    mend: "Take login_hint from the visit's query and put it into the authentication request as it is.",
  }),
  scenario("extra", {
    title: "Login with an unknown parameter",
    rule: "OIDC-4-5",
    keyword: "MUST",
    visit: { touchstone_extra: "a b" },
    says: "Begin a login though the visit has a parameter that it does not know",
    expect: accepts("authorize", "token", "userinfo"),
    mend: "Read iss, login_hint and target_link_uri by their names, and ignore what else there is.",
  }),
];
