import { assert } from "chai";
import { describe, it } from "mocha";
import type { BegunAttempt, CreatedRun, RunReport } from "../../src/lab/mod.ts";
import { ownToken, postForm } from "../support/lab_client.ts";
import { type LabAnswer, labServer, type LabServer, type MadeIssuer } from "../support/lab_server.ts";
import { realStores, storeAddresses } from "../support/real_stores.ts";

const AT_ONCE = 20;
const ROUNDS = 3;
const CLIENT = { redirect_uri: "http://127.0.0.1:4567/cb" };
const TOKEN = { path: "/token", form: { grant_type: "client_credentials" } };

function madeOf({ issuer, client_id, client_secret = "" }: BegunAttempt): MadeIssuer {
  return { id: "", key: "", issuer, expires_at: 0, users: [], clients: [{ client_id, client_secret }] };
}

function statusesOf(answers: readonly { readonly status: number }[]): readonly number[] {
  return answers.map(({ status }) => status).toSorted((one, other) => one - other);
}

describe("the lab on two servers at once", function () {
  this.timeout(120_000);
  let servers: readonly [LabServer, LabServer];
  let closeAll: () => Promise<void>;

  before(async () => {
    const addresses = await storeAddresses();
    const [one, other] = [await realStores(addresses), await realStores(addresses)];
    const first = await labServer({ stores: one });
    servers = [first, await labServer({ stores: other, issuer: first.base })];
    closeAll = async () => {
      await Promise.all(servers.map((server) => server.close()));
      await Promise.all([one.close(), other.close()]);
    };
  });
  after(() => closeAll());

  /** Does something many times at the same moment, at both servers in turn. */
  function atOnce<T>(count: number, shot: (server: LabServer, index: number) => Promise<T>): Promise<readonly T[]> {
    return Promise.all(Array.from({ length: count }, (_, index) => shot(servers[index % 2 === 0 ? 0 : 1], index)));
  }

  async function createRun(setups: readonly string[] = ["client-credentials"]): Promise<CreatedRun> {
    const { status, body } = await servers[0].ask("POST", "/lab/api/runs", {
      json: { plan: "all", setups, client: CLIENT },
    });
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  }

  function post(server: LabServer, { id, key }: CreatedRun, [below, json]: readonly [string, object?]) {
    return server.ask("POST", `/lab/api/runs/${id}${below}`, { key, json });
  }

  async function begin(server: LabServer, run: CreatedRun, name: string): Promise<BegunAttempt> {
    const { status, body } = await post(server, run, ["/attempts", { name }]);
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  }

  function end(server: LabServer, run: CreatedRun, { attempt }: BegunAttempt, outcome: object): Promise<LabAnswer> {
    return post(server, run, [`/attempts/${attempt}/end`, { outcome }]);
  }

  function issuersThere(begun: readonly BegunAttempt[]): Promise<readonly number[]> {
    return Promise.all(
      begun.map(async ({ issuer }) => (await servers[1].ask("GET", `${new URL(issuer).pathname}/jwks`)).status),
    );
  }

  for (const [use, faulted] of [
    [{ times: 1 }, 1],
    [{ times: 7 }, 7],
    [{ nth: 5 }, 1],
  ] as const) {
    it(`is wrong ${faulted} times where ${JSON.stringify(use)} says so, of twenty that ask`, async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const made = await servers[0].make({ faults: [{ fault: "token_reply_invalid_client", ...use }] });
        const answers = await atOnce(AT_ONCE, (server) => postForm(server, made, TOKEN));
        const right = Array.from({ length: AT_ONCE - faulted }, () => 200);
        assert.deepEqual(statusesOf(answers), [...right, ...Array.from({ length: faulted }, () => 401)]);
        const { entries } = (await servers[1].of(made, "GET", "ledger")).body;
        const numbers = entries.map(({ n }: { n: number }) => n);
        assert.deepEqual(
          numbers,
          Array.from({ length: AT_ONCE }, (_, index) => index + 1),
        );
        assert.lengthOf(
          entries.filter(({ faults }: { faults: readonly string[] }) => faults.length > 0),
          faulted,
        );
      }
    });
  }

  it("ends an attempt once: both ends tell the same, and nothing is left of its issuer", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const run = await createRun();
      const begun = await begin(servers[0], run, "control-client-credentials");
      await ownToken(servers[1], madeOf(begun));
      const answers = await atOnce(4, (server, index) =>
        end(server, run, begun, { statement: index % 2 === 0 ? "completed" : "refused", statedBy: "exit" }),
      );
      for (const { status } of answers) assert.include([200, 404], status);
      const said = answers.filter(({ status }) => status === 200);
      assert.isNotEmpty(said);
      const { body: report }: { body: RunReport } = await post(servers[0], run, ["/finish"]);
      assert.lengthOf(report.attempts, 1);
      assert.isNotEmpty(report.attempts[0]?.entries ?? []);
      assert.deepEqual(await issuersThere([begun]), [404]);
    }
  });

  it("leaves one attempt of twenty that begin under one name, and its issuer alone", async () => {
    const run = await createRun();
    const begun = await atOnce(AT_ONCE, (server) => begin(server, run, "control-client-credentials"));
    assert.deepEqual(statusesOf((await issuersThere(begun)).map((status) => ({ status }))), [
      200,
      ...Array.from({ length: AT_ONCE - 1 }, () => 404),
    ]);
    const ended = await atOnce(AT_ONCE, (server, index) => end(server, run, begun[index]!, {}));
    assert.lengthOf(
      ended.filter(({ status }) => status === 200),
      1,
    );
  });

  it("removes an issuer that is in use: whoever uses it is answered, and nothing of it comes back", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const made = await servers[0].make();
      await ownToken(servers[1], made);
      const answers = await atOnce(AT_ONCE, (server, index) =>
        index === 6 ? servers[0].of(made, "DELETE") : postForm(server, made, TOKEN).catch(() => ({ status: 404 })),
      );
      for (const { status } of answers) assert.include([200, 204, 401, 404, 503], status);
      for (const server of servers) {
        assert.equal((await server.ask("GET", `${new URL(made.issuer).pathname}/jwks`)).status, 404);
        assert.equal((await server.of(made, "GET", "ledger")).status, 404);
      }
    }
  });

  for (const [method, below, json] of [
    ["POST", "users", { username: "bob" }],
    ["POST", "clients", { redirect_uris: [CLIENT.redirect_uri] }],
    ["POST", "keys", undefined],
    ["POST", "reset", undefined],
    ["PUT", "faults", { faults: [] }],
    ["GET", "", undefined],
  ] as const) {
    it(`makes no mistake of '${method} ${below}' at an issuer that is removed at that moment`, async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const made = await servers[0].make({ keys: ["ES256"], settings: { ENCRYPTION_ALGS: "none" } });
        const answers = await atOnce(AT_ONCE, (server, index) =>
          index === 3 ? server.of(made, "DELETE") : server.of(made, method, below, json),
        );
        for (const { status } of answers) assert.include([200, 201, 204, 400, 404], status);
        assert.equal((await servers[1].of(made, "GET")).status, 404);
      }
    });
  }

  it("loses nothing of twenty attempts of one run at once", async () => {
    const run = await createRun(["client-credentials", "code", "device", "refresh"]);
    const names = run.attempts.slice(0, AT_ONCE).map(({ name }) => name);
    assert.lengthOf(names, AT_ONCE);
    const ended = await atOnce(AT_ONCE, async (server, index) => {
      const begun = await begin(server, run, names[index] ?? "");
      await server.ask("GET", `${new URL(begun.issuer).pathname}/jwks`);
      return end(servers[index % 3 === 0 ? 0 : 1], run, begun, {});
    });
    assert.deepEqual([...new Set(statusesOf(ended))], [200]);
    const { body: report }: { body: RunReport } = await post(servers[1], run, ["/finish"]);
    assert.sameMembers(
      report.attempts.map(({ name }) => name),
      names,
    );
    for (const { name, entries } of report.attempts) assert.lengthOf(entries, 1, name);
  });

  it("finishes a run while its attempts end: what is in the report is judged, and no issuer is left", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const run = await createRun(["client-credentials", "code", "device"]);
      const names = run.attempts.slice(0, 6).map(({ name }) => name);
      const begun = await Promise.all(names.map((name, index) => begin(servers[index % 2 === 0 ? 0 : 1], run, name)));
      const answers = await atOnce(begun.length + 2, (server, index) => {
        const one = begun[index];
        return one === undefined ? post(server, run, ["/finish"]) : end(server, run, one, {});
      });
      for (const { status } of answers) assert.include([200, 404], status);
      const reports = await Promise.all(servers.map((server) => server.ask("GET", `/lab/api/runs/${run.id}`)));
      const [first, second] = reports.map(({ body }) => body as RunReport);
      assert.deepEqual(first, second);
      assert.isNumber(first?.finishedAt);
      assert.deepEqual([...new Set(await issuersThere(begun))], [404]);
    }
  });
});
