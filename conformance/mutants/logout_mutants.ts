import { endSession, type Exchange, SESSION_COOKIE } from "../../src/engine/mod.ts";
import { html, type Reply } from "../../src/protocol/mod.ts";
import { alsoHook, changeEndpoint, changeHooks, type Mutant, without } from "./mutant.ts";

const LOGOUT = "logout_test.ts";

const ADDRESS = "has its address in the metadata";
const UNHELD = [
  "a hint that is none",
  "a hint that was modified",
  "a client_id that is not the hint's",
  "an address, and nothing that says whose it is",
  "no parameter at all",
  "a state alone",
  "a query that was added to the address",
].map((what) => `keeps the person signed in, and the browser here, with ${what}`);
const DONE = "says that it is done where no address is given";
const PROMISED = "is promised by the metadata";
const TOLD = "gets a logout token of its own when another client logs the person out";

async function logOutBlindly(exchange: Exchange): Promise<Reply> {
  const { issuer, request } = exchange;
  const session = await issuer.sessions.find(request.cookies.get(SESSION_COOKIE));
  if (session !== undefined) await endSession(exchange, session);
  return html(200, "<h1>You are logged out</h1>");
}

/** Servers that are wrong about who is logged out, and about what they tell clients of it. */
export const LOGOUT_MUTANTS: readonly Mutant[] = [
  {
    name: "does not say where people are logged out",
    rule: "RPLOGOUT-2.1-1",
    file: LOGOUT,
    noticed: [ADDRESS, ...UNHELD, DONE, TOLD],
    issuer(issuer) {
      const { end_session_endpoint: _address, ...metadata } = issuer.metadata;
      return { ...issuer, metadata };
    },
  },
  {
    name: "logs out whoever is sent to it, and asks nobody",
    rule: "RPLOGOUT-2-7",
    file: LOGOUT,
    noticed: UNHELD,
    features: changeEndpoint("end_session", () => logOutBlindly),
  },
  {
    name: "says that a person is logged out who is not",
    rule: "RPLOGOUT-2-8",
    file: LOGOUT,
    noticed: [DONE, TOLD],
    features: changeEndpoint("end_session", () => () => html(200, "<h1>You are logged out</h1>")),
  },
  {
    name: "tells no client that a session has ended",
    rule: "RPLOGOUT-2-9",
    file: LOGOUT,
    noticed: [PROMISED, TOLD],
    features: without("back_channel_logout"),
  },
  {
    name: "does not promise the logout tokens that it sends",
    rule: "BCLOGOUT-2.1-1",
    file: LOGOUT,
    noticed: [PROMISED],
    features: changeHooks("back_channel_logout", (hooks) => ({ ...hooks, metadata: () => ({}) })),
  },
  {
    name: "puts a nonce into logout tokens",
    rule: "BCLOGOUT-2.4-4",
    file: LOGOUT,
    noticed: [TOLD],
    features: alsoHook({ logoutToken: (claims) => ({ ...claims, nonce: "n" }) }),
  },
  {
    name: "makes logout tokens of no event",
    rule: "BCLOGOUT-2.4-2",
    file: LOGOUT,
    noticed: [TOLD],
    features: alsoHook({ logoutToken: (claims) => ({ ...claims, events: {} }) }),
  },
  {
    name: "names no session in logout tokens",
    rule: "BCLOGOUT-2.2-4",
    file: LOGOUT,
    noticed: [TOLD],
    features: alsoHook({ logoutToken: ({ sid: _sid, ...claims }) => claims }),
  },
  {
    name: "makes logout tokens of the type of any JWT",
    rule: "BCLOGOUT-2.4-7",
    file: LOGOUT,
    noticed: [TOLD],
    issuer: (issuer) => ({
      ...issuer,
      keys: { ...issuer.keys, sign: (claims, { alg }) => issuer.keys.sign(claims, { alg }) },
    }),
  },
];
