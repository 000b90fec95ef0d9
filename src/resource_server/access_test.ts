import { assert } from "chai";
import { accountOf, contextOf } from "./_context_test.ts";
import { accessOf, tokenAccess } from "./access.ts";

const TOKEN = { tokenType: "Bearer", scope: ["read"], clientId: "c", expiresAt: 2_000_000_000 } as const;

describe("tokenAccess()", () => {
  it("looks the person up when it is asked, and once only", async () => {
    let asked = 0;
    const access = tokenAccess(TOKEN, {
      read: async () => TOKEN,
      async account() {
        asked += 1;
        return accountOf({ username: "bob" });
      },
    });
    assert.equal(asked, 0);
    const [first, second] = await Promise.all([access.account(), access.account()]);
    assert.deepEqual([first?.username, second?.username, asked], ["bob", "bob", 1]);
  });

  it("knows nobody behind a token whose reader knows no accounts", async () => {
    assert.isUndefined(await tokenAccess(TOKEN, { read: async () => TOKEN }).account());
  });
});

describe("accessOf()", () => {
  it("throws TypeError when nobody found out who calls", () => {
    assert.throws(() => accessOf(contextOf()), TypeError, "use authenticate() before guard()");
  });
});
