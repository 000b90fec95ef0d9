import { assert } from "chai";
import { describe, it } from "mocha";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { eventually } from "../contract/eventually.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import { type Answered, ask, authorizeUrl, isActive, sessionCookie, textOf } from "../support/journey.ts";
import { type BreakableServer, startBreakable } from "./own_stores.ts";

/** Milliseconds in which every answer must come. */
const PATIENCE = 5_000;

/** What is asked while a store is away; each gives one answer. */
interface Asker {
  readonly server: BreakableServer;
  readonly application: ClientRecord;
  readonly cookie: string;
  /** Issued before. */
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly username: string;
}

/** A client and a person with a session and tokens. */
async function asker(server: BreakableServer): Promise<Asker> {
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

const REQUESTS: Readonly<Record<string, (asker: Asker) => Promise<Answered>>> = {
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

async function timed(call: () => Promise<Answered>): Promise<Answered> {
  const start = performance.now();
  const answer = await call();
  assert.isBelow(performance.now() - start, PATIENCE, "It took too long");
  return answer;
}

function assertUnavailable(answer: Answered): void {
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
async function assertHealthyButNotReady({ server }: Asker, away: "postgres" | "redis"): Promise<void> {
  assert.equal((await timed(() => ask(`${server.url}/health`))).status, 200);
  const metadata = await timed(() => ask(`${server.url}/.well-known/oauth-authorization-server`));
  assert.equal(metadata.status, 200);
  const ready = await timed(() => ask(`${server.url}/ready`));
  assert.equal(ready.status, 503);
  assert.propertyVal(ready.body, away, "away");
}

async function assertRecovered({ server }: Asker): Promise<void> {
  await eventually(async () => (await ask(`${server.url}/ready`)).status === 200);
}

async function assertAllUnavailable(asked: Asker, names: readonly string[]): Promise<void> {
  const answers = await Promise.all(names.map((name) => timed(() => REQUESTS[name]!(asked))));
  for (const answer of answers) assertUnavailable(answer);
}

const NEED_REDIS = Object.keys(REQUESTS);
const NEED_POSTGRES = ["a token for a person", "a refresh", "a revocation", "the account page", "an authorization"];
const NEED_REDIS_ALONE = ["a token for a client", "an introspection"];

describe("a store that is away", function () {
  this.timeout(60_000);
  let server: BreakableServer;

  before(async () => {
    server = await startBreakable();
  });

  after(async () => server.stop());

  // Postgres first: a Redis that was away makes every process forget the clients that it knew.
  for (const [name, spoil] of [
    ["refusing connections", () => server.postgres.refuse()],
    ["that does not answer", async () => server.postgres.mute()],
  ] as const) {
    it(`Postgres ${name}: 503 for what is durable, and what is not goes on`, async () => {
      const asked = await asker(server);
      await spoil();
      try {
        await assertAllUnavailable(asked, NEED_POSTGRES);
        for (const need of NEED_REDIS_ALONE)
          assert.equal((await timed(() => REQUESTS[need]!(asked))).status, 200, need);
        await assertHealthyButNotReady(asked, "postgres");
      } finally {
        await server.postgres.restore();
      }
      await assertRecovered(asked);
      assert.equal((await REQUESTS["a refresh"]!(asked)).status, 200, "the refresh token was not lost");
    });
  }

  it("Postgres whose connections are cut: nobody notices but who was asking, and they try again", async () => {
    const asked = await asker(server);
    for (let round = 0; round < 5; round += 1) {
      server.postgres.cut();
      const answers = await Promise.all([1, 2, 3].map(() => REQUESTS["the account page"]!(asked)));
      for (const { status } of answers) assert.include([200, 503], status);
      assert.equal((await REQUESTS["the account page"]!(asked)).status, 200);
    }
  });

  it("Redis refusing connections: 503 everywhere, and all is well as soon as it is back", async () => {
    const asked = await asker(server);
    await server.redis.kill();
    try {
      await assertAllUnavailable(asked, NEED_REDIS);
      await assertHealthyButNotReady(asked, "redis");
    } finally {
      await server.redis.start();
    }
    await assertRecovered(asked);
    assert.isTrue(await isActive(server.url, asked.refreshToken, asked.application), "what is durable is as it was");
    assert.equal((await REQUESTS["a token for a client"]!(asked)).status, 200);
  });

  it("Redis that does not answer: 503 in time, and all is well as soon as it does", async () => {
    const asked = await asker(server);
    server.redis.freeze();
    try {
      await assertAllUnavailable(asked, NEED_REDIS);
      await assertHealthyButNotReady(asked, "redis");
    } finally {
      server.redis.thaw();
    }
    await assertRecovered(asked);
    assert.equal((await REQUESTS["a token for a client"]!(asked)).status, 200);
  });

  it("Redis coming back while Postgres is away: nobody is told that a token is alive before it is known", async () => {
    const asked = await asker(server);
    await server.redis.command("SAVE");
    await server.redis.kill();
    await server.postgres.refuse();
    try {
      await server.redis.start();
      assertUnavailable(await timed(() => REQUESTS["an introspection"]!(asked)));
    } finally {
      await server.postgres.restore();
    }
    await assertRecovered(asked);
    assert.isTrue(await isActive(server.url, asked.accessToken, asked.application));
  });
});
