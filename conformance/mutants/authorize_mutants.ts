import { fail } from "../../src/protocol/mod.ts";
import type { Issuer, ResponseParameters } from "../../src/engine/mod.ts";
import { pkce } from "../../src/features/pkce/mod.ts";
import { alsoHook, changeHooks, changeWord, instead, type Mutant, without } from "./mutant.ts";

function dropped(parameters: ResponseParameters, name: string): ResponseParameters {
  return parameters.filter(([one]) => one !== name);
}

function isError(parameters: ResponseParameters): boolean {
  return parameters.some(([name]) => name === "error");
}

/** Answers one response mode by the ways of another. */
function answering(name: string, by: string): (issuer: Issuer) => Issuer {
  return (issuer) => {
    const other = issuer.responseModes.get(by);
    if (other === undefined) throw new TypeError(`Cannot find the response mode '${by}'`);
    return { ...issuer, responseModes: new Map([...issuer.responseModes, [name, { ...other, name }]]) };
  };
}

/** Names of parameters that an intolerant server takes. */
const EXPECTED = /^(?:client_id|redirect_uri|response_\w+|scope|state|code_\w+|prompt|approval_prompt)$/;

/** Servers whose authorization endpoint is wrong. */
export const AUTHORIZE_MUTANTS: readonly Mutant[] = [
  {
    name: "forgets the state",
    rule: "RFC6749-4.1.2-8",
    file: "authorization_code_test.ts",
    noticed: [
      "gives a code, and tokens for it",
      "gives the state back as it came",
      "refuses a code that nobody made",
      "refuses a code with another redirect_uri than the request had",
      "refuses a code that another client got",
    ],
    features: alsoHook({ authorizeReply: (parameters) => dropped(parameters, "state") }),
  },
  {
    name: "forgets the state when it refuses",
    rule: "RFC6749-4.1.2.1-4",
    file: "state_and_iss_test.ts",
    noticed: ["gives the state back in an error"],
    features: alsoHook({
      authorizeReply: (parameters) => (isError(parameters) ? dropped(parameters, "state") : parameters),
    }),
  },
  {
    name: "does not say who answers",
    rule: "RFC9207-2-1",
    file: "state_and_iss_test.ts",
    noticed: ["names itself in an answer", "names itself in an error", "says in its metadata that it does so"],
    features: without("issuer_parameter"),
  },
  {
    name: "says that it is somebody else",
    rule: "RFC9207-2-3",
    file: "state_and_iss_test.ts",
    noticed: [
      "names itself in an answer",
      "names itself in an error",
      "an answer to somebody else's state is one that openid-client refuses",
    ],
    features: alsoHook({
      authorizeReply: (parameters) => [...dropped(parameters, "iss"), ["iss", "https://evil.test"]],
    }),
  },
  {
    name: "does not say who refuses",
    rule: "RFC9207-2-2",
    file: "state_and_iss_test.ts",
    noticed: ["names itself in an error"],
    features: alsoHook({
      authorizeReply: (parameters) => (isError(parameters) ? dropped(parameters, "iss") : parameters),
    }),
  },
  {
    name: "keeps a denial to itself",
    rule: "RFC6749-4.1.2.1-2",
    file: "authorization_code_test.ts",
    noticed: ["tells the client when the person denies"],
    features: alsoHook({ authorizeReply: (parameters) => dropped(parameters, "error") }),
  },
  {
    name: "refuses parameters that it does not know",
    rule: "RFC6749-3.1-3",
    file: "errors_test.ts",
    noticed: ["ignores parameters that it does not know"],
    features: alsoHook({
      checkAuthorize({ params }) {
        if (params.entries().some(([name]) => !EXPECTED.test(name))) fail("invalid_request", "Cannot read this");
      },
    }),
  },
  {
    name: "does without a challenge",
    rule: "RFC7636-4.4.1-1",
    file: "pkce_test.ts",
    noticed: ["refuses a request without a challenge"],
    features: instead(pkce({ required: "none", allowPlain: false })),
  },
  {
    name: "takes a challenge that is the verifier",
    rule: "RFC7636-7.2-1",
    file: "pkce_test.ts",
    noticed: ["refuses the method plain unless a setting allows it"],
    features: instead(pkce({ required: "all", allowPlain: true })),
  },
  {
    name: "reads every transformation as S256",
    rule: "RFC7636-4.4.1-2",
    file: "pkce_test.ts",
    noticed: ["refuses a transformation that it does not have", "refuses the method plain unless a setting allows it"],
    features: alsoHook({
      authorizeParams: (params) =>
        params.has("code_challenge_method") ? params.with({ code_challenge_method: "S256" }) : params,
    }),
  },
  {
    name: "does not say that it has PKCE",
    rule: "RFC9700-2.1.1-1",
    file: "metadata_test.ts",
    noticed: ["says that PKCE with S256 is supported"],
    features: changeHooks("pkce", ({ metadata: _metadata, ...hooks }) => hooks),
  },
  {
    name: "sends tokens in the query",
    rule: "RFC6749-4.2.2-1",
    file: "implicit_test.ts",
    noticed: [
      "sends an access token in the fragment, and no refresh token",
      "gives the state back",
      "refuses to send the token in a query",
    ],
    features: changeWord("token", (word) => ({ ...word, frontChannel: false })),
  },
  {
    name: "sends a refresh token through the browser",
    rule: "RFC6749-4.2.2-2",
    file: "implicit_test.ts",
    noticed: ["sends an access token in the fragment, and no refresh token"],
    features: alsoHook({
      authorizeReply: (parameters) =>
        isError(parameters) ? parameters : [...parameters, ["refresh_token", "a-token-in-the-open"]],
    }),
  },
  {
    name: "forgets the state beside a token",
    rule: "RFC6749-4.2.2-3",
    file: "implicit_test.ts",
    noticed: ["gives the state back"],
    features: alsoHook({ authorizeReply: (parameters) => dropped(parameters, "state") }),
  },
  {
    name: "sends answers in the query that belong in the fragment",
    rule: "RFC6749-4.1.2-1",
    file: "response_mode_test.ts",
    noticed: ["sends the code by fragment"],
    issuer: answering("fragment", "query"),
  },
  {
    name: "sends answers in the fragment that belong in the query",
    rule: "RFC6749-4.1.2-1",
    file: "response_mode_test.ts",
    noticed: ["sends the code by query"],
    issuer: answering("query", "fragment"),
  },
  {
    name: "has no form_post though it is asked for",
    rule: "RFC6749-4.1.2-1",
    file: "response_mode_test.ts",
    noticed: ["sends the code by form_post"],
    features: without("form_post"),
  },
];
