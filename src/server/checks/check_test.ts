import { assert } from "chai";
import { type Check, runChecks, severityOf } from "./check.ts";

const FAULT = { says: "It is wrong", hint: "Mend it" };

function check(id: Check<number>["id"], more: Partial<Check<number>> = {}): Check<number> {
  return { id, asks: "Is it right", find: (ground) => (ground > 0 ? FAULT : undefined), ...more };
}

describe("severityOf()", () => {
  for (const [id, severity] of [
    ["E1", "error"],
    ["W001", "warning"],
    ["I303", "info"],
  ] as const) {
    it(`takes ${id} for ${severity}`, () => assert.equal(severityOf(id), severity));
  }
});

describe("runChecks()", () => {
  it("tells what each check found, with its number, its severity and its source", () => {
    const checks = [check("E1", { source: "RFC 9700 1" }), check("W2", { find: () => ({ ...FAULT, about: ["c1"] }) })];
    assert.deepEqual(runChecks(checks, { ground: 1, deploy: false }), [
      { id: "E1", severity: "error", ...FAULT, source: "RFC 9700 1" },
      { id: "W2", severity: "warning", ...FAULT, about: ["c1"] },
    ]);
  });

  it("tells nothing where nothing was found", () => {
    assert.isEmpty(runChecks([check("E1")], { ground: 0, deploy: true }));
  });

  it("asks what matters to deployments of those alone", () => {
    const checks = [check("E1", { deploy: true }), check("W2")];
    const asked = (deploy: boolean) => runChecks(checks, { ground: 1, deploy }).map(({ id }) => id);
    assert.deepEqual([asked(false), asked(true)], [["W2"], ["E1", "W2"]]);
  });
});
