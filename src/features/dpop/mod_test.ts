import { assert } from "chai";
import { passwordForm, scene } from "../../../test/http/tokens.ts";
import { sendProved } from "../../../test/support/dpop_client.ts";
import { type FaultyStores, faultyStores } from "../../../test/support/faulty_stores.ts";
import { assertError, textIn } from "../../../test/support/replies.ts";

async function watched() {
  let faults: FaultyStores | undefined;
  const on = await scene({ stores: (real) => (faults = faultyStores(real)).stores });
  return { ...on, faults: faults! };
}

describe("dpop()", () => {
  it("asks no store anything for a request without a proof, and one thing for a proof", async () => {
    const on = await watched();
    const form = { grant_type: "client_credentials" };
    await on.post("/token", { as: on.app, form });
    on.faults.arm();
    await on.post("/token", { as: on.app, form });
    const without = [...on.faults.calls];
    on.faults.arm();
    await sendProved(on, ["POST", "/token"], { as: on.app, form });
    assert.notInclude(without.join(), "claim");
    assert.sameMembers([...on.faults.calls], [...without, "redis claim dp"]);
  });

  it("remembers no proof that does not hold", async () => {
    const on = await watched();
    on.faults.arm();
    const form = { grant_type: "client_credentials" };
    await sendProved(on, ["POST", "/token"], { as: on.app, form, proof: { htm: "GET" } });
    assert.notInclude(on.faults.calls.join(), "claim");
  });

  it("answers 503, and no token, where proofs cannot be remembered", async () => {
    const on = await watched();
    const token = await sendProved(on, ["POST", "/token"], {
      as: on.app,
      form: passwordForm(on.ann, { scope: "openid" }),
    });
    on.faults.arm({ call: 2, failure: "refused" });
    const reply = await sendProved(on, ["GET", "/userinfo"], { token: textIn(token, "access_token") });
    assert.equal(on.faults.failed, "redis claim dp");
    assertError(reply, { error: "temporarily_unavailable", status: 503 });
  });
});
