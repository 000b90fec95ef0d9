import type { ClientAuthMethod, Issuer } from "../../src/engine/mod.ts";
import { alsoHook, changeClients, type ChangeFeatures, type Mutant, withBody } from "./mutant.ts";

/** Changes the ways to authenticate by a JWT. */
function changeAssertions(change: (method: ClientAuthMethod) => ClientAuthMethod): ChangeFeatures {
  return (standard) =>
    standard.map((one) =>
      one.name === "client_assertion" ? { ...one, clientAuth: (one.clientAuth ?? []).map(change) } : one,
    );
}

/** Takes what an assertion says for true. */
function believing(method: ClientAuthMethod): ClientAuthMethod {
  return {
    ...method,
    read(exchange, form) {
      const claim = method.read(exchange, form);
      return claim === undefined ? undefined : { clientId: claim.clientId, check: () => true };
    },
  };
}

/** Remembers no JWT that was presented. */
function forgetful(issuer: Issuer): Issuer {
  const { ephemeral } = issuer;
  return {
    ...issuer,
    ephemeral: {
      ...ephemeral,
      claim: (kind, entry) => (kind.code === "jt" ? Promise.resolve(true) : ephemeral.claim(kind, entry)),
    },
  };
}

const LIES = [
  "are meant for somebody else",
  "are meant for somebody else too",
  "have expired",
  "never expire",
  "expire next year",
  "hold from tomorrow on",
  "are by somebody else",
  "have no jti",
  "name a key that is not theirs",
  "are access tokens",
].map((lie) => `are refused when they ${lie}`);

/** Servers that take JWTs of clients and of other issuers lightly. */
export const ASSERTION_MUTANTS: readonly Mutant[] = [
  {
    name: "believes every client assertion",
    rule: "RFC7523-3-10",
    file: "client_assertion_test.ts",
    noticed: [...LIES, "serve once", "is the only way for a client that registered for it"],
    features: changeAssertions(believing),
  },
  {
    name: "takes a client assertion as often as it comes",
    rule: "OIDC-9-3",
    file: "client_assertion_test.ts",
    noticed: ["serve once"],
    issuer: forgetful,
  },
  {
    name: "does not say by which algorithms assertions may be signed",
    rule: "RFC8414-2-8",
    file: "client_assertion_test.ts",
    noticed: ["is in the metadata, with its algorithms"],
    issuer: (issuer) => ({
      ...issuer,
      metadata: Object.fromEntries(Object.entries(issuer.metadata).filter(([name]) => !name.includes("signing_alg"))),
    }),
  },
  {
    name: "lets a client use any way to authenticate",
    rule: "RFC7523-3.2-1",
    file: "client_assertion_test.ts",
    noticed: ["is the only way for a client that registered for it"],
    features: changeAssertions((method) => ({ ...method, fits: () => true })),
    issuer: changeClients(({ authMethod: _method, ...client }) => client),
  },
  {
    name: "calls a client assertion that is refused a bad request",
    rule: "RFC7521-4.2.1-1",
    file: "client_assertion_test.ts",
    noticed: [
      ...LIES,
      "are refused when they are about somebody else",
      "serve once",
      "is the only way for a client that registered for it",
      "have a type that is known, and are there",
    ],
    features: alsoHook({
      errorReply: (reply, { error }) =>
        error.code === "invalid_client" ? withBody(reply, (body) => ({ ...body, error: "invalid_request" })) : reply,
    }),
  },
  {
    name: "takes a JWT for a grant as often as it comes",
    rule: "RFC7521-8.2-1",
    file: "jwt_bearer_test.ts",
    noticed: ["takes a JWT once"],
    issuer: forgetful,
  },
  {
    name: "gives a refresh token for a JWT",
    rule: "RFC7521-4.1-3",
    file: "jwt_bearer_test.ts",
    noticed: ["gives a token of the person, and none to refresh"],
    features: alsoHook({ tokenReply: (body) => ({ ...body, refresh_token: "for-ever" }) }),
  },
];
