import { assert } from "chai";
import { ask, passwordForm, scene } from "../../../test/http/tokens.ts";
import { rule } from "../../../conformance/support/rule.ts";
import { brokenStores } from "../../../test/support/broken_stores.ts";
import { type FaultyStores, faultyStores } from "../../../test/support/faulty_stores.ts";
import { assertError, bodyOf } from "../../../test/support/replies.ts";

describe("password()", () => {
  it("judges the scope before the password, so that a slip of the client costs no try", async () => {
    let faults: FaultyStores | undefined;
    const on = await scene({ stores: (real) => (faults = faultyStores(real)).stores });
    await ask(on, on.app, { grant_type: "client_credentials" });
    faults!.arm();
    assertError(await ask(on, on.app, passwordForm(on.ann, { scope: "nonsense" })), { error: "invalid_scope" });
    assert.deepEqual(faults!.calls, []);
  });

  for (const [name, changes] of [
    ["no user name", { username: undefined }],
    ["an empty user name", { username: "" }],
    ["no password", { password: undefined }],
    ["an empty password", { password: "" }],
    ["two passwords", { password: ["a", "b"] }],
  ] as const) {
    rule("RFC6749-4.3.2-4", `refuses ${name} as a broken request, and counts no try`, async () => {
      const on = await scene();
      for (let times = 0; times < 8; times += 1)
        assertError(await ask(on, on.app, passwordForm(on.ann, changes)), { error: "invalid_request" });
      assert.notInclude(on.events, "login.failed");
    });
  }

  it("takes the password as it came, blanks and all", async () => {
    const on = await scene();
    for (const password of [" correct horse battery", "correct horse battery ", "correct  horse battery"])
      assertError(await ask(on, on.app, passwordForm(on.ann, { password })), { error: "invalid_grant" });
  });

  it("gives no refresh token to a client that may not use one", async () => {
    const on = await scene({ client: { grantTypes: ["password"] } });
    const reply = await ask(on, on.app, passwordForm(on.ann));
    assert.equal(reply.status, 200);
    assert.notProperty(bodyOf(reply), "refresh_token");
  });

  it("gives nothing when the family cannot be written, and may be tried again", async () => {
    const stores = brokenStores();
    const on = await scene({ stores: (real) => stores.wrap(real) });
    stores.break({ "postgres families.open": "refused" });
    assert.equal((await ask(on, on.app, passwordForm(on.ann))).status, 503);
    stores.break({});
    assert.equal((await ask(on, on.app, passwordForm(on.ann))).status, 200);
  });
});
