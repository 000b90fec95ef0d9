import type { Credentials, Place } from "../journal/entry.ts";
import { askedFor } from "../judge/observe.ts";
import { errorIn, failed, passed, unseen } from "./_seen.ts";
import { type Observation, type Observed, observes, type Scenario } from "./scenario.ts";
import type { SetupName } from "./setup.ts";

/** Setups whose clients have a secret. */
const WITH_SECRET: readonly SetupName[] = [
  "code",
  "oauth2.1",
  "oidc-code",
  "oidc-hybrid",
  "client-credentials",
  "refresh",
  "introspection",
  "revocation",
];

/** Where a client shows who it is. */
const AUTHENTICATED: readonly Place[] = ["token", "introspection", "revocation"];

/** Whether each request shows its credentials in one way, and was taken. */
function authenticatesBy(way: Credentials): (observation: Observation) => Observed {
  return ({ journal }) => {
    const asked = askedFor(journal, ...AUTHENTICATED);
    if (asked.length === 0) return unseen("It asked for nothing for which it has to show who it is", []);
    const other = asked.filter(({ credentials }) => credentials !== way);
    if (other.length > 0) return failed(`It showed its credentials in another way than by '${way}'`, other);
    const refused = asked.filter((entry) => errorIn(entry) === "invalid_client");
    if (refused.length > 0) return failed("The provider could not read its credentials", refused);
    return passed(`It showed its credentials by '${way}', and they were read as they are`, asked);
  };
}

/** What a client shows itself by, where that is not what is easiest. */
export const CLIENT_AUTHENTICATION_SCENARIOS: readonly Scenario[] = [
  {
    name: "client_secret_encoded",
    title: "Secret that is hard to encode",
    setups: WITH_SECRET,
    rule: "RFC6749-2.3.1-7",
    keyword: "MUST",
    says: "Encode client_id and client_secret as values of forms before they are joined for HTTP Basic",
    faults: [],
    client: { client_secret: "Plus+slash/equals=colon:percent%25and&question?space tilde~end" },
    expect: observes(authenticatesBy("basic")),
    mend: "Encode client_id and client_secret each as a value of a form, join them by a colon, and only then encode by base64. HTTP libraries with a user and a password leave the first step out.",
    known: ["OIDF client-secret-basic"],
  },
  {
    name: "client_secret_post",
    title: "Registered for credentials in the body",
    setups: WITH_SECRET,
    rule: "RFC6749-2.3.1-2",
    keyword: "MUST",
    says: "Send both client_id and client_secret in the body where the client is registered for that",
    faults: [],
    client: { token_endpoint_auth_method: "client_secret_post" },
    expect: observes(authenticatesBy("form")),
    mend: "Take the method from the registration (token_endpoint_auth_method), and send client_id and client_secret as parameters of the form, without HTTP Basic, where it is client_secret_post.",
    known: ["MCP token-endpoint-auth-post"],
  },
];
