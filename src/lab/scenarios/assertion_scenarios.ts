import type { JournalEntry } from "../journal/entry.ts";
import { afterFault, askedFor, firstFaulted, marksOf } from "../judge/observe.ts";
import { failed, firstRepeated, passed, unseen } from "./_seen.ts";
import { type Observation, type Observed, observes, type Scenario } from "./scenario.ts";
import type { SetupName } from "./setup.ts";

type Journal = readonly JournalEntry[];

const KEYED: readonly SetupName[] = ["private-key-jwt", "oidc-private-key-jwt"];

/** What the token endpoint takes where the metadata are changed; no key of the lab is for it. */
const OFFERED = "RS512";

/** A key that is registered beside the client's own, as in a change of keys; nobody has its private half. */
const EARLIER_KEY = {
  kty: "EC",
  crv: "P-256",
  x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
  kid: "earlier",
  use: "sig",
  alg: "ES256",
};

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** The token requests that came with an assertion. */
function withAssertion(journal: Journal): Journal {
  return askedFor(journal, "token").filter(({ assertion }) => assertion !== undefined);
}

/** By what an assertion is known again: its jti, and it itself. */
function keysOf(entry: JournalEntry): readonly string[] {
  const jti = memberOf(entry.assertion?.claims, "jti");
  return [...marksOf(entry, "client_assertion"), ...(typeof jti === "string" ? [`jti ${jti}`] : [])];
}

/** Whether no assertion of an attempt came twice. */
function usesOnce(journal: Journal, right: string): Observed {
  const asked = withAssertion(journal);
  const repeated = firstRepeated(asked, keysOf);
  if (repeated.length > 0) return failed("It sent an assertion, or its jti, a second time", repeated);
  return passed(right, asked);
}

/** Whether each of several token requests has an assertion of its own. */
function signsAnew({ journal }: Observation): Observed {
  const asked = withAssertion(journal);
  if (asked.length < 2) return unseen("It sent fewer than two assertions", asked);
  return usesOnce(journal, `It made an assertion of its own for each of ${asked.length} token requests`);
}

/** Whether a token request that came to nothing is not sent again as it was. */
function repeatsNone({ journal }: Observation): Observed {
  const faulted = firstFaulted(journal);
  if (faulted === undefined) return unseen("It asked for no token", []);
  if (faulted.assertion === undefined) return unseen("It sent no assertion", [faulted]);
  const again = withAssertion(afterFault(journal)).length > 0;
  return usesOnce(journal, again ? "It asked again with another assertion" : "It did not ask again");
}

/** Looks at each assertion, and finds the first of which something is to be said. */
function lookingAtEach(
  look: (entry: JournalEntry) => Observed | undefined,
  right: string,
): (seen: Observation) => Observed {
  return ({ journal }) => {
    const asked = withAssertion(journal);
    if (asked.length === 0) return unseen("It sent no assertion", askedFor(journal, "token"));
    return asked.map(look).find((found) => found !== undefined) ?? passed(right, asked);
  };
}

function signedBy(wanted: string): (seen: Observation) => Observed {
  return lookingAtEach((entry) => {
    const alg = memberOf(entry.assertion?.header, "alg");
    return alg === wanted
      ? undefined
      : failed(`Its assertion has the algorithm '${String(alg)}', and it is registered for '${wanted}'`, [entry]);
  }, `Its assertions have the algorithm '${wanted}', for which it is registered`);
}

const namesKey = lookingAtEach((entry) => {
  const kid = memberOf(entry.assertion?.header, "kid");
  if (typeof kid !== "string") return failed("Its assertion does not say by kid which of two keys signed it", [entry]);
  return kid === EARLIER_KEY.kid ? failed("Its assertion names a key that it does not have", [entry]) : undefined;
}, "Its assertions name the key that signed them");

/** Who has no key for what is offered asks for no token. */
function stopsWithoutAlg({ journal }: Observation): Observed {
  const told = firstFaulted(journal);
  if (told === undefined) return unseen("It did not read the metadata", []);
  const wrong = withAssertion(afterFault(journal)).filter(
    ({ assertion }) => memberOf(assertion?.header, "alg") !== OFFERED,
  );
  if (wrong.length > 0) return failed(`It signed by an algorithm that is not '${OFFERED}', the one on offer`, wrong);
  return passed("It signed by no algorithm that is not on offer", [told]);
}

type Rest = Omit<Scenario, "name" | "setups" | "faults" | "keyword"> & Partial<Pick<Scenario, "setups" | "faults">>;

function scenario(name: string, rest: Rest): Scenario {
  return { name: `assertion_${name}`, setups: KEYED, keyword: "MUST", faults: [], ...rest };
}

const SIGN_ANEW =
  "Make the assertion when the request is sent, and not when the client starts: a fresh jti, iat and exp each time, also where a library repeats the request by itself.";

/** How a client shows who it is by JWTs that it signs. */
export const ASSERTION_SCENARIOS: readonly Scenario[] = [
  scenario("fresh", {
    title: "An assertion for each request",
    setups: ["private-key-jwt"],
    rule: "OIDC-9-6",
    faults: [{ fault: "resource_expired", times: 1 }],
    says: "Make an assertion with a jti of its own for each token request",
    expect: observes(signsAnew),
    mend: SIGN_ANEW,
    known: ["MCP client-credentials-jwt"],
  }),
  scenario("again_later", {
    title: "Token endpoint asks to come again",
    rule: "OIDC-9-9",
    faults: [{ fault: "token_reply_503_retry_after", times: 1 }],
    says: "Send another assertion where a token request is repeated, as the first one may have been taken note of",
    expect: observes(repeatsNone),
    mend: SIGN_ANEW,
    patience: 2_000,
  }),
  scenario("refused", {
    title: "Refused assertion",
    rule: "OIDC-9-9",
    faults: [{ fault: "token_reply_invalid_client", times: 1 }],
    says: "Send an assertion that was refused by invalid_client not again",
    expect: observes(repeatsNone),
    mend: `Report invalid_client to whoever runs the application; if it tries once more, then with another assertion. ${SIGN_ANEW}`,
  }),
  scenario("registered_alg", {
    title: "Assertion signed as registered",
    rule: "OIDC-10.1-6",
    client: { token_endpoint_auth_signing_alg: "PS256" },
    says: "Sign assertions by the algorithm that is registered, here PS256, whatever else the key could do",
    expect: observes(signedBy("PS256")),
    mend: "Take the algorithm from the registration (token_endpoint_auth_signing_alg) or from the alg of the key: a key of RSA alone does not tell RS256 from PS256.",
  }),
  scenario("kid", {
    title: "One of two keys",
    rule: "OIDC-10.1-7",
    client: { jwks: { keys: [EARLIER_KEY] } },
    says: "Name the key that signed an assertion by its kid where several are registered, as in each change of keys",
    expect: observes(namesKey),
    mend: "Put the kid of the private key into the header of each assertion.",
  }),
  scenario("alg_not_offered", {
    title: "No algorithm in common",
    rule: "OIDC-10.1-6",
    faults: [{ fault: "metadata_assertion_algs_other" }],
    says: "Sign by no algorithm that token_endpoint_auth_signing_alg_values_supported does not have",
    expect: observes(stopsWithoutAlg),
    mend: "Look whether token_endpoint_auth_signing_alg_values_supported, where it is there, has the algorithm of your key, and stop with a message where it does not.",
  }),
];
