import { assert } from "chai";
import { ALL_RULES } from "../rules/mod.ts";
import { isThere, textOfProject } from "../support/proof.ts";
import { ALL_PLANS, type PlanModule, renderPlans } from "./mod.ts";

const MODULES = new Map<string, PlanModule>(
  ALL_PLANS.flatMap(({ profile, modules }) =>
    modules.map((module): [string, PlanModule] => [`${profile}, ${module.name}`, module]),
  ),
);

describe("the certification plans", () => {
  for (const [name, { proofs, rules, reason }] of MODULES) {
    it(`have a test for each module, or a reason: ${name}`, () => {
      assert.equal(proofs.length === 0, reason !== undefined);
      for (const proof of proofs) assert.isTrue(isThere(proof), `${proof.file} has no '${proof.title}'`);
      const cited = proofs.map(({ file }) => textOfProject(file)).join();
      for (const rule of rules) {
        assert.isTrue(ALL_RULES.has(rule), `no rule is called '${rule}'`);
        assert.include(cited, `"${rule}"`, "no file of a proof cites the rule");
      }
    });
  }

  it("have each module once a plan", () => {
    for (const { name, modules } of ALL_PLANS) {
      const names = modules.map((module) => module.name);
      assert.deepEqual(names, [...new Set(names)], name);
    }
  });

  it("hold as many modules as the suite has", () => {
    const counts = Object.fromEntries(ALL_PLANS.map(({ profile, modules }) => [profile, modules.length]));
    assert.include(counts, { "Basic OP": 38, "Implicit OP": 31, "Hybrid OP": 37, "Config OP": 1, "Dynamic OP": 23 });
    assert.include(counts, { "RP-Initiated Logout OP": 11, "Session Management OP": 2 });
  });

  it("are written down as they are (npm run trace)", () => {
    assert.equal(textOfProject("conformance/plans.md"), renderPlans(ALL_PLANS));
  });
});

describe("renderPlans()", () => {
  const module: PlanModule = { name: "m", demands: "a | b", rules: ["R-1"], proofs: [{ file: "t.ts", title: "x|y" }] };

  it("shows each module with its proofs, as one row whatever is in it", () => {
    const text = renderPlans([{ name: "p", profile: "P", variants: ["code", "none"], modules: [module] }]);
    assert.include(text, "| `m` | a \\| b | R-1 | [x\\|y](../t.ts) |");
    assert.include(text, "`p`, run with `code` and `none`");
  });

  it("says why a module has no proof", () => {
    const text = renderPlans([
      { name: "p", profile: "P", variants: [], modules: [{ ...module, proofs: [], reason: "Never offered" }] },
    ]);
    assert.include(text, "Not shown: Never offered");
  });
});
