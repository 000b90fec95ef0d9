import type { JournalEntry } from "../journal/entry.ts";
import { askedFor, valuesOf } from "../judge/observe.ts";
import { asksNoMoreThan, failed, passed, unseen } from "./_seen.ts";
import {
  accepts,
  type Expectation,
  type Observation,
  type Observed,
  observes,
  refuses,
  type Scenario,
} from "./scenario.ts";
import type { SetupName } from "./setup.ts";

/** The relation of the link to an issuer. @see OpenID Connect Discovery 2 */
const ISSUER_RELATION = "http://openid.net/specs/connect/1.0/issuer";

/** Redirects that HTTP libraries of today follow by themselves, at most. */
const MOST_REDIRECTS = 20;

const BOTH: readonly SetupName[] = ["oidc-webfinger-acct", "oidc-webfinger-url"];
const STOPS: Expectation = refuses("authorize", "token");

/** Looks at each question, and finds the first that is wrong. */
function askingWith(
  isRight: (entry: JournalEntry) => boolean,
  { right, wrong }: { readonly right: string; readonly wrong: string },
): (seen: Observation) => Observed {
  return ({ journal }) => {
    const asked = askedFor(journal, "webfinger");
    if (asked.length === 0) return unseen("It did not ask by WebFinger", []);
    const strays = asked.filter((entry) => !isRight(entry));
    return strays.length === 0 ? passed(right, asked) : failed(wrong, strays);
  };
}

function resourceIs(pattern: RegExp): (entry: JournalEntry) => boolean {
  return (entry) => {
    const resources = valuesOf(entry, "resource");
    return resources.length === 1 && resources.every((resource) => pattern.test(resource));
  };
}

type Rest = Omit<Scenario, "name" | "setups" | "faults" | "keyword"> &
  Partial<Pick<Scenario, "setups" | "faults" | "keyword">>;

function scenario(name: string, rest: Rest): Scenario {
  const whole = `webfinger_${name}`;
  return { name: whole, setups: BOTH, keyword: "MUST", faults: [{ fault: whole }], ...rest };
}

const STOP =
  "Say that nobody knows where this person signs in. Do not make an issuer of the host or of the address by yourself.";

/** How a client finds the issuer of a person. */
export const WEBFINGER_SCENARIOS: readonly Scenario[] = [
  scenario("acct", {
    title: "From an address of the form of an e-mail address to its issuer",
    setups: ["oidc-webfinger-acct"],
    faults: [],
    rule: "DISCOVERY-2.1.2-1",
    says: "Ask about who typed a name at a host as acct:name@host, and about nothing else",
    expect: observes(
      askingWith(resourceIs(/^acct:[^@/?#]+@[^@/?#]+$/), {
        right: "It asked about the account, as acct: has it",
        wrong: "It asked about something else than acct: and the address that was typed",
      }),
    ),
    mend: "Put 'acct:' before what has an at sign and neither scheme nor path, and send that as resource.",
    known: ["OIDF discovery-webfinger-acct"],
  }),
  scenario("url", {
    title: "From the address of a page to its issuer",
    setups: ["oidc-webfinger-url"],
    faults: [],
    rule: "DISCOVERY-2.1-1",
    says: "Ask about the address that was typed as it is, without its fragment",
    expect: observes(
      askingWith(resourceIs(/^https?:\/\/[^#]+$/), {
        right: "It asked about the address without its fragment",
        wrong: "It asked about something else than the address that was typed without its fragment",
      }),
    ),
    mend: "Send the whole address as resource, and cut off what begins with '#' before.",
    known: ["OIDF discovery-webfinger-url"],
  }),
  scenario("rel", {
    title: "Asked for the link of the issuer",
    faults: [],
    rule: "DISCOVERY-2-1",
    says: "Ask for the links of the relation http://openid.net/specs/connect/1.0/issuer",
    expect: observes(
      askingWith((entry) => valuesOf(entry, "rel").includes(ISSUER_RELATION), {
        right: "It asked for the link of the issuer",
        wrong: "It asked without the relation of the issuer",
      }),
    ),
    mend: "Send rel=http://openid.net/specs/connect/1.0/issuer beside resource.",
  }),
  scenario("other_issuer", {
    title: "WebFinger names another issuer than the metadata",
    rule: "DISCOVERY-4.3-2",
    says: "Stop where the issuer of the metadata is not the one that WebFinger named, down to a slash",
    expect: STOPS,
    mend: "Compare the issuer of the metadata with the href of the link, character by character, before anything else is used.",
  }),
  scenario("http_href", {
    title: "WebFinger names an issuer without TLS",
    rule: "OAUTH21-1.5-1",
    says: "Use no issuer of scheme http that WebFinger names",
    expect: STOPS,
    mend: "Demand https of the href, apart from loopback addresses during development.",
  }),
  scenario("other_rel_first", {
    title: "Another link before that of the issuer",
    rule: "DISCOVERY-2-1",
    says: "Take the link by its relation, wherever it stands",
    expect: accepts("authorize", "token"),
    mend: "Look for the link whose rel is http://openid.net/specs/connect/1.0/issuer; do not take the first one.",
  }),
  scenario("extra", {
    title: "Unknown members in WebFinger",
    rule: "WEBFINGER-4.4-1",
    says: "Go on where the answer has members that it does not know",
    expect: accepts("authorize", "token"),
    mend: "Take links by its name, and ignore what else there is.",
  }),
  scenario("no_link", {
    title: "WebFinger without a link",
    rule: "DISCOVERY-2.1-1",
    says: "Stop where there is no link of an issuer",
    expect: STOPS,
    mend: STOP,
  }),
  scenario("404", {
    title: "WebFinger knows nobody",
    rule: "DISCOVERY-2.1-1",
    says: "Stop where nothing is known of who was asked about",
    expect: STOPS,
    mend: STOP,
  }),
  scenario("broken_json", {
    title: "WebFinger is broken JSON",
    rule: "DISCOVERY-2.1-1",
    says: "Stop where the answer ends in the middle of its JSON",
    expect: STOPS,
    mend: STOP,
  }),
  scenario("redirect", {
    title: "WebFinger redirects over TLS",
    rule: "WEBFINGER-4.2-7",
    keyword: "SHOULD",
    says: "Follow a redirect to an address that has TLS, and take the answer from there",
    expect: accepts("authorize", "token"),
    mend: "Follow a few redirects of WebFinger to https addresses, and validate the certificate there as well.",
    known: ["gap redirects of WebFinger"],
  }),
  scenario("redirect_http", {
    title: "WebFinger redirects to an address without TLS",
    rule: "WEBFINGER-4-2",
    says: "Follow no redirect to an address without TLS",
    expect: STOPS,
    mend: "Look at the scheme of each redirect before you follow it, and stop where it is not https, apart from loopback addresses during development.",
    known: ["gap redirects of WebFinger"],
  }),
  scenario("redirect_loop", {
    title: "WebFinger redirects without end",
    rule: "RFC9110-15.4-2",
    keyword: "SHOULD",
    says: "Give up after some redirects",
    expect: observes(asksNoMoreThan(MOST_REDIRECTS, "webfinger", "authorize")),
    mend: "Count the redirects that you follow, and stop after five, or after twenty at most.",
    known: ["gap redirects of WebFinger"],
  }),
];
