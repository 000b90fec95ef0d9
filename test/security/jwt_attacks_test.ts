import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { ATTACKS, type JwtAttack, kitOf } from "./jwt_attacks.ts";
import { type JwtPlace, type JwtTarget, PLACES } from "./jwt_places.ts";

/** Whether there is a right way for what an attack does. */
function isAttackOn({ symmetric, takes = [] }: JwtPlace, { asymmetric, oddity }: JwtAttack): boolean {
  if (asymmetric === true && symmetric === true) return false;
  return oddity === undefined || !takes.includes(oddity);
}

for (const place of PLACES) {
  describe(`a JWT as ${place.name}`, () => {
    let target: JwtTarget;

    before(async () => {
      target = await place.open();
    });

    async function assertTaken(text: string): Promise<void> {
      assert.deepEqual(await target.present(text), { status: 200 });
    }

    it("is taken when it is right, so that what follows is refused for what is wrong with it", async () => {
      await assertTaken(kitOf(target).right());
    });

    for (const attack of ATTACKS.filter((one) => isAttackOn(place, one))) {
      rule("RFC8725-3.3-1", `is refused with ${attack.name}`, async () => {
        const { status, error, rule: cited } = await target.present(attack.make(kitOf(target)));
        assert.deepEqual({ status, error }, place.refusal);
        assert.match(cited ?? "", /^[A-Z]+\d*-[\d.]+-\d+$/);
      });
    }

    it("is still taken after all of that", async () => {
      await assertTaken(kitOf(target).right());
    });

    it("may nest deeply, and break nothing", async () => {
      const { header, claims, by } = kitOf(target);
      const deep = `{"deep":${"[".repeat(3_000)}${"]".repeat(3_000)},${JSON.stringify(claims).slice(1)}`;
      const { status } = await target.present(by(header, deep));
      assert.include([200, place.refusal.status], status);
    });
  });
}
