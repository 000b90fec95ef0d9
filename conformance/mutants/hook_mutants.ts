import type { Endpoint, Issuer } from "../../src/engine/mod.ts";
import { fail, wireRequest } from "../../src/protocol/mod.ts";
import { alsoHook, type ChangeFeatures, changeHooks, type Mutant } from "./mutant.ts";

/** Reads the query of an endpoint as its form, by any method. */
function readingQueries(
  name: string,
  methods: readonly ["POST"] | readonly ["GET", "POST"] = ["GET", "POST"],
): ChangeFeatures {
  function changed(endpoint: Endpoint): Endpoint {
    if (endpoint.name !== name) return endpoint;
    return {
      ...endpoint,
      methods,
      handle(exchange) {
        const { method, path, query, form } = exchange.request;
        const authorization = exchange.request.header("authorization");
        const headers = authorization === undefined ? {} : { authorization };
        const both = `${form.toString()}&${query.toString()}`.replaceAll(/^&|&$/g, "");
        return endpoint.handle({ ...exchange, request: wireRequest({ method, path, form: both, headers }) });
      },
    };
  }
  return (standard) => standard.map((one) => ({ ...one, endpoints: (one.endpoints ?? []).map(changed) }));
}

/** Once one token was revoked, all are called dead. */
function panicking(): ChangeFeatures {
  let revoked = false;
  return alsoHook({
    happened({ name }) {
      revoked ||= name === "token.revoked";
    },
    introspection: (body) => (revoked ? { active: false } : body),
  });
}

function withMetadata(members: Readonly<Record<string, unknown>>): (issuer: Issuer) => Issuer {
  return (issuer) => ({ ...issuer, metadata: { ...issuer.metadata, ...members } });
}

const ISSUERS = ["another issuer", "an issuer with a slash more", "no issuer"];

function tells(...tricks: readonly string[]): readonly string[] {
  return tricks.map((trick) => `can be told by ${trick}, and its code is still good for the true one`);
}

/** Servers each of which is wrong at one hook, or at the one door through which a hook is reached. */
export const HOOK_MUTANTS: readonly Mutant[] = [
  {
    name: "goes by the registered redirect URI whatever is asked for",
    rule: "RFC6749-3.1.2.4-1",
    file: "redirect_uri_test.ts",
    noticed: [
      ...[
        "another host",
        "a longer path",
        "a query of its own",
        "user information",
        "a fragment",
        "other letter case",
      ].map((way) => `keeps the browser when the redirect_uri has ${way}`),
      "takes any port of the loopback address for a native client",
    ],
    features: alsoHook({ authorizeParams: (params) => params.with({ redirect_uri: undefined }) }),
  },
  {
    name: "forgets the challenge of a code",
    rule: "RFC7636-4.4-1",
    file: "pkce_test.ts",
    noticed: [
      "a wrong verifier does not use the code up",
      "refuses a code without the verifier when there was a challenge",
      "takes the verifier that belongs to the challenge",
    ],
    features: changeHooks("pkce", (hooks) => ({ ...hooks, bindToCode: () => ({}) })),
  },
  {
    name: "asks for the verifier again with each refresh",
    rule: "RFC6749-6-1",
    file: "refresh_token_test.ts",
    noticed: ["ends everything when an old one comes again", "gives a new access token"],
    features: alsoHook({
      checkRedemption({ params }) {
        if (params.has("refresh_token") && !params.has("code_verifier")) fail("invalid_grant", "Cannot go without");
      },
    }),
  },
  {
    name: "keeps more scope with a token than it says",
    rule: "RFC7662-2.2-1",
    file: "introspection_test.ts",
    noticed: ["describes a live access token"],
    features: alsoHook({ accessToken: (record) => ({ ...record, scope: [...record.scope, "write"] }) }),
  },
  {
    name: "keeps a token in a cookie",
    rule: "RFC6750-5.3-10",
    file: "token_response_test.ts",
    noticed: ["is kept in no cookie"],
    features: alsoHook({
      reply: (reply) => ({ ...reply, headers: { ...reply.headers, "Set-Cookie": "access_token=x; Path=/" } }),
    }),
  },
  {
    name: "ends the tokens of every authorization with those of one",
    rule: "RFC7009-2.1-6",
    file: "revocation_test.ts",
    noticed: ["leaves the tokens of another authorization alone", "refuses another client's token"],
    features: panicking(),
  },
  {
    name: "does not say in its metadata that it names itself",
    rule: "RFC9207-2.3-3",
    file: "mix_up_test.ts",
    noticed: tells(...ISSUERS),
    issuer: withMetadata({ authorization_response_iss_parameter_supported: undefined }),
  },
  {
    name: "says nothing of whom an answer is from or what it is to",
    rule: "RFC6749-4.1.2-8",
    file: "mix_up_test.ts",
    noticed: [
      ...tells(...ISSUERS, "another state", "no state", "a state that comes twice"),
      "cannot have the code of another request put into it",
    ],
    features: alsoHook({
      authorizeReply: (parameters) => parameters.filter(([name]) => name !== "state" && name !== "iss"),
    }),
  },
  {
    name: "redeems whichever code is put into an answer",
    rule: "RFC7636-4.6-3",
    file: "mix_up_test.ts",
    noticed: ["cannot have the code of another request put into it"],
    features: changeHooks("pkce", ({ checkRedemption: _check, ...hooks }) => hooks),
  },
  {
    name: "sells tokens through the address",
    rule: "RFC6749-3.2-1",
    file: "methods_test.ts",
    noticed: ["buys no token", "proves nobody's identity"],
    features: readingQueries("token"),
  },
  {
    name: "believes credentials in the address",
    rule: "RFC6749-2.3.1-4",
    file: "methods_test.ts",
    noticed: ["proves nobody's identity"],
    features: readingQueries("token", ["POST"]),
  },
  {
    name: "answers questions about tokens in the address",
    rule: "RFC7662-4-11",
    file: "methods_test.ts",
    noticed: ["is no question about a token"],
    features: readingQueries("introspection"),
  },
  {
    name: "revokes what stands in the address",
    rule: "RFC7009-2.1-1",
    file: "methods_test.ts",
    noticed: ["revokes nothing"],
    features: readingQueries("revocation"),
  },
];
