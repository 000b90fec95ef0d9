import { assert } from "chai";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { eventually } from "../contract/eventually.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import { type Answered, ask, authorizeUrl, isActive, sessionCookie, textOf } from "../support/journey.ts";
import type { RunningServer } from "../support/running_server.ts";

/** Milliseconds in which every answer must come. */
const PATIENCE = 5_000;

/** What is asked while a store is away; each gives one answer. */
export interface Asker {
  readonly server: Pick<RunningServer, "url" | "issuer">;
  readonly application: ClientRecord;
  readonly cookie: string;
  /** Issued before. */
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly username: string;
}

/** A client and a person with a session and tokens. */
export async function asker(server: Asker["server"]): Promise<Asker> {
  const application = await client(server.issuer);
  const owner = await person(server.issuer);
  const { username } = owner;
  const form = { grant_type: "password", username, password: PASSWORD };
  const tokens = await ask(`${server.url}/token`, { form, as: application });
  const accessToken = textOf(tokens, "access_token");
  // Introspected once, the client is known to the process.
  await isActive(server.url, accessToken, application);
  const cookie = await sessionCookie(server.issuer, owner);
  return { server, application, username, cookie, accessToken, refreshToken: textOf(tokens, "refresh_token") };
}

/** A request of each kind, by its name. */
export const REQUESTS: Readonly<Record<string, (asker: Asker) => Promise<Answered>>> = {
  "a token for a client": ({ server, application }) =>
    ask(`${server.url}/token`, { form: { grant_type: "client_credentials" }, as: application }),
  "a token for a person": ({ server, application, username }) =>
    ask(`${server.url}/token`, { form: { grant_type: "password", username, password: PASSWORD }, as: application }),
  "a refresh": ({ server, application, refreshToken }) =>
    ask(`${server.url}/token`, { form: { grant_type: "refresh_token", refresh_token: refreshToken }, as: application }),
  "an introspection": ({ server, application, accessToken }) =>
    ask(`${server.url}/introspect`, { form: { token: accessToken }, as: application }),
  "a revocation": ({ server, application, accessToken }) =>
    ask(`${server.url}/revoke`, { form: { token: accessToken }, as: application }),
  "a call of the API": ({ server, accessToken }) => ask(`${server.url}/api/users/`, { bearer: accessToken }),
  "the account page": async ({ server, cookie }) => page(`${server.url}/account`, cookie),
  "an authorization": async ({ server, application, cookie }) => page(authorizeUrl(server.url, application), cookie),
};

/** A page as a browser gets it, redirects within the server followed. */
async function page(url: string, cookie: string): Promise<Answered> {
  const response = await fetch(url, { headers: { cookie }, redirect: "manual", signal: AbortSignal.timeout(10_000) });
  return { status: response.status, headers: response.headers, text: await response.text(), body: {} };
}

/** An answer that must come in time. */
export async function timed(call: () => Promise<Answered>): Promise<Answered> {
  const start = performance.now();
  const answer = await call();
  assert.isBelow(performance.now() - start, PATIENCE, "It took too long");
  return answer;
}

/** 503, when to come back, and in the words of who was asked. */
export function assertUnavailable(answer: Answered): void {
  assert.equal(answer.status, 503, answer.text);
  assert.match(answer.headers.get("retry-after") ?? "", /^\d+$/);
  if (answer.headers.get("content-type")?.startsWith("text/html") === true) {
    assert.include(answer.text, "Out of service for a moment");
    assert.equal(answer.headers.get("cache-control"), "no-store");
  } else {
    assert.propertyVal(answer.body, "error", "temporarily_unavailable");
  }
}

/** What needs no store, and what tells operators. */
export async function assertHealthyButNotReady({ server }: Asker, away: "postgres" | "redis"): Promise<void> {
  assert.equal((await timed(() => ask(`${server.url}/health`))).status, 200);
  const metadata = await timed(() => ask(`${server.url}/.well-known/oauth-authorization-server`));
  assert.equal(metadata.status, 200);
  const ready = await timed(() => ask(`${server.url}/ready`));
  assert.equal(ready.status, 503);
  assert.propertyVal(ready.body, away, "away");
}

/** Waits until the server is ready again. */
export async function assertRecovered({ server }: Asker): Promise<void> {
  await eventually(async () => (await ask(`${server.url}/ready`)).status === 200);
}

/** Asks all at once, and all are told to come back. */
export async function assertAllUnavailable(asked: Asker, names: readonly string[]): Promise<void> {
  const answers = await Promise.all(names.map((name) => timed(() => REQUESTS[name]!(asked))));
  for (const answer of answers) assertUnavailable(answer);
}
