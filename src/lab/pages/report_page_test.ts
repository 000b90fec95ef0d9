import { assert } from "chai";
import { describe, it } from "mocha";
import { markupOf } from "../../../test/support/replies.ts";
import { type LabVisit, labVisit, statusOf } from "./_lab_visit_test.ts";
import { showReport } from "./report_page.ts";

describe("the page of a report", () => {
  let lab: LabVisit;
  before(async () => {
    lab = await labVisit();
  });

  const page = async (id: string, cookies: Readonly<Record<string, string>> = {}) =>
    markupOf(await showReport(lab.runs)(lab.at(`/lab/reports/${id}`, { cookies })));

  for (const [who, isOwn, isFinished, offered] of [
    ["whoever made it", true, false, ["Go on with the run", "Delete the run"]],
    ["whoever made it, once it is finished", true, true, ["Delete the run"]],
    ["anybody else", false, false, []],
    ["anybody else, once it is finished", false, true, []],
  ] as const)
    it(`offers ${who} ${offered.length === 0 ? "nothing but to read it" : offered.join(" and ")}`, async () => {
      const { id, cookies } = await lab.begin();
      if (isFinished) await lab.runs.finish({ id, key: cookies[`lab_${id}`] });
      const text = await page(id, isOwn ? cookies : {});
      const seen = ["Go on with the run", "Delete the run"].filter((words) => text.includes(words));
      assert.deepEqual(seen, [...offered]);
      assert.include(text, `/lab/reports/${id}.junit.xml`);
    });

  for (const [ending, type] of [
    [".json", "application/json"],
    [".junit.xml", "application/xml; charset=utf-8"],
    [".sarif", "application/sarif+json"],
  ] as const)
    it(`is for programs at '${ending}', which is never taken for a page`, async () => {
      const { id } = await lab.begin();
      const { headers } = await showReport(lab.runs)(lab.at(`/lab/reports/${id}${ending}`));
      assert.equal(headers["Content-Type"], type);
      assert.equal(headers["X-Content-Type-Options"], "nosniff");
      assert.equal(headers["Cache-Control"], "no-store");
    });

  for (const name of ["gone", "gone.json", ".json", ""])
    it(`is not there for '${name}'`, async () => {
      assert.equal(await statusOf(async () => showReport(lab.runs)(lab.at(`/lab/reports/${name}`))), 404);
    });
});
