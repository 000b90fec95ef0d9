import { assert } from "chai";
import { describe, it } from "mocha";
import { html } from "../../protocol/mod.ts";
import { type LabVisit, labVisit, statusOf } from "./_lab_visit_test.ts";
import {
  accessTo,
  checkChange,
  forgetKey,
  keepKey,
  labForm,
  type LabFrame,
  mayChange,
  ownRuns,
  showLab,
} from "./visitor.ts";

describe("visitors of the lab", () => {
  let lab: LabVisit;
  before(async () => {
    lab = await labVisit();
  });

  /** The surroundings of a page. */
  function frameAt(path: string, cookies: Readonly<Record<string, string>> = {}): LabFrame {
    const seen: LabFrame[] = [];
    showLab(lab.at(path, { cookies }), (frame) => {
      seen.push(frame);
      return html(200, "");
    });
    return seen[0]!;
  }

  for (const [path, current] of [
    ["/lab", "Test a client"],
    ["/lab/", "Test a client"],
    ["/lab/runs/abc", "Test a client"],
    ["/lab/reports/abc", "Test a client"],
    ["/lab/preflight", "Preflight"],
    ["/lab/plans", "Plans"],
    ["/lab/plans/spa", "Plans"],
    ["/lab/scenarios/x", "Scenarios"],
    ["/lab/faults", "Faults"],
  ] as const)
    it(`showLab() says that ${path} belongs to '${current}', and to nothing else`, () => {
      const found = (frameAt(path).sections ?? []).filter((section) => section.current === true);
      assert.deepEqual(
        found.map(({ text }) => text),
        [current],
      );
    });

  it("showLab() makes forms that a login at an issuer of the lab does not make stale", () => {
    assert.equal(frameAt("/lab").csrf, frameAt("/lab", { sid: "somebody" }).csrf);
    assert.notEqual(frameAt("/lab").csrf, frameAt("/lab", { b: "other" }).csrf);
  });

  it("labForm() takes a form that a page of the lab made, and refuses any other", async () => {
    assert.equal(labForm(lab.sends("/lab", { plan: "spa" })).get("plan"), "spa");
    assert.equal(await statusOf(() => labForm(lab.sends("/lab", { csrf: "forged" }))), 403);
  });

  it("labForm() takes a text of several lines where it is told to, and nowhere else", async () => {
    const exchange = lab.sends("/lab", { text: "a\r\nb" });
    assert.equal(labForm(exchange, { lines: true }).get("text"), "a\r\nb");
    assert.equal(await statusOf(() => labForm(exchange)), 400);
  });

  it("ownRuns() has the runs whose keys the browser has, the latest first", () => {
    const exchange = lab.at("/lab", { cookies: { lab_a: "1", other: "2", lab_b: "3" } });
    assert.deepEqual(ownRuns(exchange), [
      { id: "b", key: "3" },
      { id: "a", key: "1" },
    ]);
  });

  it("mayChange() is for whoever has the key alone, and checkChange() refuses all others alike", async () => {
    const { id, cookies } = await lab.begin();
    const [own, wrong, none, gone] = [
      accessTo(id, lab.at("/lab", { cookies })),
      { id, key: "wrong" },
      { id, key: undefined },
      { id: "gone", key: "any" },
    ];
    assert.isTrue(await mayChange(lab.runs, own));
    await checkChange(lab.runs, own);
    for (const access of [wrong, none, gone]) {
      assert.isFalse(await mayChange(lab.runs, access));
      assert.equal(await statusOf(() => checkChange(lab.runs, access)), 404);
    }
  });

  for (const [count, forgotten] of [
    [0, []],
    [19, []],
    [20, ["lab_r0"]],
    [22, ["lab_r2", "lab_r1", "lab_r0"]],
  ] as const)
    it(`keepKey() has a browser with ${count} keys forget ${forgotten.length}, the oldest`, () => {
      const cookies = Object.fromEntries(Array.from({ length: count }, (_, index) => [`lab_r${index}`, "k"]));
      const { issuer } = lab;
      const made = { id: "new", key: "secret", expires_at: issuer.clock.now() + 60 };
      const [kept, ...cleared] = keepKey(lab.at("/lab", { cookies }), made);
      assert.deepInclude(kept, { name: "lab_new", value: "secret", maxAge: 60 });
      assert.deepEqual(
        cleared.map(({ name }) => name),
        [...forgotten],
      );
    });

  it("forgetKey() clears the cookie of one run", () => {
    assert.deepEqual(forgetKey({ id: "a" }), [{ name: "lab_a", value: "", clear: true }]);
  });
});
