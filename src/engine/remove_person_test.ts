import { assert } from "chai";
import { thrownBy } from "../../test/support/refusals.ts";
import { LastOfStaff } from "../stores/mod.ts";
import { toldOf, toldPeople } from "./_told_people_test.ts";
import { removePerson } from "./remove_person.ts";

describe("removePerson()", () => {
  it("removes a person, and tells every client of their sessions and who did it", async () => {
    const { exchange, ann, bob, app, issuer, told, session } = await toldPeople();
    assert.isTrue(await removePerson(exchange, ann.id, { by: bob.id }));
    assert.isUndefined(await issuer.durable.accounts.find(ann.id));
    assert.include(
      toldOf(told, "session.ended").map(({ session: ended }) => ended?.sid),
      session.sid,
    );
    assert.deepEqual(
      toldOf(told, "session.ended").flatMap(({ session: ended }) => ended?.clients ?? []),
      [app.id],
    );
    assert.deepEqual(told.at(-1), { name: "account.removed", accountId: ann.id, detail: { by: bob.id } });
  });

  it("ends every token of theirs, and nobody else's session", async () => {
    const { exchange, ann, bob, issuer, lives } = await toldPeople();
    await removePerson(exchange, ann.id, { by: bob.id });
    assert.deepEqual([await lives("insession"), await lives("offline00")], [false, false]);
    assert.lengthOf(await issuer.sessions.list(bob.id), 1);
  });

  it("is true for one of those who do it at once, which is told once", async () => {
    const { exchange, ann, bob, told } = await toldPeople();
    const removed = await Promise.all([1, 2, 3].map(async () => removePerson(exchange, ann.id, { by: bob.id })));
    assert.sameMembers(removed, [true, false, false]);
    assert.lengthOf(toldOf(told, "account.removed"), 1);
    assert.isFalse(await removePerson(exchange, ann.id, { by: bob.id }));
  });

  it("leaves the last of staff as they were", async () => {
    const { exchange, ann, bob, issuer, told } = await toldPeople();
    const staff = await issuer.durable.accounts.change(ann.id, { isStaff: true });
    assert.instanceOf(await thrownBy(async () => removePerson(exchange, ann.id, { by: bob.id })), LastOfStaff);
    assert.deepEqual(await issuer.durable.accounts.find(ann.id), staff);
    assert.lengthOf(await issuer.sessions.list(ann.id), 2);
    assert.isEmpty(told);
  });
});
