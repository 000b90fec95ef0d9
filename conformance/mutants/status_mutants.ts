import type { Endpoint, Exchange } from "../../src/engine/mod.ts";
import { empty, fail, json } from "../../src/protocol/mod.ts";
import { findIssuedAccessToken, findRefreshToken, revokeAccessToken } from "../../src/tokens/mod.ts";
import { alsoHook, changeEndpoint, type Mutant } from "./mutant.ts";

/** Takes whoever asks for the first client that was ever registered. */
function openToAll(handle: Endpoint["handle"]): Endpoint["handle"] {
  return async (exchange) => {
    const { issuer } = exchange;
    const [client] = await issuer.durable.clients.list({ limit: 1 });
    const clientId = client?.clientId ?? "";
    const all = { name: "all", proves: true, fits: () => true, read: () => ({ clientId, check: () => true }) };
    return handle({ ...exchange, issuer: { ...issuer, clientAuth: [all] } });
  };
}

/** Does not look for a token where a hint says that it is not. */
function believingHints(answer: ReturnType<Endpoint["handle"]>) {
  return (handle: Endpoint["handle"]): Endpoint["handle"] =>
    async (exchange) => {
      const { form } = exchange.request;
      const isAccessToken = (await findIssuedAccessToken(form.get("token") ?? "", exchange.issuer)) !== undefined;
      const hint = form.get("token_type_hint");
      if (hint !== undefined && (hint === "access_token") !== isAccessToken) return answer;
      return handle(exchange);
    };
}

/** Ends a refresh token and leaves what came with it. */
async function endAlone(exchange: Exchange): Promise<boolean> {
  const { issuer, request } = exchange;
  const found = await findRefreshToken(request.form.get("token") ?? "", issuer.durable);
  if (found === undefined) return false;
  await issuer.durable.families.revoke(found.tag, issuer.clock.now());
  return true;
}

async function endForAnybody(exchange: Exchange): Promise<boolean> {
  const { issuer, request } = exchange;
  const found = await findIssuedAccessToken(request.form.get("token") ?? "", issuer);
  if (found === undefined) return false;
  await revokeAccessToken(found, { ...issuer, longestAccessToken: issuer.settings.longestAccessToken });
  return true;
}

function endFirst(end: (exchange: Exchange) => Promise<boolean>) {
  return (handle: Endpoint["handle"]): Endpoint["handle"] =>
    async (exchange) =>
      (await end(exchange)) ? empty(200) : handle(exchange);
}

/** Servers that do not tell or end tokens as they should. */
export const STATUS_MUTANTS: readonly Mutant[] = [
  {
    name: "tells anybody about tokens",
    rule: "RFC7662-2.1-2",
    file: "introspection_test.ts",
    noticed: ["refuses who does not say who asks", "refuses a wrong secret with 401"],
    features: changeEndpoint("introspection", openToAll),
  },
  {
    name: "tells more of a dead token than that it is dead",
    rule: "RFC7662-2.2-2",
    file: "introspection_test.ts",
    noticed: ["says no more of a dead token than that it is dead"],
    features: alsoHook({
      introspection: (body) => (body["active"] === false ? { ...body, scope: "read", client_id: "client" } : body),
    }),
  },
  {
    name: "calls every token alive",
    rule: "RFC7662-2.2-2",
    file: "introspection_test.ts",
    noticed: ["says no more of a dead token than that it is dead"],
    features: alsoHook({ introspection: (body) => ({ ...body, active: true }) }),
  },
  {
    name: "calls every token dead",
    rule: "RFC7662-2.2-1",
    file: "introspection_test.ts",
    noticed: ["describes a live access token", "describes a live refresh token", "is not misled by a wrong hint"],
    features: alsoHook({ introspection: () => ({ active: false }) }),
  },
  {
    name: "does not know refresh tokens when it is asked",
    rule: "RFC7662-2.2-1",
    file: "introspection_test.ts",
    noticed: ["describes a live refresh token"],
    features: alsoHook({ introspection: (body, { record }) => (record === undefined ? { active: false } : body) }),
  },
  {
    name: "believes a hint when it is asked",
    rule: "RFC7662-2.1-3",
    file: "introspection_test.ts",
    noticed: ["is not misled by a wrong hint"],
    features: changeEndpoint("introspection", believingHints(json(200, { active: false }))),
  },
  {
    name: "revokes nothing",
    rule: "RFC7009-2.1-5",
    file: "revocation_test.ts",
    noticed: [
      "ends an access token",
      "ends a refresh token and the access tokens that came with it",
      "an access token takes its refresh token along",
      "is not misled by a wrong hint",
      "refuses whom it does not know",
    ],
    features: changeEndpoint("revocation", () => () => empty(200)),
  },
  {
    name: "leaves access tokens alive when it revokes their refresh token",
    rule: "RFC7009-2.1-6",
    file: "revocation_test.ts",
    noticed: ["ends a refresh token and the access tokens that came with it"],
    features: changeEndpoint("revocation", endFirst(endAlone)),
  },
  {
    name: "revokes the tokens of others",
    rule: "RFC7009-2.1-3",
    file: "revocation_test.ts",
    noticed: ["refuses another client's token", "refuses whom it does not know"],
    features: changeEndpoint("revocation", endFirst(endForAnybody)),
  },
  {
    name: "lets anybody revoke",
    rule: "RFC7009-2.1-2",
    file: "revocation_test.ts",
    noticed: ["refuses whom it does not know"],
    features: changeEndpoint("revocation", openToAll),
  },
  {
    name: "believes a hint when it revokes",
    rule: "RFC7009-2.1-7",
    file: "revocation_test.ts",
    noticed: ["is not misled by a wrong hint"],
    features: changeEndpoint("revocation", believingHints(empty(200))),
  },
  {
    name: "refuses to revoke a token that nobody made",
    rule: "RFC7009-2.2-1",
    file: "revocation_test.ts",
    noticed: ["answers 200 for a token that nobody made"],
    features: changeEndpoint("revocation", (handle) => (exchange) => {
      if (exchange.request.form.get("token") === "made-up") return fail("invalid_request", "Cannot find the token");
      return handle(exchange);
    }),
  },
];
