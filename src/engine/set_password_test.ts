import { assert } from "chai";
import { toldPeople } from "./_told_people_test.ts";
import { setPassword } from "./set_password.ts";

const PASSWORD = "another good password";

describe("setPassword()", () => {
  it("lets the person sign in with the new one alone, and tells who did it", async () => {
    const { exchange, ann, bob, issuer, told, clock } = await toldPeople();
    clock.advance(5);
    assert.equal(await setPassword(exchange, ann.id, { password: PASSWORD, by: bob.id }), 2);
    const after = await issuer.durable.accounts.find(ann.id);
    assert.equal(after?.updatedAt, clock.now());
    assert.isTrue(await issuer.slowHash.verify(after?.passwordHash ?? "", PASSWORD));
    const detail = { by: bob.id, sessions: 2, revokeTokens: false };
    assert.deepEqual(told.at(-1), { name: "password.changed", accountId: ann.id, detail });
    assert.notInclude(JSON.stringify(told), PASSWORD);
  });

  it("ends the sessions with their tokens, and leaves tokens that outlive sessions", async () => {
    const { exchange, ann, bob, issuer, lives } = await toldPeople();
    await setPassword(exchange, ann.id, { password: PASSWORD, by: bob.id });
    assert.isEmpty(await issuer.sessions.list(ann.id));
    assert.lengthOf(await issuer.sessions.list(bob.id), 1);
    assert.deepEqual([await lives("insession"), await lives("offline00")], [false, true]);
  });

  it("ends those tokens as well where that is asked for", async () => {
    const { exchange, ann, bob, lives } = await toldPeople();
    await setPassword(exchange, ann.id, { password: PASSWORD, by: bob.id, revokeTokens: true });
    assert.isFalse(await lives("offline00"));
  });

  it("leaves the session that goes on", async () => {
    const { exchange, ann, issuer, session } = await toldPeople();
    const options = { password: PASSWORD, by: ann.id, except: session.sid };
    assert.equal(await setPassword(exchange, ann.id, options), 1);
    assert.deepEqual(
      (await issuer.sessions.list(ann.id)).map(({ sid }) => sid),
      [session.sid],
    );
  });

  it("takes the place of the one that is named, and of no other", async () => {
    const { exchange, ann, issuer, told } = await toldPeople();
    const options = { password: PASSWORD, by: ann.id };
    assert.isUndefined(await setPassword(exchange, ann.id, { ...options, from: "another hash" }));
    assert.lengthOf(await issuer.sessions.list(ann.id), 2);
    assert.isEmpty(told);
    assert.equal(await setPassword(exchange, ann.id, { ...options, from: ann.passwordHash }), 2);
  });

  it("changes nobody who is not there", async () => {
    const { exchange, bob, told } = await toldPeople();
    assert.isUndefined(await setPassword(exchange, 2_000_000_000, { password: PASSWORD, by: bob.id }));
    assert.isEmpty(told);
  });
});
