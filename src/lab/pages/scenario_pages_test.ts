import { assert } from "chai";
import { describe, it } from "mocha";
import { markupOf } from "../../../test/support/replies.ts";
import { ALL_FAULTS } from "../faults/all_faults.ts";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import { type LabVisit, labVisit, statusOf } from "./_lab_visit_test.ts";
import { showFaults, showScenario, showScenarios } from "./scenario_pages.ts";

describe("pages of scenarios and faults", () => {
  let lab: LabVisit;
  before(async () => {
    lab = await labVisit();
  });

  const scenarios = (query = "") => markupOf(showScenarios(lab.at("/lab/scenarios", { query })));
  const faults = (query = "") => markupOf(showFaults(lab.at("/lab/faults", { query })));

  for (const [what, query, name, found] of [
    ["its name", "words=wrong_issuer", "id_token_wrong_issuer", true],
    ["words in any order and letter case", "words=ISSUER+token", "id_token_wrong_issuer", true],
    ["its rule", "words=OIDC-3.1.3.7-2", "id_token_wrong_issuer", true],
    ["its setup", "setup=oidc-implicit", "id_token_wrong_issuer", true],
    ["a fault that is at work in it", "words=id_token_wrong_issuer", "id_token_wrong_issuer", true],
    ["another setup", "setup=device", "id_token_wrong_issuer", false],
    ["words of which one is missing", "words=issuer+nothing-like-this", "id_token_wrong_issuer", false],
  ] as const)
    it(`${found ? "finds" : "does not find"} a scenario by ${what}`, () => {
      const isThere = scenarios(query).includes(`href="/t/lab/scenarios/${name}"`);
      assert.equal(isThere, found);
    });

  it("says how many there are, and how many were found", () => {
    assert.include(scenarios(), `${ALL_SCENARIOS.length} of ${ALL_SCENARIOS.length} cases`);
    assert.include(scenarios("words=nothing-like-this"), `0 of ${ALL_SCENARIOS.length} cases`);
    assert.include(faults(), `${ALL_FAULTS.size} of ${ALL_FAULTS.size} ways`);
    assert.include(faults("words=nothing-like-this"), "There is none like this.");
  });

  it("finds faults by their place", () => {
    const [device, token] = ["device_authorization", "token"].map((place) => faults(`place=${place}`));
    assert.include(token ?? "", ">id_token_wrong_issuer<");
    assert.notInclude(device ?? "", ">id_token_wrong_issuer<");
  });

  it("keeps what was looked for, as text", () => {
    assert.include(scenarios("words=%3Cb%3E"), 'value="&lt;b>"');
    assert.include(faults("words=%3Cb%3E"), 'value="&lt;b>"');
  });

  for (const { name, title, mend } of ALL_SCENARIOS.filter((_, index) => index % 40 === 0))
    it(`tells of '${name}' what is wrong, how to mend it, and leads to a run of it alone`, () => {
      const page = markupOf(showScenario(lab.at(`/lab/scenarios/${name}`)));
      const text = page.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&lt;", "<");
      for (const words of [title, mend, "Plans in which it is", `&scenario=${name}"`]) assert.include(text, words);
    });

  it("knows no scenario of another name", async () => {
    assert.equal(await statusOf(() => showScenario(lab.at("/lab/scenarios/nothing"))), 404);
  });
});
