import type { Endpoint, Exchange, Grant, TokenContext } from "../../src/engine/mod.ts";
import { fail, Params, wireRequest } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { findIssuedAccessToken, findRefreshToken, revokeFamily } from "../../src/tokens/mod.ts";
import { changeEndpoint, changeGrant, type ChangeFeatures, type Mutant } from "./mutant.ts";

/** Takes whoever asks for somebody else, as far as one grant can see. */
function asking(type: string, forWhom: (context: TokenContext) => Promise<ClientRecord | undefined>): ChangeFeatures {
  return changeGrant(type, (grant) => ({
    ...grant,
    load: async (context) => grant.load({ ...context, client: (await forWhom(context)) ?? context.client }),
  }));
}

/** Whoever it is that may have the code: the first client of all that does not get an error. */
function guessing(grant: Grant): Grant {
  return {
    ...grant,
    async load(context) {
      const all = await context.exchange.issuer.durable.clients.list({ limit: 100 });
      const attempts = await Promise.allSettled(all.map(async (client) => grant.load({ ...context, client })));
      const found = attempts.find((attempt) => attempt.status === "fulfilled");
      return found?.value ?? grant.load(context);
    },
  };
}

async function ownerOfFamily({ exchange, params }: TokenContext): Promise<ClientRecord | undefined> {
  const { issuer } = exchange;
  const found = await findRefreshToken(params.get("refresh_token") ?? "", issuer.durable);
  return found === undefined ? undefined : issuer.clients.findByNumber(found.family.client);
}

/** A grant that never again takes what it refused once. */
function resentful(name: string): (grant: Grant) => Grant {
  const refused = new Set<string>();
  return (grant) => ({
    ...grant,
    async load(context) {
      const shown = context.params.get(name) ?? "";
      if (refused.has(shown)) fail("invalid_grant", "Cannot take what was refused before");
      try {
        return await grant.load(context);
      } catch (error) {
        refused.add(shown);
        throw error;
      }
    },
  });
}

/** Ends what is shown before it asks who shows it. */
function endingFirst(kinds: "access" | "refresh") {
  return (handle: Endpoint["handle"]): Endpoint["handle"] =>
    async (exchange) => {
      const { issuer, request } = exchange;
      const text = request.form.get("token") ?? "";
      const options = { ...issuer, longestAccessToken: issuer.settings.longestAccessToken };
      const found =
        kinds === "access" ? await findIssuedAccessToken(text, issuer) : await findRefreshToken(text, issuer.durable);
      if (found !== undefined) await revokeFamily(found.tag, options);
      return handle(exchange);
    };
}

/** Believes the header, and overlooks whom the body names. */
function overlooking(handle: Endpoint["handle"]): Endpoint["handle"] {
  return (exchange: Exchange) => {
    const { request } = exchange;
    const authorization = request.header("authorization");
    if (authorization === undefined) return handle(exchange);
    const form = Params.of([...request.form.entries()].filter(([name]) => name !== "client_id"));
    const bare = wireRequest({ method: request.method, path: request.path, form, headers: { authorization } });
    return handle({ ...exchange, request: bare });
  };
}

const ONLY_CODES = "cannot redeem each other's codes";
const NOT_USED_UP = "do not use up a code that they may not have";
const ONLY_REFRESH = "cannot use each other's refresh tokens";
const NOT_ENDED = "do not end a family whose refresh token they show";

function cannotRevoke(...grants: readonly string[]): readonly string[] {
  return grants.map((grant) => `cannot revoke what the other got by ${grant}`);
}

/** Servers that mistake one client for another. */
export const SWAP_MUTANTS: readonly Mutant[] = [
  {
    name: "does not care which of two clients with one redirect URI has a code",
    rule: "RFC6749-4.1.3-3",
    file: "swapped_test.ts",
    noticed: [ONLY_CODES, NOT_USED_UP],
    features: changeGrant("authorization_code", guessing),
  },
  {
    name: "refuses a code for ever once the wrong client has shown it",
    rule: "RFC6749-4.1.3-3",
    file: "swapped_test.ts",
    noticed: [NOT_USED_UP],
    features: changeGrant("authorization_code", resentful("code")),
  },
  {
    name: "does not care which of two clients has a refresh token",
    rule: "RFC6749-10.4-1",
    file: "swapped_test.ts",
    noticed: [ONLY_REFRESH, NOT_ENDED],
    features: asking("refresh_token", ownerOfFamily),
  },
  {
    name: "refuses a refresh token for ever once the wrong client has shown it",
    rule: "RFC6749-10.4-1",
    file: "swapped_test.ts",
    noticed: [NOT_ENDED],
    features: changeGrant("refresh_token", resentful("refresh_token")),
  },
  {
    name: "ends a refresh token before it asks whose it is",
    rule: "RFC7009-2.1-3",
    file: "swapped_test.ts",
    noticed: ["cannot revoke each other's refresh tokens"],
    features: changeEndpoint("revocation", endingFirst("refresh")),
  },
  {
    name: "ends an access token before it asks whose it is",
    rule: "RFC7009-2.1-3",
    file: "swapped_test.ts",
    noticed: cannotRevoke("client_credentials", "password", "refresh_token"),
    features: changeEndpoint("revocation", endingFirst("access")),
  },
  {
    name: "overlooks that the body names another client than the header",
    rule: "RFC6749-2.3-1",
    file: "swapped_test.ts",
    noticed: ["cannot name the other in the body and themselves in the header"],
    features: changeEndpoint("token", overlooking),
  },
];
