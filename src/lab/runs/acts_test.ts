import { assert } from "chai";
import { person } from "../../../test/support/cast.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { doAct } from "./acts.ts";

async function scene() {
  const under = await issuerUnderTest();
  const alice = await person(under.issuer, { username: "alice" });
  for (let count = 0; count < 2; count += 1) await under.issuer.sessions.start(alice);
  const options = { issuer: under.issuer, username: "alice", trace: "lab-1" };
  return { under, alice, options };
}

describe("doAct()", () => {
  for (const flow of ["logout-back-channel", "oidc-code", "code"] as const) {
    it(`ends the sessions of the person in '${flow}', and tells their clients`, async () => {
      const { under, alice, options } = await scene();
      assert.deepEqual(await doAct("end_session", { ...options, flow }), { ended: 2, visits: [] });
      assert.isEmpty(await under.issuer.sessions.list(alice.id));
      assert.deepEqual(under.events, ["session.ended", "session.ended"]);
    });
  }

  it("ends nothing the second time", async () => {
    const { options } = await scene();
    await doAct("end_session", { ...options, flow: "logout-back-channel" });
    assert.equal((await doAct("end_session", { ...options, flow: "logout-back-channel" })).ended, 0);
  });

  it("sends the browser to the provider where clients are told in it", async () => {
    const { under, alice, options } = await scene();
    const { ended, visits } = await doAct("end_session", { ...options, flow: "logout-front-channel" });
    assert.equal(ended, 0);
    assert.deepEqual(visits, [String(under.issuer.metadata["end_session_endpoint"])]);
    assert.lengthOf(await under.issuer.sessions.list(alice.id), 2);
  });

  it("has nowhere to send the browser at a provider without logout", async () => {
    const { options } = await scene();
    const issuer = { ...options.issuer, metadata: {} };
    const done = await doAct("end_session", { ...options, issuer, flow: "logout-front-channel" });
    assert.isEmpty(done.visits);
  });

  it("ends the sessions of nobody else", async () => {
    const { under, options } = await scene();
    const bob = await person(under.issuer, { username: "bob" });
    await under.issuer.sessions.start(bob);
    await doAct("end_session", { ...options, flow: "logout-back-channel" });
    assert.lengthOf(await under.issuer.sessions.list(bob.id), 1);
  });

  it("ends nothing of somebody who is not there", async () => {
    const { options } = await scene();
    const done = await doAct("end_session", { ...options, username: "nobody", flow: "logout-back-channel" });
    assert.equal(done.ended, 0);
  });

  for (const act of ["deny", "callback_twice", "foreign_callback", "no_visit"] as const) {
    it(`leaves '${act}' to the browser`, async () => {
      const { options } = await scene();
      await assertRefused(() => doAct(act, { ...options, flow: "code" }), { code: "invalid_request", says: act });
    });
  }
});
