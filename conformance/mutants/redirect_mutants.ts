import type { Exchange, Issuer } from "../../src/engine/mod.ts";
import { fail, OAuthError, redirect } from "../../src/protocol/mod.ts";
import { changeEndpoint, type Mutant } from "./mutant.ts";

/** How a careless server compares what is asked for with one that is registered. */
type Matches = (asked: string, registered: string) => boolean;

function endsAlike(asked: string, registered: string): boolean {
  if (!URL.canParse(asked)) return false;
  const [one, other] = [new URL(asked), new URL(registered)];
  return one.pathname === other.pathname && one.host.endsWith(other.host);
}

/** Adds whatever is asked for to what a client registered, where a careless comparison would. */
function comparing(matches: Matches): (issuer: Issuer) => Issuer {
  return (issuer) => {
    const asked = new Set<string>();
    async function find(clientId: string): ReturnType<typeof findTrue> {
      const client = await findTrue(clientId);
      if (client === undefined) return undefined;
      const taken = [...asked].filter((one) => client.redirectUris.some((registered) => matches(one, registered)));
      return { ...client, redirectUris: [...client.redirectUris, ...taken] };
    }
    async function findTrue(clientId: string) {
      return issuer.clients.find(clientId);
    }
    const endpoints = issuer.endpoints.map((endpoint) => ({
      ...endpoint,
      handle(exchange: Exchange) {
        asked.add(exchange.request.query.get("redirect_uri") ?? "");
        return endpoint.handle(exchange);
      },
    }));
    return { ...issuer, endpoints, clients: { ...issuer.clients, find } };
  };
}

/** Sentences of the tests of redirect URIs that differ in these ways. */
function keepsBrowser(...ways: readonly string[]): readonly string[] {
  return ways.map((way) => `keeps the browser when the redirect_uri has ${way}`);
}

/** Servers that send the browser where they must not. */
export const REDIRECT_MUTANTS: readonly Mutant[] = [
  {
    name: "sends the browser anywhere",
    rule: "RFC6749-3.1.2.4-1",
    file: "redirect_uri_test.ts",
    noticed: keepsBrowser(
      "another host",
      "a longer path",
      "a query of its own",
      "user information",
      "a fragment",
      "other letter case",
    ),
    issuer: comparing(() => true),
  },
  {
    name: "compares only the beginning of a redirect_uri",
    rule: "RFC9700-2.1-1",
    file: "redirect_uri_test.ts",
    noticed: keepsBrowser("a longer path", "a query of its own", "a fragment"),
    issuer: comparing((asked, registered) => asked.startsWith(registered)),
  },
  {
    name: "compares only the end of a host",
    rule: "RFC9700-2.1-1",
    file: "redirect_uri_test.ts",
    noticed: keepsBrowser("another host", "a query of its own", "user information", "a fragment"),
    issuer: comparing(endsAlike),
  },
  {
    name: "compares redirect URIs without regard to case",
    rule: "RFC9700-2.1-1",
    file: "redirect_uri_test.ts",
    noticed: keepsBrowser("other letter case"),
    issuer: comparing((asked, registered) => asked.toLowerCase() === registered.toLowerCase()),
  },
  {
    name: "wants the registered port of a native client",
    rule: "RFC8252-7.3-1",
    file: "redirect_uri_test.ts",
    noticed: ["takes any port of the loopback address for a native client"],
    features: changeEndpoint("authorize", (handle) => async (exchange) => {
      const { query } = exchange.request;
      const client = await exchange.issuer.clients.find(query.get("client_id") ?? "");
      const isRegistered = client?.redirectUris.includes(query.get("redirect_uri") ?? "") ?? true;
      return isRegistered ? handle(exchange) : fail("invalid_request", "Cannot find the redirect_uri");
    }),
  },
  {
    name: "tells errors to whoever asks",
    rule: "RFC6749-4.1.2.1-1",
    file: "redirect_uri_test.ts",
    noticed: [
      ...keepsBrowser(
        "another host",
        "a longer path",
        "a query of its own",
        "user information",
        "a fragment",
        "other letter case",
      ),
      "keeps the browser when nobody knows the client",
    ],
    features: changeEndpoint("authorize", (handle) => async (exchange) => {
      try {
        return await handle(exchange);
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error;
        return redirect(`${exchange.request.query.get("redirect_uri") ?? "/"}?error=${error.code}`);
      }
    }),
  },
];
