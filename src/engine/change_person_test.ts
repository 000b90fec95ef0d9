import { assert } from "chai";
import { thrownBy } from "../../test/support/refusals.ts";
import { AlreadyTaken, LastOfStaff } from "../stores/mod.ts";
import { toldOf, toldPeople } from "./_told_people_test.ts";
import { changePerson } from "./change_person.ts";

describe("changePerson()", () => {
  it("writes what is named, when, and tells who changed what but not to what", async () => {
    const { exchange, ann, bob, told, clock } = await toldPeople();
    clock.advance(5);
    const changes = { email: "new@example.test", isStaff: true };
    const changed = await changePerson(exchange, ann.id, { changes, by: bob.id });
    assert.deepEqual(changed, { ...ann, ...changes, updatedAt: clock.now() });
    const detail = { by: bob.id, members: "email isStaff", staff: true };
    assert.deepEqual(told, [{ name: "account.changed", accountId: ann.id, detail }]);
  });

  it("leaves sessions and tokens alone for any other change", async () => {
    const { exchange, ann, bob, issuer, lives } = await toldPeople();
    await changePerson(exchange, ann.id, { changes: { isActive: true, isStaff: false }, by: bob.id });
    assert.lengthOf(await issuer.sessions.list(ann.id), 2);
    assert.isTrue(await lives("insession"));
  });

  it("logs whom it bars out everywhere, tells their clients, and ends all tokens", async () => {
    const { exchange, ann, bob, app, issuer, lives, told } = await toldPeople();
    await changePerson(exchange, ann.id, { changes: { isActive: false }, by: bob.id });
    assert.isEmpty(await issuer.sessions.list(ann.id));
    assert.deepEqual([await lives("insession"), await lives("offline00")], [false, false]);
    const ended = toldOf(told, "session.ended").map(({ session }) => session?.clients);
    assert.sameDeepMembers([...ended], [[app.id], []]);
    assert.lengthOf(await issuer.sessions.list(bob.id), 1);
  });

  it("does it again for one who is barred already, in case it failed half-way", async () => {
    const { exchange, ann, bob, issuer, lives } = await toldPeople();
    await issuer.durable.accounts.change(ann.id, { isActive: false });
    await changePerson(exchange, ann.id, { changes: { isActive: false }, by: bob.id });
    assert.isEmpty(await issuer.sessions.list(ann.id));
    assert.isFalse(await lives("offline00"));
  });

  it("changes nobody who is not there", async () => {
    const { exchange, bob, told } = await toldPeople();
    assert.isUndefined(await changePerson(exchange, 2_000_000_000, { changes: { isActive: false }, by: bob.id }));
    assert.isEmpty(told);
  });

  it("tells nothing, and ends nothing, where it is refused", async () => {
    const { exchange, ann, bob, told, issuer } = await toldPeople();
    const taken = async () => changePerson(exchange, ann.id, { changes: { username: bob.username }, by: bob.id });
    assert.instanceOf(await thrownBy(taken), AlreadyTaken);
    await issuer.durable.accounts.change(ann.id, { isStaff: true });
    const last = async () => changePerson(exchange, ann.id, { changes: { isActive: false }, by: bob.id });
    assert.instanceOf(await thrownBy(last), LastOfStaff);
    assert.lengthOf(await issuer.sessions.list(ann.id), 2);
    assert.isEmpty(told);
  });
});
