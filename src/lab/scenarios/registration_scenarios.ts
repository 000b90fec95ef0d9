import { askedFor, valuesOf } from "../judge/observe.ts";
import { failed, passed, unseen } from "./_seen.ts";
import {
  accepts,
  type Expectation,
  type Observation,
  type Observed,
  observes,
  refuses,
  type Scenario,
} from "./scenario.ts";

type Rest = Omit<Scenario, "name" | "setups" | "faults" | "rule" | "keyword">;

/** All of them follow from one sentence: what counts is what the answer says. @see OpenID Connect Registration 3.2 */
function scenario(name: string, rest: Rest): Scenario {
  const whole = `registration_${name}`;
  return {
    name: whole,
    setups: ["oidc-dynamic"],
    rule: "OIDCREG-3.2-2",
    keyword: "SHOULD",
    faults: [{ fault: whole }],
    ...rest,
  };
}

const STOPS: Expectation = refuses("authorize", "token");
const GOES_ON: Expectation = accepts("authorize", "token", "userinfo");

/** Whether no more is asked for than was registered. */
function staysWithin({ journal }: Observation): Observed {
  const [asked] = askedFor(journal, "authorize");
  if (asked === undefined) return unseen("It sent nobody to the authorization endpoint", []);
  const beyond = valuesOf(asked, "scope")
    .flatMap((scope) => scope.split(" "))
    .filter((word) => word !== "" && word !== "openid");
  if (beyond.length === 0) return passed("It asked for the scope that was registered", [asked]);
  return failed(`It asked for ${beyond.join(", ")}, which was not registered`, [asked]);
}

const READ = "Read what was registered from the answer, member by member, and go by that from then on.";

/** What a client makes of the answer to its registration. */
export const REGISTRATION_SCENARIOS: readonly Scenario[] = [
  scenario("other_redirect_uri", {
    title: "Registered with another redirect URI",
    says: "Begin no flow as a client that was registered with redirect URIs which are not its own",
    expect: STOPS,
    mend: `${READ} Where redirect_uris does not have yours, no answer would reach you: stop, and say so.`,
  }),
  scenario("other_scope", {
    title: "Registered with less scope",
    says: "Ask for no more scope than it was registered with",
    expect: observes(staysWithin),
    mend: `${READ} Where scope is less than you asked for, ask for no more than that.`,
  }),
  scenario("secret_expired", {
    title: "Registered with an expired secret",
    says: "Use no client secret whose client_secret_expires_at is past",
    expect: STOPS,
    mend: "Compare client_secret_expires_at with the time, where it is not 0, and register anew before it is reached.",
  }),
  scenario("extra", {
    title: "Unknown members in a registration",
    says: "Go on where the answer has members that it does not know",
    expect: GOES_ON,
    mend: "Take the members that you know by their names, and ignore what else there is.",
  }),
  scenario("no_client_id", {
    title: "Registered without client_id",
    says: "Begin no flow without a client_id",
    expect: STOPS,
    mend: "Look whether client_id is a text that is not empty, before anything else is made of the answer.",
  }),
  scenario("no_secret", {
    title: "Registered without secret",
    says: "Begin no flow without the client secret that its way of authentication needs",
    expect: STOPS,
    mend: "Where token_endpoint_auth_method of the answer needs a secret and there is none, stop: a request without it will be refused.",
  }),
  scenario("no_management", {
    title: "Registered for good",
    says: "Go on where nobody tells how the registration can be read or changed",
    expect: GOES_ON,
    mend: "Treat registration_access_token and registration_client_uri as optional: a provider need not offer either.",
  }),
  scenario("refused", {
    title: "Registration refused",
    says: "Begin no flow where its registration was refused",
    expect: STOPS,
    mend: "Read the status of the answer first: nothing but 201 makes you known. Show error and error_description to whoever configured you.",
  }),
  scenario("page", {
    title: "Page for a registration",
    says: "Take no web page for a registration, though its status is 201",
    expect: STOPS,
    mend: "Look whether the answer says of itself that it is JSON, and whether it is an object, before you take a client_id from it.",
  }),
];
