import { assert } from "chai";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { thrownBy } from "../../../test/support/refusals.ts";
import { Params } from "../../protocol/mod.ts";
import type { ApplicationVisit } from "./place.ts";
import { once, wasSent } from "./sent_twice.ts";

const FORM = Params.parse("name=App&grant_types=a&grant_types=b");

/** Two people, each of whom looks at a page of the same issuer. */
async function two() {
  const { issuer, clock } = await issuerUnderTest();
  const of = (accountId: number) => ({ issuer, session: { accountId } }) as unknown as ApplicationVisit;
  return { clock, ann: of(1), bob: of(2) };
}

describe("once()", () => {
  it("acts for the first of several forms that are alike, and says so to the others", async () => {
    const { ann } = await two();
    const acts: string[] = [];
    const all = ["a", "b", "c"].map((name) => once(FORM, ann, { act: async () => acts.push(name) }));
    assert.deepEqual(await Promise.all(all), [
      { isFirst: true, made: 1 },
      { isFirst: false, made: undefined },
      { isFirst: false, made: undefined },
    ]);
    assert.deepEqual(acts, ["a"]);
    assert.isTrue(await wasSent(FORM, ann));
  });

  for (const [name, form] of [
    ["another field", "name=App&grant_types=a&grant_types=b&client_id=x"],
    ["another order", "name=App&grant_types=b&grant_types=a"],
  ] as const) {
    it(`takes a form with ${name} for another one`, async () => {
      const { ann } = await two();
      await once(FORM, ann, { act: async () => 1 });
      assert.isFalse(await wasSent(Params.parse(form), ann));
    });
  }

  it("takes the form of another person for another one", async () => {
    const { ann, bob } = await two();
    await once(FORM, ann, { act: async () => 1 });
    assert.isTrue((await once(FORM, bob, { act: async () => 1 })).isFirst);
  });

  it("forgets a form after a minute", async () => {
    const { ann, clock } = await two();
    await once(FORM, ann, { act: async () => 1 });
    clock.advance(59);
    assert.isTrue(await wasSent(FORM, ann));
    clock.advance(1);
    assert.isFalse(await wasSent(FORM, ann));
  });

  it("forgets a form of which nothing came, and one that failed", async () => {
    const { ann } = await two();
    assert.deepEqual(await once(FORM, ann, { act: async () => undefined }), { isFirst: true, made: undefined });
    assert.isFalse(await wasSent(FORM, ann));
    await thrownBy(() => once(FORM, ann, { act: () => Promise.reject(new TypeError("odd")) }));
    assert.isFalse(await wasSent(FORM, ann));
  });
});
