import { assert } from "chai";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, it } from "mocha";
import { Redis } from "ioredis";
import type { BegunAttempt, CreatedRun, RunReport } from "../../src/lab/mod.ts";
import { reportHtml, reportJson, reportJunit, reportSarif } from "../../src/lab/reports/mod.ts";
import { silentLog } from "../../src/platform/mod.ts";
import { createProvider } from "../../src/server/mod.ts";
import { walkCodeFlow } from "../support/lab_client.ts";
import {
  type LabAnswer,
  labServer,
  type LabServer,
  type LabServerOptions,
  type MadeIssuer,
} from "../support/lab_server.ts";
import { realStores, storeAddresses } from "../support/real_stores.ts";
import { freePort } from "../support/free_port.ts";

const CLIENT = { redirect_uri: "http://127.0.0.1:4567/cb" };
const RUN = { plan: "all", setups: ["code"], client: CLIENT };
const CONTROL = { name: "control-code" };

/** Does something at a server of its own. */
async function withLab(options: LabServerOptions, work: (server: LabServer) => Promise<void>): Promise<void> {
  const server = await labServer(options);
  try {
    await work(server);
  } finally {
    await server.close();
  }
}

async function createRun(server: LabServer, more = {}): Promise<CreatedRun> {
  const { status, body } = await server.ask("POST", "/lab/api/runs", { json: { ...RUN, ...more } });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

/** Asks about a run, with its key where no other is given. */
function ofRun(
  server: LabServer,
  { id, key }: Pick<CreatedRun, "id" | "key">,
  { method = "POST", below, json }: { readonly method?: string; readonly below: string; readonly json?: unknown },
): Promise<LabAnswer> {
  return server.ask(method, `/lab/api/runs/${id}${below}`, { key, json });
}

async function begin(server: LabServer, run: CreatedRun, json: object = CONTROL): Promise<BegunAttempt> {
  const { status, body } = await ofRun(server, run, { below: "/attempts", json });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

function madeOf({ issuer, client_id, client_secret = "", person }: BegunAttempt): MadeIssuer {
  return {
    id: "",
    key: "",
    issuer,
    expires_at: 0,
    users: [{ ...person, sub: "" }],
    clients: [{ client_id, client_secret }],
  };
}

describe("a server of which nobody said that it has a lab", function () {
  this.timeout(60_000);

  it("has none", async () => {
    const port = await freePort();
    const issuer = `http://127.0.0.1:${port}`;
    const secretKey = "a secret key of more than thirty-two characters";
    const provider = await createProvider({ issuer, stores: "memory", secretKey, settings: {}, log: silentLog });
    await provider.listen({ port, host: "127.0.0.1" });
    try {
      const answers = await Promise.all(
        [
          ["POST", "/lab/api/issuers"],
          ["POST", "/lab/api/runs"],
          ["GET", "/lab/api/faults"],
          ["GET", `/lab/i/${"a".repeat(22)}/jwks`],
          ["GET", `/lab/config/${"a".repeat(32)}`],
          ["POST", `/lab/statement/${"a".repeat(32)}`],
        ].map(async ([method = "", path = ""]) => (await fetch(issuer + path, { method })).status),
      );
      assert.deepEqual([...new Set(answers)], [404]);
    } finally {
      await provider.close();
    }
  });
});

describe("how often a network may ask the lab for something new", function () {
  this.timeout(60_000);

  for (const [path, json] of [
    ["/lab/api/issuers", {}],
    ["/lab/api/runs", RUN],
  ] as const) {
    it(`is bounded as registration is: ${path}`, async () => {
      const settings = { THROTTLE_REGISTRATION: "3/minute", THROTTLE_EXEMPT: "none" };
      await withLab({ settings }, async (server) => {
        const statuses: number[] = [];
        for (let time = 0; time < 4; time += 1) statuses.push((await server.ask("POST", path, { json })).status);
        assert.deepEqual(statuses, [201, 201, 201, 429]);
      });
    });
  }

  it("leaves an attempt of a run that is there alone", async () => {
    const settings = { THROTTLE_REGISTRATION: "1/minute", THROTTLE_EXEMPT: "none" };
    await withLab({ settings }, async (server) => {
      const run = await createRun(server);
      for (let time = 0; time < 3; time += 1) await begin(server, run);
    });
  });

  it("is not all: there are no more issuers at once than there may be, whoever begins them", async () => {
    await withLab({ settings: { LAB_ISSUERS: "2" } }, async (server) => {
      const run = await createRun(server, { setups: ["code", "oidc-code"] });
      await Promise.all([begin(server, run), begin(server, run, { name: "control-oidc-code" })]);
      const [name = ""] = run.attempts.flatMap((one) => (one.control ? [] : [one.name]));
      const { status, body } = await ofRun(server, run, { below: "/attempts", json: { name } });
      assert.deepEqual([status, body.error], [503, "temporarily_unavailable"]);
    });
  });
});

describe("a page of another site", function () {
  this.timeout(60_000);

  let server: LabServer;
  before(async () => {
    server = await labServer();
  });
  after(() => server.close());

  for (const [path, json] of [
    ["/lab/api/issuers", {}],
    ["/lab/api/runs", RUN],
  ] as const) {
    const post = (headers: Readonly<Record<string, string>>) =>
      fetch(server.base + path, { method: "POST", headers, body: JSON.stringify(json) });

    for (const headers of [
      { "content-type": "application/json", "sec-fetch-site": "cross-site", origin: "https://evil.test" },
      { "content-type": "application/json", origin: "https://evil.test" },
      { "content-type": "application/json", origin: "null" },
    ])
      it(`makes nothing at ${path} by ${JSON.stringify(headers)}`, async () => {
        const response = await post(headers);
        assert.equal(response.status, 403);
        assert.include(await response.text(), "another site");
      });

    it(`is not the page of this server, which makes something at ${path}`, async () => {
      const own = { "content-type": "application/json", "sec-fetch-site": "same-origin", origin: server.base };
      assert.equal((await post(own)).status, 201);
    });
  }
});

describe("what is kept of the lab", function () {
  this.timeout(60_000);

  it("is no key, no password, no secret and no address that is a capability", async () => {
    const addresses = await storeAddresses();
    const stores = await realStores(addresses);
    const redisUrl = new URL(addresses.redisUrl);
    const prefix = redisUrl.searchParams.get("prefix") ?? "";
    redisUrl.search = "";
    const redis = new Redis(redisUrl.href);
    try {
      await withLab({ stores }, async (server) => {
        const made = await server.make();
        const run = await createRun(server);
        const begun = await begin(server, run);
        await walkCodeFlow(server, madeOf(begun));
        const kept = await everythingIn(redis, prefix);
        assert.include(kept, begun.client_id, "the test sees what is kept");
        const [user] = made.users;
        const secrets = [made.key, run.key, begun.attempt, begun.password, begun.client_secret, user?.password];
        for (const secret of [...secrets, made.clients[0]?.client_secret]) assert.notInclude(kept, secret ?? "none");
      });
    } finally {
      redis.disconnect();
      await stores.close();
    }
  });
});

/** Keys and values of a part of Redis, whatever their types, as one text. */
async function everythingIn(redis: Redis, prefix: string): Promise<string> {
  const seen: string[] = [];
  for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1_000 }))
    for (const key of keys as readonly string[]) seen.push(key, await valueOf(redis, key));
  return seen.join("\n");
}

async function valueOf(redis: Redis, key: string): Promise<string> {
  const type = await redis.type(key);
  if (type === "string") return (await redis.getBuffer(key))?.toString("utf8") ?? "";
  if (type === "list") return (await redis.lrangeBuffer(key, 0, -1)).map((one) => one.toString("utf8")).join("\n");
  if (type === "hash") return JSON.stringify(await redis.hgetall(key));
  return type === "zset" ? (await redis.zrange(key, "0", "-1")).join("\n") : "";
}

describe("a run", function () {
  this.timeout(60_000);

  let server: LabServer;
  before(async () => {
    server = await labServer();
  });
  after(() => server.close());

  it("is changed by its own key alone", async () => {
    const [own, other] = [await createRun(server), await createRun(server)];
    const begun = await begin(server, own);
    const foreign = { id: own.id, key: other.key };
    for (const [method, below, json] of [
      ["POST", "/attempts", CONTROL],
      ["GET", `/attempts/${begun.attempt}`, undefined],
      ["POST", `/attempts/${begun.attempt}/act`, { act: "end_session" }],
      ["POST", `/attempts/${begun.attempt}/end`, {}],
      ["POST", "/finish", undefined],
      ["DELETE", "", undefined],
    ] as const) {
      const { status, body } = await ofRun(server, foreign, { method, below, json });
      assert.deepEqual([status, body.error], [401, "invalid_token"], `${method} ${below}`);
    }
    assert.equal((await ofRun(server, own, { method: "GET", below: `/attempts/${begun.attempt}` })).status, 200);
  });

  it("has attempts that the key of another run does not open, in that run either", async () => {
    const [own, other] = [await createRun(server), await createRun(server)];
    const { attempt } = await begin(server, own);
    for (const [method, below, json] of [
      ["GET", `/attempts/${attempt}`, undefined],
      ["POST", `/attempts/${attempt}/act`, { act: "end_session" }],
      ["POST", `/attempts/${attempt}/end`, {}],
    ] as const)
      assert.equal((await ofRun(server, other, { method, below, json })).status, 404, `${method} ${below}`);
  });

  it("is read by its own id alone, and by nothing that it tells", async () => {
    const run = await createRun(server);
    const begun = await begin(server, run);
    for (const id of [begun.attempt, run.key, run.id.slice(0, -1), `${run.id}a`, "*", "%2e%2e"])
      assert.equal((await server.ask("GET", `/lab/api/runs/${id}`)).status, 404, id);
    for (const path of [`/lab/config/${run.id}`, `/lab/config/${run.key}`, "/lab/config/control-code"])
      assert.equal((await server.ask("GET", path)).status, 404, path);
  });
});

/** A port of this machine, and how often somebody knocked at it. */
async function listener() {
  let knocks = 0;
  const listening = createServer((socket) => {
    knocks += 1;
    socket.on("error", () => undefined);
    socket.end("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const { port } = listening.address() as AddressInfo;
  return { port, knocks: () => knocks, close: () => listening.close() };
}

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

function jwtOf(claims: object): string {
  const parts = [{ alg: "ES256", kid: "k1" }, claims].map((one) =>
    Buffer.from(JSON.stringify(one)).toString("base64url"),
  );
  return [...parts, Buffer.alloc(64, 1).toString("base64url")].join(".");
}

/** What leads a server to ask an address that a client named: says when all is over. */
const LURES = {
  async jwks_uri(server: LabServer, made: MadeIssuer, address: string) {
    const json = {
      client_id: "lure",
      token_endpoint_auth_method: "private_key_jwt",
      grant_types: ["client_credentials"],
      jwks_uri: address,
    };
    await server.of(made, "POST", "clients", json);
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: "lure", sub: "lure", aud: made.issuer, jti: address, iat: now, exp: now + 60 };
    await fetch(`${server.base}${new URL(made.issuer).pathname}/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_assertion_type: ASSERTION_TYPE,
        client_assertion: jwtOf(claims),
      }),
    });
  },
  async request_uri(server: LabServer, made: MadeIssuer, address: string) {
    const { redirect_uri } = CLIENT;
    await server.of(made, "POST", "clients", {
      client_id: "lure",
      token_endpoint_auth_method: "none",
      redirect_uris: [redirect_uri],
      request_uris: [address],
    });
    const query = new URLSearchParams({ client_id: "lure", response_type: "code", redirect_uri, request_uri: address });
    await server.ask("GET", `${new URL(made.issuer).pathname}/authorize?${query.toString()}`);
  },
  async sector_identifier_uri(server: LabServer, made: MadeIssuer, address: string) {
    await server.of(made, "POST", "clients", {
      client_id: "lure",
      subject_type: "pairwise",
      redirect_uris: [CLIENT.redirect_uri],
      sector_identifier_uri: address,
    });
  },
  async backchannel_logout_uri(server: LabServer, _made: MadeIssuer, address: string) {
    const setups = ["logout-back-channel"];
    const run = await createRun(server, { setups });
    const json = { name: "control-logout-back-channel", backchannel_logout_uri: address };
    const { status, body: begun } = await ofRun(server, run, { below: "/attempts", json });
    if (status !== 201) return;
    await walkCodeFlow(server, madeOf(begun), "openid");
    const below = `/attempts/${begun.attempt}/act`;
    const { body } = await ofRun(server, run, { below, json: { act: "end_session" } });
    assert.equal(body.ended, 1);
    const isTold = async () => {
      const { body: journal } = await ofRun(server, run, { method: "GET", below: `/attempts/${json.name}/journal` });
      return journal.entries.some(({ place }: { place: string }) => place === "logout_token");
    };
    while (!(await isTold())) await new Promise((resolve) => setTimeout(resolve, 20));
  },
} as const;

const INNER = ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"] as const;

describe("what a throwaway issuer asks for because somebody named it", function () {
  this.timeout(60_000);

  let inner: Awaited<ReturnType<typeof listener>>;
  let own: LabServer;
  let reached: LabServer;

  before(async () => {
    inner = await listener();
    [own, reached] = await Promise.all([labServer(), labServer({ issuer: "https://lab.example" })]);
  });
  after(async () => {
    await Promise.all([own.close(), reached.close()]);
    inner.close();
  });

  for (const [member, lure] of Object.entries(LURES)) {
    it(`may be on this machine where the lab is reached from nowhere else: ${member}`, async () => {
      const before = inner.knocks();
      await lure(own, await own.make(), `http://127.0.0.1:${inner.port}/own`);
      assert.equal(inner.knocks() - before, 1);
    });

    for (const host of INNER) {
      it(`is never on this machine where others reach the lab: ${member} at ${host}`, async () => {
        const before = inner.knocks();
        for (const scheme of ["http", "https"])
          await lure(reached, await reached.make(), `${scheme}://${host}:${inner.port}/own`);
        assert.equal(inner.knocks() - before, 0);
      });
    }
  }
});

const HOSTILE = `"'><img src=x onerror=alert(1)></script><script>alert(2)</script>]]><!--`;

describe("what a client says of itself", function () {
  this.timeout(60_000);

  let report: RunReport;

  before(async () => {
    await withLab({}, async (server) => {
      const run = await createRun(server, {
        name: HOSTILE,
        client: { redirect_uri: `http://127.0.0.1:4567/cb?hostile=${encodeURIComponent(HOSTILE)}` },
      });
      const begun = await begin(server, run);
      const query = new URLSearchParams({ client_id: begun.client_id, state: HOSTILE, redirect_uri: HOSTILE });
      const headers = { "user-agent": HOSTILE };
      await fetch(`${begun.issuer}/authorize?${query.toString()}`, { headers });
      await fetch(`${begun.issuer}/${encodeURIComponent(HOSTILE)}`, { headers });
      await fetch(`${begun.issuer}/token`, { method: "POST", body: HOSTILE, headers });
      const outcome = { statement: "refused", reason: HOSTILE, output: [HOSTILE], signal: HOSTILE, statedBy: "line" };
      await ofRun(server, run, { below: `/attempts/${begun.attempt}/end`, json: { outcome } });
      report = (await ofRun(server, run, { below: "/finish" })).body;
    });
  });

  it("is no markup in the report as a page", () => {
    const page = reportHtml(report);
    assert.include(page, "&lt;img src=x", "it is shown");
    // The quotation mark would end the value of an attribute.
    for (const tag of ["<img src=x", "<script>alert", `"'>`]) assert.notInclude(page, tag);
    // One that is broken out of would leave more ends of scripts than there are beginnings.
    assert.equal(page.match(/<script\b/g)?.length ?? 0, page.match(/<\/script>/g)?.length ?? 0);
  });

  it("ends nothing in the report of a CI server", () => {
    const text = reportJunit(report);
    for (const tag of ["<img", "<script", "]]>", "<!--"]) assert.notInclude(text, tag);
  });

  it("stays text in JSON", () => {
    assert.equal(JSON.parse(reportJson(report)).name, HOSTILE);
    assert.doesNotThrow(() => JSON.parse(reportSarif(report)));
  });

  it("cannot be an address that runs something", async () => {
    await withLab({}, async (server) => {
      for (const redirect_uri of ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x"]) {
        const run = await createRun(server, { client: { redirect_uri } });
        assert.equal((await ofRun(server, run, { below: "/attempts", json: CONTROL })).status, 400, redirect_uri);
      }
    });
  });
});
