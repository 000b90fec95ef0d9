import { assert } from "chai";
import { accountOf, contextOf } from "./_context_test.ts";
import { accessOf, tokenAccess } from "./access.ts";

const TOKEN = { tokenType: "Bearer", scope: ["read"], clientId: "c", expiresAt: 2_000_000_000 } as const;

describe("tokenAccess()", () => {
  it("looks the person up when it is asked, and once only", async () => {
    let asked = 0;
    const access = tokenAccess(TOKEN, {
      async account() {
        asked += 1;
        return accountOf({ username: "bob" });
      },
    });
    assert.equal(asked, 0);
    const [first, second] = await Promise.all([access.account(), access.account()]);
    assert.deepEqual([first?.username, second?.username, asked], ["bob", "bob", 1]);
  });

  it("knows of the person what the token says, where its reader knows no accounts", async () => {
    const subject = { sub: "5f0c", username: "bob" };
    assert.equal(await tokenAccess({ ...TOKEN, subject }, {}).account(), subject);
    assert.isUndefined(await tokenAccess(TOKEN, {}).account());
  });

  it("believes a reader that knows the person no more, whatever the token says", async () => {
    const subject = { sub: "5f0c", username: "bob" };
    const reader = { account: async () => undefined };
    assert.isUndefined(await tokenAccess({ ...TOKEN, subject }, reader).account());
  });
});

describe("accessOf()", () => {
  it("throws TypeError when nobody found out who calls", () => {
    assert.throws(() => accessOf(contextOf()), TypeError, "use authenticate() before guard()");
  });
});
