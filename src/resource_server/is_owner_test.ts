import { assert } from "chai";
import { thrownBy } from "../../test/support/refusals.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { accountOf, bearing, contextOf } from "./_context_test.ts";
import { type Access, ANONYMOUS } from "./access.ts";
import { isOwner } from "./is_owner.ts";

const SIGNED_IN: Access = { kind: "session", account: accountOf() };
const BEARING = bearing(["read"], accountOf());

describe("isOwner()", () => {
  for (const [who, access] of [
    ["a token", BEARING],
    ["a person", SIGNED_IN],
  ] as const) {
    for (const owns of [true, false]) {
      it(`${owns ? "lets" : "does not let"} ${who} in, as the function says at once or after a while`, async () => {
        const verdict = owns ? { allowed: true } : { allowed: false };
        assert.deepEqual(await isOwner(() => owns)(access, contextOf()), verdict);
        assert.deepEqual(await isOwner(async () => owns)(access, contextOf()), verdict);
      });
    }
  }

  it("asks nobody about a caller who is nobody", async () => {
    assert.deepEqual(await isOwner(() => assert.fail("was asked"))(ANONYMOUS, contextOf()), { allowed: false });
  });

  it("hands the caller and the request on", async () => {
    const context = contextOf();
    const seen: unknown[] = [];
    await isOwner((...given) => seen.push(...given) === 2)(BEARING, context);
    assert.deepEqual([seen[0] === BEARING, seen[1] === context], [true, true]);
  });

  for (const answer of [undefined, null, 1, "yes", {}, [true]] as unknown[]) {
    it(`takes ${JSON.stringify(answer) ?? "undefined"} for no, as it is not 'true'`, async () => {
      const verdict = await isOwner(() => answer as boolean)(BEARING, contextOf());
      assert.deepEqual(verdict, { allowed: false });
    });
  }

  it("lets nobody in when the function cannot tell", async () => {
    const away = new StoreUnavailable("postgres", undefined);
    assert.equal(await thrownBy(() => isOwner(() => Promise.reject(away))(BEARING, contextOf())), away);
  });
});
