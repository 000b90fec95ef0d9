import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { refusalOf } from "../../test/support/refusals.ts";
import { refuseAbsent, refuseParameter } from "./problems.ts";

describe("refuseParameter()", () => {
  rule(["OAUTHPROBLEM-6-1", "RFC5849-3.2-9"], "names the parameter, encoded", async () => {
    const refusal = await refusalOf(() => refuseParameter("a&b", { as: "it is wrong", rule: "RFC5849-3.2-9" }));
    assert.deepInclude(refusal, { code: "parameter_rejected", status: 400, rule: "RFC5849-3.2-9" });
    assert.equal(refusal.description, "Cannot read the signed request as it is wrong");
    assert.deepEqual(refusal.extra, { oauth_parameters_rejected: "a%26b" });
  });

  for (const [what, name, named] of [
    ["none where none can be read", undefined, {}],
    ["one of 64 characters", "n".repeat(64), { oauth_parameters_rejected: "n".repeat(64) }],
    ["none that is longer", "n".repeat(65), {}],
  ] as const) {
    it(`names ${what}`, async () => {
      const refusal = await refusalOf(() => refuseParameter(name, { as: "it is wrong", rule: "RFC5849-3.2-9" }));
      assert.deepEqual<unknown>(refusal.extra, named);
    });
  }
});

describe("refuseAbsent()", () => {
  rule(["OAUTHPROBLEM-5-1", "RFC5849-3.2-11"], "names what is missing", async () => {
    const refusal = await refusalOf(() => refuseAbsent(["oauth_nonce", "a&b"], { rule: "RFC5849-3.1-6" }));
    assert.deepInclude(refusal, { code: "parameter_absent", status: 400, rule: "RFC5849-3.1-6" });
    assert.equal(refusal.description, "Cannot read the signed request as it lacks 'oauth_nonce', 'a&b'");
    assert.deepEqual(refusal.extra, { oauth_parameters_absent: "oauth_nonce&a%26b" });
  });
});
