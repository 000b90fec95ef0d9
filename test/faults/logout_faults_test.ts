import type { Socket } from "node:net";
import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import type { Feature } from "../../src/engine/mod.ts";
import { backChannelLogout } from "../../src/features/back_channel_logout/mod.ts";
import { createSafeFetch } from "../../src/platform/mod.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { eventually } from "../contract/eventually.ts";
import { recordingLog } from "../contract/recording_log.ts";
import { askLogout, type LogoutStage, logoutStage } from "../http/logout.ts";
import { client, person } from "../support/cast.ts";
import { type ForeignServer, foreignServer, printAnswer } from "../support/foreign_server.ts";
import { freePort } from "../support/free_port.ts";
import { ask, authorizeUrl, codeAt, isActive, redemption, sessionCookie, textOf } from "../support/journey.ts";
import { startServer } from "../support/running_server.ts";
import { failEachCall, type Operation } from "./fault_loop.ts";
import { isAlive, memberOf } from "./fault_replies.ts";
import { type FaultStage, faultStage } from "./fault_stage.ts";
import { startBreakable } from "./own_stores.ts";

const started: ForeignServer[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

/** Where a client listens that answers as it is told. */
async function listening(answer: string | ((socket: Socket) => void)): Promise<string> {
  const server = await foreignServer(typeof answer === "string" ? (socket) => void socket.end(answer) : answer);
  started.push(server);
  return `http://127.0.0.1:${server.port}/out`;
}

/** The standard features, whose logout tokens are tried so often, at once, with a second of patience. */
function trying(tries: number): (standard: readonly Feature[]) => readonly Feature[] {
  const quick = backChannelLogout({ tries, timeout: 1, pause: async () => undefined });
  return (standard) => standard.map((feature) => (feature.name === quick.name ? quick : feature));
}

/** Logs out at an issuer whose client listens there, and answers what is written down of it. */
async function written(uri: string, tries = 1, loopback = true): Promise<Readonly<Record<string, unknown>>> {
  const on = await logoutStage({
    features: trying(tries),
    fetch: createSafeFetch({ loopback }),
    metadata: { backchannel_logout_uri: uri },
  });
  await askLogout(on, { id_token_hint: on.hint });
  return { ...(await endOf(on)) };
}

async function endOf({ under }: LogoutStage): Promise<Readonly<Record<string, unknown>>> {
  await eventually(async () => under.events.includes("logout.delivered") || under.events.includes("logout.failed"));
  const entries = await under.issuer.durable.audit.list({ limit: 99 });
  const end = entries.find(({ event }) => event.startsWith("logout."));
  return { event: end?.event, ...end?.detail };
}

describe("a client that is to be told of a logout", function () {
  this.timeout(20_000);

  const elsewhere = printAnswer("", ["Location: http://10.0.0.1/"], "302 Found");
  for (const [name, answer, expected] of [
    ["takes it", printAnswer(""), { event: "logout.delivered", tries: 1 }],
    ["takes it with much to say", printAnswer("x".repeat(60_000)), { event: "logout.delivered", tries: 1 }],
    ["does not answer", () => undefined, { event: "logout.failed", reason: "timeout", tries: 1 }],
    ["sends it to a private address", elsewhere, { event: "logout.failed", reason: "redirect", tries: 1 }],
    [
      "says more than anybody reads",
      printAnswer("x".repeat(70_000)),
      { event: "logout.failed", reason: "too_large", tries: 1 },
    ],
    ["hangs up", (socket: Socket) => void socket.destroy(), { event: "logout.failed", reason: "connection", tries: 1 }],
    ["does not speak HTTP", "SSH-2.0-server\r\n", { event: "logout.failed", reason: "malformed", tries: 1 }],
    ["is in pain", printAnswer("", [], "500 Oh"), { event: "logout.failed", reason: "status 500", tries: 1 }],
  ] as const) {
    beyond("BCLOGOUT-2.8-2", `and ${name}: ${expected.event}`, async () => {
      assert.deepEqual(await written(await listening(answer)), expected);
    });
  }

  rule("BCLOGOUT-3-1", "and is down is tried again, and not for ever", async () => {
    const uri = `http://127.0.0.1:${await freePort()}/out`;
    assert.deepEqual(await written(uri, 4), { event: "logout.failed", reason: "connection", tries: 4 });
  });

  it("and comes back is told by the next try", async () => {
    let asked = 0;
    const uri = await listening((socket) => {
      asked += 1;
      socket.end(asked < 3 ? printAnswer("", [], "503 Busy") : printAnswer(""));
    });
    assert.deepEqual(await written(uri, 4), { event: "logout.delivered", tries: 3 });
  });

  for (const uri of [
    "https://10.0.0.1/out",
    "https://[::1]/out",
    "http://127.0.0.1:1/out",
    "https://127.0.0.1:8443/out",
  ]) {
    it(`and listens in our own network, at ${uri}, is not asked`, async () => {
      const { event, reason } = await written(uri, 4, false);
      assert.equal(event, "logout.failed");
      assert.include(["address", "url"], reason);
    });
  }
});

describe("a server that stops while it tells clients of a logout", function () {
  this.timeout(30_000);

  it("waits a little, then says whom it could not tell", async () => {
    const log = recordingLog();
    const server = await startServer({ log, settings: { BACKCHANNEL_LOGOUT_TIMEOUT_SECONDS: "30" } });
    const metadata = { backchannel_logout_uri: await listening(() => undefined) };
    const app = await client(server.issuer, { skipAuthorization: true, metadata });
    const { cookie, hint } = await signedInAt(server, app);
    await fetch(`${server.url}/logout?id_token_hint=${hint}`, { headers: { cookie }, redirect: "manual" });
    const begun = performance.now();
    await server.stop();
    assert.isBelow(performance.now() - begun, 10_000);
    assert.include(log.lines, "warn Cannot tell an application that a session has ended");
    assert.deepInclude(log.fields[log.lines.indexOf("warn Cannot tell an application that a session has ended")], {
      client: app.clientId,
      failure: "the server stops",
    });
  });
});

/** A person who is signed in at a server, and an ID token that a client got of it. */
async function signedInAt(
  server: { readonly url: string; readonly issuer: Parameters<typeof person>[0] },
  app: ClientRecord,
) {
  const owner = await person(server.issuer);
  const cookie = await sessionCookie(server.issuer, owner);
  const sent = await fetch(authorizeUrl(server.url, app, { scope: "openid read" }), {
    headers: { cookie },
    redirect: "manual",
  });
  await sent.arrayBuffer();
  const form = redemption(codeAt(sent.headers.get("location") ?? ""));
  const tokens = await ask(`${server.url}/token`, { form, as: app });
  return { owner, cookie, tokens, hint: textOf(tokens, "id_token") };
}

describe("a Redis that lost everything", function () {
  this.timeout(60_000);

  it("logs nobody out, and the session can be ended as ever", async () => {
    const server = await startBreakable();
    try {
      const app = await client(server.issuer, { skipAuthorization: true });
      const { cookie, hint, tokens } = await signedInAt(server, app);
      await server.redis.command("FLUSHALL");
      assert.equal((await fetch(`${server.url}/account`, { headers: { cookie }, redirect: "manual" })).status, 200);
      await fetch(`${server.url}/logout?id_token_hint=${hint}`, { headers: { cookie }, redirect: "manual" });
      assert.equal((await fetch(`${server.url}/account`, { headers: { cookie }, redirect: "manual" })).status, 303);
      assert.isFalse(await isActive(server.url, textOf(tokens, "refresh_token"), app));
    } finally {
      await server.stop();
    }
  });
});

interface Prepared {
  readonly cookies: Readonly<Record<string, string>>;
  readonly hint: string;
  readonly refreshToken: string;
}

/** A client logs a person out while a call of a store fails. */
const CLIENT_LOGS_OUT: Operation<Prepared> = {
  async prepare(stage) {
    const cookies = { sid: (await stage.issuer.sessions.start(stage.owner)).id };
    const tokens = await tokensOf(stage, cookies);
    return { cookies, hint: memberOf(tokens, "id_token"), refreshToken: memberOf(tokens, "refresh_token") };
  },
  run: (stage, { cookies, hint }) => stage.get("/logout", { query: { id_token_hint: hint }, cookies }),
  async succeeded(stage, { cookies, refreshToken }) {
    assert.isUndefined(await stage.issuer.sessions.find(cookies["sid"]));
    assert.isFalse(await isAlive(stage, refreshToken));
  },
  failed: async (stage, prepared) =>
    CLIENT_LOGS_OUT.succeeded(stage, prepared, await CLIENT_LOGS_OUT.run(stage, prepared)),
};

async function tokensOf(stage: FaultStage, cookies: Prepared["cookies"]): Promise<Reply> {
  const query = new URL(authorizeUrl("https://issuer.test", stage.trusted, { scope: "openid read" })).searchParams;
  const sent = await stage.get("/authorize", { query: query.toString(), cookies });
  const code = codeAt(sent.kind === "redirect" ? sent.location : "");
  return stage.post("/token", { as: stage.trusted, form: redemption(code) });
}

describe("a store call that fails while a client logs a person out", function () {
  this.timeout(60_000);

  it("does not pretend, and the logout can be sent again", async () => {
    const stage = await faultStage();
    try {
      assert.isAbove(await failEachCall(stage, CLIENT_LOGS_OUT), 8);
    } finally {
      await stage.close();
    }
  });
});
