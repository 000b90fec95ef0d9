import { assert } from "chai";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BegunAttempt, CreatedRun, RunReport, SetupName } from "../../src/lab/mod.ts";
import { SETUP_OF, SETUPS } from "../../src/lab/mod.ts";
import { introspected, ownToken, walkCodeFlow } from "../support/lab_client.ts";
import { type LabAnswer, labServer, type LabServer, type MadeIssuer } from "../support/lab_server.ts";

const CLIENT = {
  redirect_uri: "http://127.0.0.1:4567/cb",
  post_logout_redirect_uri: "http://127.0.0.1:4567/out",
  backchannel_logout_uri: "http://127.0.0.1:4567/back",
  frontchannel_logout_uri: "http://127.0.0.1:4567/front",
  initiate_login_uri: "http://127.0.0.1:4567/begin",
  request_uri: "http://127.0.0.1:4567/request",
};

/** Requests of one run, with its key. */
interface Run extends CreatedRun {
  send(method: string, below: string, json?: unknown): Promise<LabAnswer>;
  begin(name: string, addresses?: Readonly<Record<string, string>>): Promise<BegunAttempt>;
  end(begun: BegunAttempt, outcome?: unknown): Promise<LabAnswer>;
}

/** An attempt as the helpers of throwaway issuers want it. */
function madeOf({ issuer, client_id, client_secret, person }: BegunAttempt): MadeIssuer {
  const client = client_secret === undefined ? { client_id } : { client_id, client_secret };
  return { id: "", key: "", issuer, expires_at: 0, users: [{ ...person, sub: "" }], clients: [client] };
}

async function opens(address: string, token: unknown, method = "GET"): Promise<number> {
  const response = await fetch(address, { method, headers: { authorization: `Bearer ${String(token)}` } });
  await response.arrayBuffer();
  return response.status;
}

describe("runs", () => {
  let server: LabServer;
  before(async () => {
    server = await labServer();
  });
  after(() => server.close());

  async function createRun(json: unknown): Promise<Run> {
    const { status, body } = await server.ask("POST", "/lab/api/runs", { json });
    assert.equal(status, 201, JSON.stringify(body));
    const run: CreatedRun = body;
    const send: Run["send"] = (method, below, sent) =>
      server.ask(method, `/lab/api/runs/${run.id}${below}`, { json: sent, key: run.key });
    return {
      ...run,
      send,
      async begin(name, addresses = {}) {
        const begun = await send("POST", "/attempts", { name, ...addresses });
        assert.equal(begun.status, 201, `${name}: ${JSON.stringify(begun.body)}`);
        return begun.body;
      },
      end: (begun, outcome = {}) => send("POST", `/attempts/${begun.attempt}/end`, { outcome }),
    };
  }

  function runOf(setup: SetupName, more = {}): Promise<Run> {
    return createRun({ plan: "all", setups: [setup], client: CLIENT, ...more });
  }

  for (const setup of SETUPS) {
    it(`has an issuer for '${setup}' from the beginning of an attempt to its end`, async () => {
      const run = await runOf(setup);
      const begun = await run.begin(`control-${setup}`);
      const discovery = `${new URL(begun.issuer).pathname}/.well-known/oauth-authorization-server`;
      assert.equal((await server.ask("GET", discovery)).body.issuer, begun.issuer);
      assert.deepInclude(begun, { flow: SETUP_OF[setup].flow, scope: SETUP_OF[setup].scope, control: true });
      const { status, body } = await run.end(begun);
      assert.equal(status, 200);
      assert.include(["failed", "inconclusive"], body.verdict);
      assert.equal((await server.ask("GET", discovery)).status, 404);
    });
  }

  it("lets every scenario begin that there is", async function () {
    this.timeout(240_000);
    const run = await createRun({ plan: "all", client: CLIENT });
    const left = run.attempts.filter(({ control }) => !control);
    async function work(): Promise<void> {
      for (let next = left.pop(); next !== undefined; next = left.pop()) await run.end(await run.begin(next.name));
    }
    await Promise.all(Array.from({ length: 4 }, work));
    const { body } = await run.send("GET", "");
    assert.lengthOf(body.attempts, run.attempts.filter(({ control }) => !control).length);
    assert.equal((await run.send("DELETE", "")).status, 204);
  });

  it("judges a client that a person sits before, and shows the same to whoever has the link", async () => {
    const run = await runOf("code", { name: "by hand" });
    const begun = await run.begin("control-code");
    const { access_token } = await walkCodeFlow(server, madeOf(begun));
    assert.equal(await opens(begun.resource, access_token), 200);
    const ended = await run.end(begun, { statement: "completed", statedBy: "person" });
    assert.deepInclude(ended.body, { name: "control-code", verdict: "passed (stated)" });
    const finished: RunReport = (await run.send("POST", "/finish")).body;
    assert.deepEqual((await server.ask("GET", `/lab/api/runs/${run.id}`)).body, finished);
    const places = finished.attempts[0]?.entries.map(({ place }) => place) ?? [];
    for (const place of ["authorize", "callback", "token", "resource"]) assert.include(places, place);
    assert.include(
      finished.verdicts.map(({ kind }) => kind),
      "lint",
    );
    const text = JSON.stringify(finished);
    for (const secret of [run.key, begun.attempt, begun.client_secret, begun.password, access_token])
      assert.notInclude(text, String(secret));
  });

  it("tells the requests of an attempt while they arrive", async () => {
    const run = await runOf("client-credentials");
    const begun = await run.begin("control-client-credentials");
    assert.equal((await run.send("GET", `/attempts/${begun.attempt}`)).body.state, "waiting");
    const token = await ownToken(server, madeOf(begun));
    assert.equal(await opens(begun.resource, token), 200);
    const path = `/lab/api/runs/${run.id}/attempts/control-client-credentials/journal`;
    const { entries } = (await server.ask("GET", path)).body;
    assert.deepEqual(
      entries.map(({ place }: { place: string }) => place),
      ["token", "resource"],
    );
    assert.lengthOf((await server.ask("GET", `${path}?after=1`)).body.entries, 1);
    assert.deepInclude((await run.send("GET", `/attempts/${begun.attempt}`)).body, { state: "running", requests: 2 });
  });

  it("takes an access token once where a client has to refresh", async () => {
    const run = await runOf("refresh");
    const begun = await run.begin("control-refresh");
    const { access_token, refresh_token } = await walkCodeFlow(server, madeOf(begun));
    assert.isString(refresh_token);
    assert.equal(await opens(begun.resource, access_token), 200);
    assert.equal(await opens(begun.resource, access_token), 401);
  });

  it("shows a resource server a token that its client may ask about", async () => {
    const run = await runOf("introspection");
    const begun = await run.begin("control-introspection");
    const about = await introspected(server, madeOf(begun), begun.token ?? "");
    assert.deepInclude(about, { active: true, username: "alice", scope: "read", iss: begun.issuer });
    assert.notEqual(about["client_id"], begun.client_id);
  });

  it("asks for another scope before a resource is changed", async () => {
    const run = await runOf("resource");
    const begun = await run.begin("control-resource");
    const { access_token: reads } = await walkCodeFlow(server, madeOf(begun));
    assert.equal(await opens(begun.resource, reads, "POST"), 403);
    const { access_token: writes } = await walkCodeFlow(server, madeOf(begun), "read write");
    assert.equal(await opens(begun.resource, writes, "POST"), 200);
  });

  it("ends the session of the person, of which the client is told", async () => {
    const told: string[] = [];
    const listener = createServer((request, response) => {
      told.push(request.url ?? "");
      response.writeHead(200, { "cache-control": "no-store" }).end();
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const { port } = listener.address() as AddressInfo;
    try {
      const run = await runOf("logout-back-channel");
      const begun = await run.begin("control-logout-back-channel", {
        backchannel_logout_uri: `http://127.0.0.1:${port}/back`,
      });
      assert.deepEqual(begun.acts, ["end_session"]);
      await walkCodeFlow(server, madeOf(begun), "openid");
      const act = () => run.send("POST", `/attempts/${begun.attempt}/act`, { act: "end_session" });
      assert.deepEqual((await act()).body, { ended: 1, visits: [] });
      const isTold = async () => {
        const path = `/attempts/control-logout-back-channel/journal`;
        const { entries } = (await run.send("GET", path)).body;
        return entries.some(({ place }: { place: string }) => place === "logout_token");
      };
      while (!(await isTold())) await new Promise((resolve) => setTimeout(resolve, 20));
      assert.deepEqual(told, ["/back"]);
      assert.equal((await act()).body.ended, 0);
    } finally {
      listener.close();
    }
  });

  it("sends the browser to the provider where the client is told in it", async () => {
    const run = await runOf("logout-front-channel");
    const begun = await run.begin("control-logout-front-channel");
    const { body } = await run.send("POST", `/attempts/${begun.attempt}/act`, { act: "end_session" });
    assert.lengthOf(body.visits, 1);
    assert.isTrue(body.visits[0].startsWith(begun.issuer));
  });

  it("tells a client in a browser of another origin what it has to know", async () => {
    const run = await runOf("spa");
    const begun = await run.begin("control-spa");
    const response = await fetch(begun.config_url, { headers: { origin: "https://spa.example" } });
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    assert.equal(response.headers.get("cache-control"), "no-store");
    const config: Record<string, unknown> = JSON.parse(await response.text());
    assert.deepInclude(config, { client_id: begun.client_id, redirect_uri: CLIENT.redirect_uri });
    const said = await fetch(begun.statement_url, {
      method: "POST",
      body: new URLSearchParams({ outcome: "refused" }),
    });
    assert.equal(said.status, 204);
    await run.end(begun, { exit: 0, statement: "completed", statedBy: "exit" });
    const [attempt] = (await run.send("GET", "")).body.attempts;
    assert.deepInclude(attempt.outcome, { statement: "refused", statedBy: "call" });
  });

  for (const redirect_uri of [
    "http://127.0.0.1:1/cb",
    "http://[::1]:4567/cb",
    "http://localhost:3000/callback",
    "https://app.example/cb?x=1",
    "com.example.app:/cb",
  ]) {
    it(`lets an application listen at ${redirect_uri}`, async () => {
      const run = await runOf("native");
      assert.equal((await run.begin("control-native", { redirect_uri })).redirect_uri, redirect_uri);
    });
  }

  for (const redirect_uri of [
    "http://app.example/cb",
    "myapp://cb",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://127.0.0.1/cb#x",
    "/cb",
    "x".repeat(3_000),
  ]) {
    it(`refuses to send a browser to ${redirect_uri.slice(0, 40)}`, async () => {
      const run = await runOf("native");
      const { status, body } = await run.send("POST", "/attempts", { name: "control-native", redirect_uri });
      assert.equal(status, 400, JSON.stringify(body));
      assert.isString(body.error_description);
    });
  }

  it("loses nothing of attempts at once", async () => {
    const setups = SETUPS.slice(0, 8);
    const run = await createRun({ plan: "all", setups, client: CLIENT });
    await Promise.all(setups.map(async (setup) => run.end(await run.begin(`control-${setup}`))));
    const { attempts }: RunReport = (await run.send("POST", "/finish", {})).body;
    assert.sameMembers(
      attempts.map(({ setup }) => setup),
      setups,
    );
  });

  for (const [json, says] of [
    [{ plan: "nothing" }, "oauth2-basic, oauth2.1"],
    [{ plan: "all", scenarios: ["nothing"] }, "choose of"],
    [{ plan: "device", setups: ["code"] }, "choose of device"],
    [{}, "plan"],
    ["[", "JSON"],
  ] as const) {
    it(`answers 400 to ${JSON.stringify(json)} and says what there is`, async () => {
      const { status, body } = await server.ask("POST", "/lab/api/runs", { json });
      assert.equal(status, 400);
      assert.include(body.error_description, says);
    });
  }

  it("refuses methods that an address does not have, bodies that are too long, and bodies of other kinds", async () => {
    const run = await runOf("code");
    assert.equal((await run.send("PUT", "", {})).status, 405);
    assert.equal((await run.send("POST", "/attempts", { name: "x".repeat(70_000) })).status, 413);
    const form = await fetch(`${server.base}/lab/api/runs`, {
      method: "POST",
      body: new URLSearchParams({ plan: "all" }),
    });
    assert.equal(form.status, 400);
  });
});
