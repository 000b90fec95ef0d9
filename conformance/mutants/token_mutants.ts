import type { Exchange, Grant, Hooks } from "../../src/engine/mod.ts";
import { refreshToken } from "../../src/features/refresh_token/mod.ts";
import { fail, Params, parseScope, wireRequest } from "../../src/protocol/mod.ts";
import { findRefreshToken } from "../../src/tokens/mod.ts";
import { alsoHook, changeEndpoint, changeGrant, instead, type Mutant } from "./mutant.ts";

/** A grant that gives whatever scope it is asked for. */
function generous(grant: Grant): Grant {
  return {
    ...grant,
    async load(context) {
      const asked = context.params.get("scope");
      const redeemable = await grant.load({ ...context, params: context.params.with({ scope: undefined }) });
      if (asked === undefined) return redeemable;
      return { ...redeemable, entitlement: { ...redeemable.entitlement, scope: parseScope(asked) } };
    },
  };
}

/** A grant that takes whoever asks for the client to whom the token was given. */
function blind(grant: Grant): Grant {
  return {
    ...grant,
    async load(context) {
      const { issuer } = context.exchange;
      const found = await findRefreshToken(context.params.get("refresh_token") ?? "", issuer.durable);
      const owner = found === undefined ? undefined : await issuer.clients.findByNumber(found.family.client);
      return grant.load({ ...context, client: owner ?? context.client });
    },
  };
}

function withoutMember(name: string) {
  return alsoHook({
    tokenReply: (body) => Object.fromEntries(Object.entries(body).filter(([member]) => member !== name)),
  });
}

/** Gives each family the access token that it was given first. */
function repeating(): Hooks["tokenReply"] {
  const given = new Map<string, unknown>();
  return (body, { redeemable: { tag } }) => {
    if (tag === undefined) return body;
    if (!given.has(tag)) given.set(tag, body["access_token"]);
    return { ...body, access_token: given.get(tag) };
  };
}

/** The same request, with the first of each parameter alone. */
function withFirsts(exchange: Exchange): Exchange {
  const { request } = exchange;
  const form = Params.of(new Map([...request.form.entries()].toReversed()));
  const authorization = request.header("authorization");
  const headers = authorization === undefined ? {} : { authorization };
  return { ...exchange, request: wireRequest({ method: request.method, path: request.path, form, headers }) };
}

/** Servers whose token endpoint gives the wrong thing. */
export const TOKEN_MUTANTS: readonly Mutant[] = [
  {
    name: "does not say what kind a token is of",
    rule: "RFC6749-5.1-2",
    file: "authorization_code_test.ts",
    noticed: ["gives a code, and tokens for it"],
    features: withoutMember("token_type"),
  },
  {
    name: "gives no access token",
    rule: "RFC6749-5.1-1",
    file: "authorization_code_test.ts",
    noticed: ["gives a code, and tokens for it"],
    features: withoutMember("access_token"),
  },
  {
    name: "does not say how long a token lives",
    rule: "RFC6749-5.1-3",
    file: "token_response_test.ts",
    noticed: ["says in whole seconds how long the token lives"],
    features: withoutMember("expires_in"),
  },
  {
    name: "does not say that it gave less than was asked for",
    rule: "RFC6749-5.1-4",
    file: "token_response_test.ts",
    noticed: ["says which scope was given where none was asked for"],
    features: withoutMember("scope"),
  },
  {
    name: "lets anybody keep a copy of a token",
    rule: "RFC6749-5.1-5",
    file: "token_response_test.ts",
    noticed: ["may be kept by nobody on its way", "tells caches of old that they may not keep it either"],
    features: changeEndpoint("token", (handle) => async (exchange) => ({ ...(await handle(exchange)), headers: {} })),
  },
  {
    name: "forgets the caches of old",
    rule: "RFC6749-5.1-6",
    file: "token_response_test.ts",
    noticed: ["tells caches of old that they may not keep it either"],
    features: changeEndpoint("token", (handle) => async (exchange) => ({
      ...(await handle(exchange)),
      headers: { "Cache-Control": "no-store" },
    })),
  },
  {
    name: "answers with members in members",
    rule: "RFC6749-5.1-10",
    file: "token_response_test.ts",
    noticed: ["is a flat JSON object of texts and numbers"],
    features: alsoHook({ tokenReply: (body) => ({ ...body, token: { kind: "access_token" } }) }),
  },
  {
    name: "gives the same access token again",
    rule: "RFC6749-6-1",
    file: "refresh_token_test.ts",
    noticed: ["gives a new access token"],
    features: alsoHook({ tokenReply: repeating() }),
  },
  {
    name: "reads the first of a parameter that comes twice",
    rule: "RFC6749-3.2-4",
    file: "token_response_test.ts",
    noticed: ["is an error where a parameter comes twice"],
    features: changeEndpoint("token", (handle) => (exchange) => handle(withFirsts(exchange))),
  },
  {
    name: "gives the same refresh token for ever",
    rule: "RFC9700-4.14.2-1",
    file: "refresh_token_test.ts",
    noticed: ["ends everything when an old one comes again"],
    features: instead(refreshToken({ rotate: false, grace: 0, reuseProtection: true })),
  },
  {
    name: "does not mind when an old refresh token comes again",
    rule: "RFC9700-4.14.2-1",
    file: "refresh_token_test.ts",
    noticed: ["ends everything when an old one comes again"],
    features: instead(refreshToken({ rotate: true, grace: 0, reuseProtection: false })),
  },
  {
    name: "gives more scope than there was",
    rule: "RFC6749-6-5",
    file: "refresh_token_test.ts",
    noticed: ["never widens the scope"],
    features: changeGrant("refresh_token", generous),
  },
  {
    name: "calls a refresh token that nobody made a bad request",
    rule: "RFC6749-6-4",
    file: "refresh_token_test.ts",
    noticed: ["refuses one that nobody made"],
    features: changeGrant("refresh_token", (grant) => ({
      ...grant,
      load(context) {
        if (context.params.get("refresh_token") === "made-up") fail("invalid_request", "Cannot read the refresh token");
        return grant.load(context);
      },
    })),
  },
  {
    name: "refreshes for whoever brings the token",
    rule: "RFC6749-6-3",
    file: "refresh_token_test.ts",
    noticed: ["refuses one that another client got"],
    features: changeGrant("refresh_token", blind),
  },
  {
    name: "lets access tokens live longer than it says",
    rule: "RFC7662-4-1",
    file: "expiry_test.ts",
    noticed: ["an access token is dead when its time has come"],
    features: alsoHook({ tokenReply: (body) => ({ ...body, expires_in: 10 }) }),
  },
  {
    name: "lets refresh tokens live for ever",
    rule: "RFC6749-6-4",
    file: "expiry_test.ts",
    noticed: ["a refresh token that was not used for a month is refused"],
    issuer: ({ settings: { refreshTokenLifetime: _lifetime, ...settings }, ...issuer }) => ({ ...issuer, settings }),
  },
];
