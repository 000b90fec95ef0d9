import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { clientRecord } from "../../../test/support/records.ts";
import { encode, type Given } from "../../../test/support/issuer_under_test.ts";
import { Params } from "../../protocol/mod.ts";
import { acrFor, boundAcr, checkAcr } from "./acr.ts";

const REACHED = ["good", "poor"];

function asked(given: Given, standard?: unknown) {
  const metadata = standard === undefined ? {} : { default_acr_values: standard };
  return { params: Params.parse(encode(given)), client: clientRecord({ metadata }) };
}

function wish(acr: unknown): Given {
  return { claims: JSON.stringify({ id_token: { acr } }) };
}

describe("acrFor()", () => {
  for (const [name, given, standard, expected] of [
    ["nothing where nobody asks", {}, undefined, undefined],
    ["the one that is asked for", { acr_values: "poor" }, undefined, "poor"],
    ["the first of those that can be had", { acr_values: "best poor good" }, undefined, "poor"],
    ["what the client registered", {}, ["best", "poor"], "poor"],
    ["what the request says, though the client registered another", { acr_values: "good" }, ["poor"], "good"],
    ["what is asked for by name before acr_values", { ...wish({ value: "poor" }), acr_values: "good" }, [], "poor"],
    ["the first of the values by name", wish({ values: ["best", "poor"] }), undefined, "poor"],
    ["the best there is, by name alone", wish(null), undefined, "good"],
    ["the best there is for an essential claim of no value", wish({ essential: true }), undefined, "good"],
  ] as const) {
    it(`is ${name}`, () => assert.equal(acrFor(asked(given, standard), REACHED), expected));
  }

  for (const given of [{ acr_values: "best" }, wish({ values: ["best"] }), wish({ value: 7 })]) {
    rule("OIDC-5.5.1.1-2", `is what was reached where ${JSON.stringify(given)} cannot be`, () => {
      assert.equal(acrFor(asked(given), REACHED), "good");
    });
  }

  it("is nothing where a sign-in counts as nothing", () => {
    assert.isUndefined(acrFor(asked({ acr_values: "good" }), []));
  });
});

describe("checkAcr()", () => {
  for (const [name, acr, reached] of [
    ["an essential value that can be had", { essential: true, value: "poor" }, REACHED],
    ["one of some essential values", { essential: true, values: ["best", "poor"] }, REACHED],
    ["an essential claim of whatever value", { essential: true }, REACHED],
    ["a value that is only wished for", { value: "best" }, REACHED],
    ["values that are not essential", { essential: false, values: ["best"] }, []],
  ] as const) {
    rule("OIDC-5.5.1.1-1", `takes ${name}`, () => {
      assert.doesNotThrow(() => checkAcr(asked(wish(acr)), reached));
    });
  }

  for (const [name, acr, reached] of [
    ["an essential value that cannot be had", { essential: true, value: "best" }, REACHED],
    ["essential values none of which can", { essential: true, values: ["best", "better"] }, REACHED],
    ["no value at all to choose from", { essential: true, values: [] }, REACHED],
    ["an essential claim where a sign-in counts as nothing", { essential: true }, []],
  ] as const) {
    rule("OIDC-5.5.1.1-1", `refuses ${name}`, async () => {
      const expected = { code: "unmet_authentication_requirements", rule: "OIDC-5.5.1.1-1" } as const;
      await assertRefused(() => checkAcr(asked(wish(acr)), reached), expected);
    });
  }

  rule("OIDC-15.1-1", "minds no acr_values, which are a wish", () => {
    assert.doesNotThrow(() => checkAcr(asked({ acr_values: "best" }), []));
  });

  it("refuses acr_values that come twice", async () => {
    await assertRefused(() => checkAcr(asked({ acr_values: ["a", "b"] }), REACHED), { code: "invalid_request" });
  });
});

describe("boundAcr()", () => {
  for (const [bindings, expected] of [
    [{ authentication_request: { acr: "good" } }, "good"],
    [{ authentication_request: { acr: 7 } }, undefined],
    [{ authentication_request: null }, undefined],
    [{ authentication_request: "good" }, undefined],
    [{}, undefined],
  ] as const) {
    it(`is ${String(expected)} in ${JSON.stringify(bindings)}`, () => assert.equal(boundAcr(bindings), expected));
  }
});
