import { assert } from "chai";
import { person } from "../../test/support/cast.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import type { Issuer } from "./issuer.ts";
import { livingSubject } from "./subject.ts";

describe("livingSubject()", () => {
  it("is the person as they are now", async () => {
    const { issuer } = await issuerUnderTest();
    const { id, sub } = await person(issuer);
    await issuer.durable.accounts.change(id, { username: "renamed" });
    assert.deepEqual(await livingSubject(id, exchangeAt(issuer)), { accountId: id, sub, username: "renamed" });
  });

  for (const [name, end] of [
    ["was deactivated", (issuer, id) => issuer.durable.accounts.change(id, { isActive: false })],
    ["is gone", (issuer, id) => issuer.durable.accounts.remove(id, issuer.clock.now())],
  ] as readonly (readonly [string, (issuer: Issuer, id: number) => Promise<unknown>])[]) {
    it(`is nobody who ${name}`, async () => {
      const { issuer } = await issuerUnderTest();
      const { id } = await person(issuer);
      await end(issuer, id);
      const refusal: unknown = await livingSubject(id, exchangeAt(issuer)).catch((error: unknown) => error);
      assert.propertyVal(refusal, "code", "invalid_grant");
    });
  }
});
