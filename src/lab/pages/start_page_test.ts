import { assert } from "chai";
import { describe, it } from "mocha";
import { locationOf, markupOf } from "../../../test/support/replies.ts";
import { type LabVisit, labVisit, statusOf } from "./_lab_visit_test.ts";
import { createRun, showStart, startAsked } from "./start_page.ts";

const RIGHT = { plan: "oidc-basic", extent: "first", name: "my app", redirect_uri: "http://127.0.0.1:4567/cb" };

describe("the first page of the lab", () => {
  let lab: LabVisit;
  before(async () => {
    lab = await labVisit();
  });

  for (const [query, expected] of [
    ["", { values: {} }],
    ["plan=spa", { values: { plan: "spa" } }],
    ["plan=nobody", { values: {} }],
    ["plan=device&scenario=device_slow_down", { values: { plan: "device", extent: "device_slow_down" } }],
    ["plan=spa&scenario=device_slow_down", { values: { plan: "spa" } }],
    ["scenario=device_slow_down", { values: {} }],
    ["deleted=yes", { note: "The run was deleted.", values: {} }],
  ] as const)
    it(`startAsked() reads '${query}'`, () => {
      assert.deepEqual(startAsked(lab.at("/lab", { query })), expected);
    });

  it("offers a case alone where the address asks for it, and a first look else", async () => {
    const alone = await showStart(lab.runs, lab.at("/lab"), { values: { plan: "device", extent: "device_slow_down" } });
    assert.include(markupOf(alone), '<option value="device_slow_down" selected');
    const page = markupOf(await showStart(lab.runs, lab.at("/lab")));
    assert.include(page, '<option value="first" selected');
    assert.notInclude(page, "This case alone");
  });

  it("lists the runs of this browser, and none whose time is over", async () => {
    const { id, cookies } = await lab.begin();
    const page = markupOf(await showStart(lab.runs, lab.at("/lab", { cookies: { ...cookies, lab_gone: "key" } })));
    assert.include(page, `href="/t/lab/runs/${id}"`);
    assert.include(page, `href="/t/lab/runs/${id}/delete"`);
    assert.notInclude(page, "/lab/runs/gone");
  });

  it("creates a run, whose key is in a cookie and nowhere else", async () => {
    const reply = await createRun(lab.runs, lab.sends("/lab", RIGHT));
    const { pathname, search } = locationOf(reply);
    const id = pathname.split("/").at(-1)!;
    assert.equal(pathname + search, `/t/lab/runs/${id}`);
    assert.deepInclude(
      reply.cookies?.find(({ name }) => name.startsWith("lab_")),
      { name: `lab_${id}` },
    );
  });

  for (const [extent, planned] of [
    ["first", (count: number) => count === 11],
    ["whole", (count: number) => count > 100],
    ["id_token_expired", (count: number) => count === 2],
  ] as const)
    it(`creates a run of as much of a plan as was chosen: ${extent}`, async () => {
      const reply = await createRun(lab.runs, lab.sends("/lab", { ...RIGHT, extent }));
      const { planned: all } = await lab.runs.report(locationOf(reply).pathname.split("/").at(-1)!);
      assert.isTrue(planned(all.length), `${all.length} are planned`);
    });

  for (const [what, wrong, says] of [
    ["no plan", { plan: "" }, "Choose one of the plans."],
    ["a case of another plan", { extent: "device_slow_down" }, "Choose a case that the plan"],
    ["no extent", { extent: "" }, "Choose a case that the plan"],
    ["a name that is too long", { name: "n".repeat(201) }, "Give at most 200 characters."],
    ["no redirect URI where one is needed", { redirect_uri: "" }, "needs it, for"],
    ["an address that is none", { redirect_uri: "cb" }, "Give an absolute address"],
    ["an address that is too long", { redirect_uri: `https://${"a".repeat(2_000)}` }, "Give at most 2000 characters."],
    ["no addresses of logouts", { plan: "oidc-logout" }, "Logout by the application"],
  ] as const)
    it(`creates none with ${what}, says so, and keeps the rest`, async () => {
      const reply = await createRun(lab.runs, lab.sends("/lab", { ...RIGHT, ...wrong }));
      assert.equal(reply.status, 400);
      assert.include(markupOf(reply), says);
      if (!("name" in wrong)) assert.include(markupOf(reply), "my app");
    });

  it("creates none by a form that another page made", async () => {
    assert.equal(await statusOf(() => createRun(lab.runs, lab.sends("/lab", { ...RIGHT, csrf: "x" }))), 403);
  });
});
