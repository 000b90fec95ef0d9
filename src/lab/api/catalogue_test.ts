import { assert } from "chai";
import { issuerUnderTest, type IssuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { assertError, bodyOf } from "../../../test/support/replies.ts";
import { ALL_FAULTS } from "../faults/all_faults.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import { catalogue } from "./catalogue.ts";

interface Named {
  readonly name: string;
}

function namesOf(list: unknown): readonly string[] {
  return (list as readonly Named[]).map(({ name }) => name);
}

describe("catalogue()", () => {
  let under: IssuerUnderTest;
  before(async () => {
    const lab = { name: "catalogue", spec: "test", endpoints: catalogue() };
    under = await issuerUnderTest({ features: (standard) => [...standard, lab] });
  });

  for (const [list, names] of [
    ["faults", [...ALL_FAULTS.keys()]],
    ["scenarios", ALL_SCENARIOS.map(({ name }) => name)],
    ["plans", ALL_PLANS.map(({ name }) => name)],
  ] as const) {
    it(`lists all ${list}, each once`, async () => {
      const body = bodyOf(await under.get(`/lab/api/${list}`));
      assert.deepEqual(namesOf(body[list]), [...new Set(names)]);
    });

    it(`may be kept by others for a while: ${list}`, async () => {
      const { headers } = await under.get(`/lab/api/${list}`);
      assert.equal(headers["Cache-Control"], "public, max-age=300");
    });
  }

  it("says what each plan runs", async () => {
    const { plans } = bodyOf(await under.get("/lab/api/plans"));
    const all = (plans as readonly (Named & { readonly scenarios: readonly string[] })[]).find(
      ({ name }) => name === "all",
    );
    assert.deepEqual(
      all?.scenarios,
      ALL_SCENARIOS.map(({ name }) => name),
    );
  });

  it("names what each of two plans has alone", async () => {
    const body = bodyOf(await under.get("/lab/api/plans/native/difference/spa"));
    assert.deepEqual(body["setups"], { native: ["native"], spa: ["spa"] });
    assert.hasAllKeys(Object(body["scenarios"]), ["native", "spa"]);
    assert.deepEqual(body["lints"], { native: ["redirect_uri_loopback"], spa: [] });
  });

  it("finds nothing between a plan and itself", async () => {
    const body = bodyOf(await under.get("/lab/api/plans/spa/difference/spa"));
    assert.deepEqual(body, { setups: {}, scenarios: {}, moved: [], lints: {} });
  });

  for (const path of ["/lab/api/plans/nobody/difference/spa", "/lab/api/plans/spa/difference/nobody"]) {
    it(`knows no plan of that name: ${path}`, async () => {
      assertError(await under.get(path), { error: "invalid_request", status: 404 });
    });
  }
});
