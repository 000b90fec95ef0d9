import { assert } from "chai";
import { describe, it } from "mocha";
import { locationOf, markupOf } from "../../../test/support/replies.ts";
import { type LabVisit, labVisit, statusOf } from "./_lab_visit_test.ts";
import { askDelete, deleteRun } from "./delete_page.ts";

describe("the page that deletes a run", () => {
  let lab: LabVisit;
  before(async () => {
    lab = await labVisit();
  });

  it("asks before, and does nothing by asking", async () => {
    const { id, cookies } = await lab.begin();
    const page = markupOf(await askDelete(lab.runs, lab.at(`/lab/runs/${id}/delete`, { cookies })));
    assert.include(page, `action="/t/lab/runs/${id}/delete"`);
    assert.include(page, "cannot be brought back");
    assert.equal((await lab.runs.report(id)).id, id);
  });

  it("deletes the run, what goes on of it, and the key in the browser", async () => {
    const { id, cookies } = await lab.begin();
    await lab.runs.begin({ id, key: cookies[`lab_${id}`] }, { name: "control-oidc-code" });
    assert.lengthOf(lab.throwaways.ids(), 1);
    const reply = await deleteRun(lab.runs, lab.sends(`/lab/runs/${id}/delete`, {}, { cookies }));
    assert.equal(locationOf(reply).search, "?deleted=yes");
    assert.deepEqual(reply.cookies, [{ name: `lab_${id}`, value: "", clear: true }]);
    assert.equal(await statusOf(() => lab.runs.report(id)), 404);
    assert.isEmpty(lab.throwaways.ids());
  });

  for (const [what, keys] of [
    ["no key", () => ({})],
    ["another key", (id: string) => ({ [`lab_${id}`]: "wrong" })],
  ] as const)
    it(`is not there for whoever has ${what}`, async () => {
      const { id } = await lab.begin();
      const path = `/lab/runs/${id}/delete`;
      const cookies = keys(id);
      assert.equal(await statusOf(() => askDelete(lab.runs, lab.at(path, { cookies }))), 404);
      assert.equal(await statusOf(() => deleteRun(lab.runs, lab.sends(path, {}, { cookies }))), 404);
      assert.equal((await lab.runs.report(id)).id, id);
    });

  it("takes no form of another page", async () => {
    const { id, cookies } = await lab.begin();
    const forged = lab.sends(`/lab/runs/${id}/delete`, { csrf: "x" }, { cookies });
    assert.equal(await statusOf(() => deleteRun(lab.runs, forged)), 403);
    assert.equal((await lab.runs.report(id)).id, id);
  });
});
