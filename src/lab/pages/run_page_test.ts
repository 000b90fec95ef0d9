import { assert } from "chai";
import { describe, it } from "mocha";
import { locationOf, markupOf } from "../../../test/support/replies.ts";
import { type LabVisit, labVisit, statusOf } from "./_lab_visit_test.ts";
import { runForms, showRun } from "./run_page.ts";

describe("the page of a run", () => {
  let lab: LabVisit;
  before(async () => {
    lab = await labVisit();
  });

  async function opened() {
    const { id, cookies } = await lab.begin();
    const access = { id, key: cookies[`lab_${id}`] };
    const path = `/lab/runs/${id}`;
    return {
      id,
      access,
      show: async (query = "") => showRun(lab.runs)(lab.at(path, { query, cookies })),
      send: async (form: string, fields: Readonly<Record<string, string>> = {}) =>
        runForms(lab.runs)[form]!(lab.sends(`${path}/${form}`, fields, { cookies })),
    };
  }

  it("leads whoever has no key, and everybody once it is finished, to the report", async () => {
    const { id, access, show } = await opened();
    const stranger = await showRun(lab.runs)(lab.at(`/lab/runs/${id}`));
    assert.equal(locationOf(stranger).pathname, `/t/lab/reports/${id}`);
    await lab.runs.finish(access);
    assert.equal(locationOf(await show()).pathname, `/t/lab/reports/${id}`);
  });

  it("begins an attempt and shows it, with what the client has to know", async () => {
    const { show, send } = await opened();
    const begun = await send("begin", { name: "control-oidc-code" });
    assert.equal(locationOf(begun).search, "?attempt=control-oidc-code");
    assert.include(markupOf(await show()), "What your client has to know");
  });

  it("is loaded again and again where that is asked for and something goes on, and only then", async () => {
    const { show, send } = await opened();
    assert.notProperty((await show("reload=yes")).headers, "Refresh");
    await send("begin", { name: "control-oidc-code" });
    assert.equal((await show("reload=yes")).headers["Refresh"], "5");
    assert.notProperty((await show()).headers, "Refresh");
  });

  it("says what came of an attempt once it is ended", async () => {
    const { show, send, access } = await opened();
    await send("begin", { name: "control-oidc-code" });
    const [running] = await lab.runs.running(access);
    const ended = await send("end", { attempt: running!.attempt, outcome: "stuck" });
    assert.equal(locationOf(ended).search, "?ended=control-oidc-code");
    assert.match(markupOf(await show("ended=control-oidc-code")), /role="status">[^<]*the unmodified flow: /);
    assert.notInclude(markupOf(await show("ended=id_token_expired")), 'class="note" role="status"');
  });

  for (const [what, form, fields, status, says] of [
    ["an attempt that is not planned", "begin", { name: "nothing" }, 400, "not in the plan"],
    ["an outcome that is none", "end", { attempt: "x", outcome: "toString" }, 400, "press one of the buttons"],
    ["an attempt that is gone", "end", { attempt: "x", outcome: "stuck" }, 404, "Cannot find the attempt"],
    ["an act that no button has", "act", { attempt: "x", act: "deny" }, 400, "press a button of the page"],
  ] as const)
    it(`says what is wrong with ${what}, on the page itself`, async () => {
      const reply = await (await opened()).send(form, fields);
      assert.equal(reply.status, status);
      assert.include(markupOf(reply), says);
      assert.include(markupOf(reply), "Run of");
    });

  it("finishes the run, and leads to its report", async () => {
    const { id, send } = await opened();
    assert.equal(locationOf(await send("finish")).pathname, `/t/lab/reports/${id}`);
    assert.isDefined((await lab.runs.report(id)).finishedAt);
  });

  for (const form of ["begin", "act", "end", "finish"])
    it(`'${form}' is not there for whoever has no key, and takes no form of another page`, async () => {
      const { id, send } = await opened();
      const stranger = lab.sends(`/lab/runs/${id}/${form}`);
      assert.equal(await statusOf(async () => runForms(lab.runs)[form]!(stranger)), 404);
      assert.equal(await statusOf(async () => send(form, { csrf: "x" })), 403);
    });
});
