import type { ClientAuthMethod } from "../../src/engine/mod.ts";
import { alsoHook, changeClients, type ChangeFeatures, changeGrant, type Mutant, withBody } from "./mutant.ts";

function changeAuth(change: (method: ClientAuthMethod) => ClientAuthMethod | undefined): ChangeFeatures {
  return (standard) =>
    standard.map((one) => ({
      ...one,
      clientAuth: (one.clientAuth ?? []).flatMap((method) => change(method) ?? []),
    }));
}

/** A method that believes whatever a client claims. */
function believing(method: ClientAuthMethod): ClientAuthMethod {
  return {
    ...method,
    read(exchange, form) {
      const claim = method.read(exchange, form);
      return claim === undefined ? undefined : { clientId: claim.clientId, check: () => true };
    },
  };
}

/** Servers that do not know well who asks. */
export const CLIENT_MUTANTS: readonly Mutant[] = [
  {
    name: "believes every secret",
    rule: "RFC6749-5.2-3",
    file: "client_authentication_test.ts",
    noticed: ["answers a wrong secret in the header with 401 and a challenge"],
    features: changeAuth(believing),
  },
  {
    name: "believes every secret of a client that acts for itself",
    rule: "RFC6749-4.4.2-1",
    file: "client_credentials_test.ts",
    noticed: ["refuses a wrong secret"],
    features: changeAuth(believing),
  },
  {
    name: "believes every secret of who asks about a token",
    rule: "RFC7662-2.3-1",
    file: "introspection_test.ts",
    noticed: ["refuses a wrong secret with 401"],
    features: changeAuth(believing),
  },
  {
    name: "does not take a secret in the body",
    rule: "RFC6749-4.1.3-2",
    file: "client_authentication_test.ts",
    noticed: ["takes id and secret in the body where it says so", "refuses two ways at once"],
    features: changeAuth((method) => (method.name === "client_secret_post" ? undefined : method)),
  },
  {
    name: "does not take a secret by HTTP Basic",
    rule: "RFC6749-2.3.1-1",
    file: "client_authentication_test.ts",
    noticed: [
      "takes id and secret by HTTP Basic",
      "answers a wrong secret in the header with 401 and a challenge",
      "refuses two ways at once",
    ],
    features: changeAuth((method) => (method.name === "client_secret_basic" ? undefined : method)),
  },
  {
    name: "takes two ways to authenticate at once",
    rule: "RFC6749-2.3-1",
    file: "client_authentication_test.ts",
    noticed: ["refuses two ways at once"],
    features: changeAuth((method) => ({
      ...method,
      read: (exchange, form) =>
        method.name === "client_secret_post" && exchange.request.header("authorization") !== undefined
          ? undefined
          : method.read(exchange, form),
    })),
  },
  {
    name: "refuses a client without a challenge",
    rule: "RFC6749-5.2-3",
    file: "client_authentication_test.ts",
    noticed: ["answers a wrong secret in the header with 401 and a challenge"],
    features: alsoHook({
      errorReply: (reply) => ({
        ...reply,
        headers: Object.fromEntries(Object.entries(reply.headers).filter(([name]) => name !== "WWW-Authenticate")),
      }),
    }),
  },
  {
    name: "calls a client that it does not know a bad request",
    rule: "RFC6749-5.2-2",
    file: "client_authentication_test.ts",
    noticed: [
      "answers a wrong secret in the header with 401 and a challenge",
      "answers a client that it does not know with invalid_client",
    ],
    features: alsoHook({
      errorReply: (reply, { error }) =>
        error.code === "invalid_client" ? withBody(reply, (body) => ({ ...body, error: "invalid_request" })) : reply,
    }),
  },
  {
    name: "lets nobody refresh without a secret",
    rule: "RFC6749-6-2",
    file: "client_authentication_test.ts",
    noticed: ["lets a public client refresh by its id alone"],
    features: changeGrant("refresh_token", (grant) => ({ ...grant, publicClients: false })),
  },
  {
    name: "lets public clients act for themselves",
    rule: "RFC6749-4.4-1",
    file: "client_credentials_test.ts",
    noticed: ["refuses a public client"],
    features: changeGrant("client_credentials", (grant) => ({ ...grant, publicClients: true })),
    issuer: changeClients((client) => ({ ...client, grantTypes: [...client.grantTypes, "client_credentials"] })),
  },
  {
    name: "gives a client that acts for itself a refresh token",
    rule: "RFC6749-4.4.3-1",
    file: "client_credentials_test.ts",
    noticed: ["gives a client a token for itself, and no refresh token"],
    features: alsoHook({
      tokenReply: (body, { params }) =>
        params.get("grant_type") === "client_credentials" ? { ...body, refresh_token: "for-ever" } : body,
    }),
  },
  {
    name: "ignores a scope that it does not know",
    rule: "RFC6749-3.3-2",
    file: "client_credentials_test.ts",
    noticed: ["refuses a scope that it does not know, where it might ignore it"],
    features: changeGrant("client_credentials", (grant) => ({
      ...grant,
      load: (context) => grant.load({ ...context, params: context.params.with({ scope: undefined }) }),
    })),
  },
  {
    name: "takes every password",
    rule: "RFC6749-4.3.2-2",
    file: "password_test.ts",
    noticed: ["gives tokens for a right password and none for a wrong one", "slows guessing down"],
    issuer: (issuer) => ({
      ...issuer,
      async checkCredentials({ username }) {
        const account = await issuer.durable.accounts.findByUsername(username);
        return account === undefined ? { kind: "refused", reason: "unknown" } : { kind: "signed_in", account };
      },
    }),
  },
  {
    name: "lets passwords be guessed for ever",
    rule: "RFC6749-4.3.2-3",
    file: "password_test.ts",
    noticed: ["slows guessing down"],
    issuer: (issuer) => ({
      ...issuer,
      async checkCredentials(credentials) {
        const outcome = await issuer.checkCredentials(credentials);
        return outcome.kind === "throttled" ? { kind: "refused", reason: "password" } : outcome;
      },
    }),
  },
];
