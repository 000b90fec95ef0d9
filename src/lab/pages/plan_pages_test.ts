import { assert } from "chai";
import { describe, it } from "mocha";
import { locationOf, markupOf } from "../../../test/support/replies.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import { type LabVisit, labVisit, statusOf } from "./_lab_visit_test.ts";
import { showPlan, showPlans } from "./plan_pages.ts";

describe("pages of plans", () => {
  let lab: LabVisit;
  before(async () => {
    lab = await labVisit();
  });

  const plan = (name: string, query = "") => markupOf(showPlan(lab.at(`/lab/plans/${name}`, { query })));

  it("lists every plan", () => {
    const page = markupOf(showPlans(lab.at("/lab/plans")));
    for (const { name } of ALL_PLANS) assert.include(page, `href="/t/lab/plans/${name}"`);
  });

  it("leads from two that are chosen to their difference, and keeps one that is chosen alone", () => {
    const reply = showPlans(lab.at("/lab/plans", { query: "plan=native&with=spa" }));
    assert.equal(locationOf(reply).pathname + locationOf(reply).search, "/t/lab/plans/native?with=spa");
    const page = markupOf(showPlans(lab.at("/lab/plans", { query: "plan=device" })));
    assert.include(page, 'value="device" selected');
  });

  for (const { name, title } of ALL_PLANS)
    it(`tells what '${name}' has, how long it takes, and leads to a run by it`, () => {
      const page = plan(name);
      for (const words of [title.replaceAll("&", "&amp;"), "A first look", "By hand", `href="/t/lab?plan=${name}"`])
        assert.include(page, words);
      assert.include(page, "Looked at in all requests of a run");
    });

  it("tells of two plans what each has alone, scenarios and lints", () => {
    const page = plan("native", "with=spa");
    assert.include(page, "In 'Native application' alone");
    assert.include(page, "The loopback address is a number");
    assert.include(page, 'href="/t/lab/plans/spa?with=native"');
    assert.notInclude(page, "Compare it with another");
  });

  it("finds nothing between a plan and itself", () => {
    assert.equal(plan("spa", "with=spa").split("Nothing.").length, 6);
  });

  for (const [path, query] of [
    ["/lab/plans/nobody", ""],
    ["/lab/plans/spa", "with=nobody"],
  ] as const)
    it(`knows no plan of that name: ${path}?${query}`, async () => {
      assert.equal(await statusOf(() => showPlan(lab.at(path, { query }))), 404);
    });
});
