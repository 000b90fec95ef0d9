import { assert } from "chai";
import type { Issuer } from "../../src/engine/mod.ts";
import { type SettableClock, settableClock } from "../../src/platform/mod.ts";
import { parseToken } from "../../src/protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { revokeFamily } from "../../src/tokens/mod.ts";
import { CALLBACK, client, person, SECRET } from "../support/cast.ts";
import type { GivenSettings } from "../support/config.ts";
import { memoryStores } from "../support/http_server.ts";
import { START } from "../support/issuer_under_test.ts";
import {
  askTemporary,
  agreeTo,
  type Consumer,
  consumerOf,
  pairIn,
  registerConsumer,
  type Signed,
  type SignOptions,
  signRequest,
  threeLegs,
  type TokenPair,
  verifierAt,
} from "../support/oauth1.ts";
import { printRequest, type RawAnswer, sendRaw } from "../support/raw_http.ts";
import { startServer, type StartServerOptions } from "../support/running_server.ts";
import { type Visitor, visitor } from "../support/visitor.ts";

/** A server that consumers of OAuth 1.0a call over a socket, whose clock stands still. */
export interface SignedServer {
  readonly url: string;
  readonly port: number;
  readonly issuer: Issuer;
  readonly clock: SettableClock;
  readonly owner: AccountRecord;
  /** The record of the consumer. */
  readonly application: ClientRecord;
  /** A consumer, and credentials that the owner gave it. */
  readonly consumer: Consumer;
  readonly token: TokenPair;
  /** Another consumer. */
  readonly other: Consumer;
  /** A browser in which the owner is signed in. */
  readonly browser: Visitor;
  stop(): Promise<void>;
}

/** Everything at the moment at which the clock stands. */
export function at({ clock }: Pick<SignedServer, "clock">): Pick<SignOptions, "timestamp"> {
  return { timestamp: clock.now() };
}

/** Starts a server on stores in memory, and lets a consumer have credentials. */
export async function signedServer(
  settings: GivenSettings = {},
  options: Pick<StartServerOptions, "log"> = {},
): Promise<SignedServer> {
  const clock = settableClock(START - 3_600);
  const stores = memoryStores(clock);
  const server = await startServer({ stores, clock, settings, ...options });
  // Nonces are remembered from the moment when the server was started.
  clock.set(START);
  const { url, issuer } = server;
  const application = await registerConsumer(issuer);
  const [owner, consumer] = [await person(issuer), consumerOf(application)];
  const browser = visitor(url);
  const legs = { consumer, person: owner, browser, sign: { timestamp: START } };
  const { token, secret } = await threeLegs(server, legs);
  return {
    url,
    port: Number(new URL(url).port),
    issuer,
    clock,
    owner,
    application,
    consumer,
    token: { token, secret },
    other: consumerOf(await registerConsumer(issuer)),
    browser,
    async stop() {
      await server.stop();
      await stores.close();
    },
  };
}

/** Temporary credentials of a consumer, and where it shall hear of their approval. */
export async function temporaryOf(
  server: SignedServer,
  {
    consumer = server.consumer,
    callback = CALLBACK,
  }: { readonly consumer?: Consumer; readonly callback?: string } = {},
): Promise<TokenPair> {
  return pairIn(await askTemporary(server, { consumer, callback, sign: at(server) }));
}

/** The same, and the verifier that came of the owner's approval. */
export async function approvedOf(
  server: SignedServer,
  options: Parameters<typeof temporaryOf>[1] = {},
): Promise<{ readonly temporary: TokenPair; readonly verifier: string }> {
  const { owner, browser } = server;
  const temporary = await temporaryOf(server, options);
  const seen = await agreeTo(server, { token: temporary.token, person: owner, browser });
  return { temporary, verifier: verifierAt(seen) };
}

/** Credentials of OAuth 2.0 that the same client has. */
export async function bearerOf({ url, application }: SignedServer): Promise<string> {
  const body = new URLSearchParams({ grant_type: "client_credentials" });
  const basic = Buffer.from(`${application.clientId}:${SECRET}`).toString("base64");
  const headers = { authorization: `Basic ${basic}` };
  const answer: unknown = await (await fetch(`${url}/token`, { method: "POST", headers, body })).json();
  return String(Reflect.get(Object(answer), "access_token"));
}

/** A client of the same server that speaks OAuth 2.0 alone. */
export async function strangerOf({ issuer }: SignedServer): Promise<Consumer> {
  return consumerOf(await client(issuer));
}

/** Ends token credentials. */
export async function revokeCredentials({ issuer }: Pick<SignedServer, "issuer">, { token }: TokenPair): Promise<void> {
  const { longestAccessToken } = issuer.settings;
  assert.isTrue(await revokeFamily(parseToken(token, "ot")?.tag ?? "", { ...issuer, longestAccessToken }));
}

/** A signed request as it is about to go over the wire. */
export interface OnTheWire {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request in the form in which it can be bent after it was signed. */
function wireOf({ method, url, headers, body = "" }: Signed): OnTheWire {
  const { pathname, search, host } = new URL(url);
  return { method, target: pathname + search, headers: { host, connection: "close", ...headers }, body };
}

/** Sends bytes and answers what came back. */
async function sendWire(
  { port }: Pick<SignedServer, "port">,
  { method, target, headers, body }: OnTheWire,
): Promise<RawAnswer> {
  const { host, ...others } = headers;
  const [answer] = await sendRaw(
    port,
    printRequest(`${method} ${target}`, { headers: { Host: host!, ...others }, body }),
  );
  return answer ?? assert.fail("there is no answer");
}

/** Signs a request, bends it where somebody wants to, and sends it. */
export function sendSigned(
  server: Pick<SignedServer, "port">,
  options: SignOptions,
  bend: (wire: OnTheWire) => OnTheWire = (wire) => wire,
): Promise<RawAnswer> {
  return sendWire(server, bend(wireOf(signRequest(options))));
}

/** The word for what is wrong, in a form at the endpoints and in JSON at the API; undefined in other answers. */
export function problemIn({ headers, body }: RawAnswer): string | undefined {
  const type = headers["content-type"] ?? "";
  if (type.startsWith("application/json")) return String(Reflect.get(Object(JSON.parse(body)), "error"));
  return new URLSearchParams(body).get("oauth_problem") ?? undefined;
}

/** Fails unless a request was refused in the right words, and nothing secret was told. */
export function assertProblem(
  server: SignedServer,
  answer: RawAnswer,
  [status, problem]: readonly [status: number, problem: string],
): void {
  const { headers, body } = answer;
  assert.deepEqual([answer.status, problemIn(answer)], [status, problem], body);
  assert.include(headers["cache-control"], "no-store");
  assert.match(headers["www-authenticate"] ?? "", /OAuth realm="/);
  const told = JSON.stringify(headers) + body;
  for (const secret of [SECRET, server.token.secret]) assert.notInclude(told, secret);
}

/** Makes a right request to where signed ones are taken. */
type RequestTo = (server: SignedServer) => Promise<SignOptions>;

/** All that takes signed requests, by name. */
export const TARGETS: readonly (readonly [name: string, right: RequestTo])[] = [
  ["the endpoint of temporary credentials", async (server) => temporaryRequest(server)],
  ["the endpoint of token credentials", async (server) => tokenRequest(server, await approvedOf(server))],
  // An address at which bodies are taken as well.
  ["the API", async (server) => apiRequest(server, `/api/users/${server.owner.id}/`)],
];

/** A right request for temporary credentials. */
export function temporaryRequest(server: SignedServer, callback = CALLBACK): SignOptions {
  const { url, consumer } = server;
  return {
    url: `${url}/oauth1/request_token`,
    method: "POST",
    consumer,
    params: { oauth_callback: callback },
    ...at(server),
  };
}

/** A right request for token credentials. */
export function tokenRequest(
  server: SignedServer,
  { temporary, verifier }: { readonly temporary: TokenPair; readonly verifier: string },
): SignOptions {
  const { url, consumer } = server;
  return {
    url: `${url}/oauth1/access_token`,
    method: "POST",
    consumer,
    token: temporary,
    params: { oauth_verifier: verifier },
    ...at(server),
  };
}

/** A right call of the sample API. */
export function apiRequest(server: SignedServer, path = "/api/"): SignOptions {
  return { url: server.url + path, consumer: server.consumer, token: server.token, ...at(server) };
}
