import { assert } from "chai";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import type { Asked } from "../../../test/support/issuer_under_test.ts";
import { journalFrom } from "../../../test/support/journal.ts";
import type { Reply } from "../../protocol/mod.ts";
import { CLIENT, runsUnderTest } from "../../../test/support/lab_runs.ts";
import { runEndpoints } from "./runs_endpoints.ts";

const CONTROL = "control-oidc-code";

function bodyOf(reply: Reply) {
  assert(reply.kind === "json", `the answer is of the kind ${reply.kind}`);
  // oxlint-disable-next-line typescript/no-explicit-any
  const body: any = reply.body;
  return body;
}

/** An issuer with the endpoints of runs, and a run that has begun an attempt. */
async function scene() {
  const under = runsUnderTest();
  const site = await issuerUnderTest({
    features: (standard) => [
      ...standard.filter(({ name }) => name !== "api_docs"),
      { name: "runs", spec: "test", endpoints: runEndpoints(under.runs) },
    ],
  });
  const run = bodyOf(await site.post("/lab/api/runs", { json: { plan: "oidc-basic", client: CLIENT } }));
  const base = `/lab/api/runs/${run.id}`;
  const begun = bodyOf(await site.post(`${base}/attempts`, { json: { name: CONTROL }, bearer: run.key }));
  under.throwaways.write("i1", journalFrom("discovery authorize token userinfo resource"));
  const at = `${base}/attempts/${begun.attempt}`;
  return { under, site, run, base, begun, at };
}

describe("runEndpoints()", () => {
  it("speak JSON, and say what each of their methods does", async () => {
    const { site } = await scene();
    for (const endpoint of runEndpoints(runsUnderTest().runs)) {
      assert.equal(endpoint.speaks, "json");
      const operations = endpoint.describe?.(site.issuer) ?? {};
      assert.sameMembers(Object.keys(operations), [...endpoint.methods], endpoint.name);
    }
  });

  it("begin, look at, end and finish", async () => {
    const { site, run, base, begun, at } = await scene();
    assert.equal(bodyOf(await site.get(at, { bearer: run.key })).state, "running");
    const config = bodyOf(await site.get(new URL(begun.config_url).pathname));
    assert.equal(config.client_secret, begun.client_secret);
    assert.doesNotHaveAnyKeys(config, ["attempt", "acts", "person", "patience", "title", "instructions"]);
    const ended = await site.post(`${at}/end`, { json: { outcome: { exit: 0 } }, bearer: run.key });
    assert.deepInclude(bodyOf(ended), { name: CONTROL, verdict: "passed (stated)" });
    const finished = bodyOf(await site.post(`${base}/finish`, { json: {}, bearer: run.key }));
    assert.deepEqual(bodyOf(await site.get(base)), finished);
    assert.isNumber(finished.finishedAt);
  });

  it("take down what a client says, by a form or by JSON", async () => {
    const { site, run, begun, at } = await scene();
    const path = new URL(begun.statement_url).pathname;
    const said = await site.post(path, { form: { outcome: "refused", reason: "iss" } });
    assert.deepInclude(said, { kind: "empty", status: 204 });
    assert.equal(bodyOf(await site.get(at, { bearer: run.key })).statement, "refused");
    const headers = { "content-type": "application/json" };
    await site.post(path, { json: { outcome: "completed" }, headers });
    assert.equal(bodyOf(await site.get(at, { bearer: run.key })).statement, "completed");
  });

  it("tell the requests of an attempt, from any number on, and as an archive", async () => {
    const { site, base } = await scene();
    const path = `${base}/attempts/${CONTROL}/journal`;
    assert.lengthOf(bodyOf(await site.get(path)).entries, 5);
    assert.lengthOf(bodyOf(await site.get(path, { query: { after: "3" } })).entries, 2);
    assert.equal(bodyOf(await site.get(path, { query: { format: "har" } })).log.version, "1.2");
  });

  it("remove a run", async () => {
    const { site, run, base } = await scene();
    assert.deepInclude(await site.send("DELETE", base, { bearer: run.key }), { kind: "empty", status: 204 });
    assert.equal((await site.get(base)).status, 404);
  });

  it("end the session of the person", async () => {
    const { site, run, at } = await scene();
    // The fakes have no issuer that is served.
    assert.equal((await site.post(`${at}/act`, { json: { act: "end_session" }, bearer: run.key })).status, 404);
    assert.equal((await site.post(`${at}/act`, { json: { act: "sing" }, bearer: run.key })).status, 400);
  });

  for (const [name, method, below, json] of [
    ["begin", "POST", "/attempts", { name: CONTROL }],
    ["look", "GET", "/attempts/x", undefined],
    ["act", "POST", "/attempts/x/act", { act: "end_session" }],
    ["end", "POST", "/attempts/x/end", {}],
    ["finish", "POST", "/finish", {}],
    ["remove", "DELETE", "", undefined],
  ] as const) {
    it(`let nobody ${name} without the key`, async () => {
      const { site, base } = await scene();
      for (const given of [{}, { bearer: "another" }, { headers: { authorization: "Basic eDp5" } }] satisfies Asked[]) {
        const reply = await site.send(method, base + below, { ...given, ...(json === undefined ? {} : { json }) });
        assert.equal(reply.status, 401);
        assert.match(reply.headers["WWW-Authenticate"] ?? "", /^Bearer/);
      }
    });
  }

  for (const [path, asked, status] of [
    ["/lab/api/runs/nothing", {}, 404],
    ["/lab/api/runs/nothing/attempts/x/journal", {}, 404],
    ["/lab/config/nothing", {}, 404],
    ["/lab/api/runs/BASE/attempts/nothing/journal", {}, 404],
    [`/lab/api/runs/BASE/attempts/${CONTROL}/journal`, { query: { after: "x" } }, 400],
    [`/lab/api/runs/BASE/attempts/${CONTROL}/journal`, { query: { after: "-1" } }, 400],
    [`/lab/api/runs/BASE/attempts/${CONTROL}/journal`, { query: { format: "xml" } }, 400],
  ] as const) {
    it(`answer ${status} for ${path} ${JSON.stringify(asked)}`, async () => {
      const { site, run } = await scene();
      const reply = await site.get(path.replace("BASE", run.id), { ...asked, bearer: run.key });
      assert.equal(reply.status, status);
      assert.equal(bodyOf(reply).error, "invalid_request");
    });
  }

  it("refuse a statement about nothing", async () => {
    const { site } = await scene();
    assert.equal((await site.post("/lab/statement/nothing", { form: { outcome: "refused" } })).status, 404);
  });
});
