import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { accountRecord } from "../../test/support/records.ts";
import { seededRandom, settableClock } from "../platform/mod.ts";
import { memoryDatabase } from "../stores/memory/mod.ts";
import { openSessions, sidNamedIn } from "./mod.ts";

async function opened() {
  const clock = settableClock(START);
  const { accounts, sessions: store } = await memoryDatabase().forIssuer("test");
  const { id: _id, ...record } = accountRecord({ username: "alice", isStaff: true });
  const account = await accounts.add(record);
  // The last of staff could not be taken away.
  const { id: _other, ...another } = accountRecord({ username: "carol", isStaff: true, sub: "carol" });
  await accounts.add(another);
  const sessions = openSessions({ store, clock, random: seededRandom("sessions"), lifetime: 3_600 });
  return { clock, accounts, account, store, sessions };
}

describe("start()", () => {
  it("begins a session that says who signed in and when", async () => {
    const { sessions, account } = await opened();
    const { session } = await sessions.start(account);
    const { sid, ...rest } = session;
    assert.match(sid, /^[\w-]{22}$/);
    assert.deepEqual(rest, {
      accountId: account.id,
      sub: account.sub,
      username: "alice",
      isStaff: true,
      authTime: START,
      amr: ["pwd"],
      clients: [],
      expiresAt: START + 3_600,
    });
  });

  rule("RFC6749-10.10-2", "gives it an id of 256 bits, another one each time", async () => {
    const { sessions, account } = await opened();
    const [one, two] = [await sessions.start(account), await sessions.start(account)];
    const secrets = [one, two].map(({ id, session }) => id.slice(session.sid.length));
    for (const secret of secrets) assert.match(secret, /^\.[\w-]{43}$/);
    assert.notEqual(secrets[0], secrets[1]);
  });

  it("keeps neither the id nor the name that clients are told as what the cookie is found by", async () => {
    const { sessions, account, store } = await opened();
    const { id, session } = await sessions.start(account);
    const [kept] = await store.list(account.id);
    assert.notInclude(JSON.stringify(kept), id);
    assert.notEqual(kept?.digest, session.sid);
    assert.isUndefined(await sessions.find(session.sid));
    assert.isUndefined(await sessions.find(kept?.digest));
  });

  it("goes on with the session of the same person under a new id", async () => {
    const { sessions, account, store, clock } = await opened();
    const before = await sessions.start(account);
    await sessions.join(before.session, 7);
    clock.advance(60);
    const after = await sessions.start(account, { before: before.id, acr: "urn:gold", amr: ["pwd", "otp"] });
    assert.notEqual(after.id, before.id);
    assert.equal(sidNamedIn(after.id), before.session.sid);
    assert.deepInclude(after.session, { sid: before.session.sid, authTime: START + 60, acr: "urn:gold", clients: [7] });
    assert.isUndefined(await sessions.find(before.id));
    assert.deepEqual(await sessions.find(after.id), after.session);
    assert.lengthOf(await store.list(account.id), 1);
  });

  it("ends another person's session of the same browser", async () => {
    const { sessions, account, accounts } = await opened();
    const { id: _id, ...record } = accountRecord({ username: "bob", sub: "00000000-0000-4000-8000-00000000b0b0" });
    const bob = await accounts.add(record);
    const before = await sessions.start(bob);
    const after = await sessions.start(account, { before: before.id });
    assert.notEqual(after.session.sid, before.session.sid);
    assert.isUndefined(await sessions.find(before.id));
    assert.deepEqual(await sessions.list(bob.id), []);
  });

  it("begins anew after one that has ended", async () => {
    const { sessions, account, clock } = await opened();
    const before = await sessions.start(account);
    clock.advance(3_600);
    const after = await sessions.start(account, { before: before.id });
    assert.notEqual(after.session.sid, before.session.sid);
    assert.lengthOf(await sessions.list(account.id), 1);
  });

  it("keeps what the browser says of itself, shortened", async () => {
    const { sessions, account, store } = await opened();
    await sessions.start(account, { agent: "Firefox ".repeat(100) });
    assert.lengthOf((await store.list(account.id))[0]?.agent ?? "", 200);
  });
});

describe("sidNamedIn()", () => {
  it("is the name of the session that the id belongs to", async () => {
    const { sessions, account } = await opened();
    const { id, session } = await sessions.start(account);
    assert.equal(sidNamedIn(id), session.sid);
  });

  for (const [name, id] of [
    ["nothing", ""],
    ["a secret alone", "A".repeat(43)],
    ["a name alone", "A".repeat(22)],
    ["a short secret", `${"A".repeat(22)}.${"A".repeat(42)}`],
    ["a strange name", `${"A".repeat(21)}=.${"A".repeat(43)}`],
    ["two of them", `${"A".repeat(22)}.${"A".repeat(43)}.${"A".repeat(43)}`],
  ] as const) {
    it(`is none in ${name}`, () => assert.isUndefined(sidNamedIn(id)));
  }
});

describe("find()", () => {
  it("finds a session until the second in which it ends", async () => {
    const { sessions, account, clock } = await opened();
    const { id, session } = await sessions.start(account);
    clock.advance(3_599);
    assert.deepEqual(await sessions.find(id), session);
    clock.advance(1);
    assert.isUndefined(await sessions.find(id));
  });

  for (const [name, id] of [
    ["no cookie", undefined],
    ["an empty one", ""],
    ["a strange one", "A".repeat(43)],
    ["an endless one", "A".repeat(100_000)],
    ["__proto__", "__proto__"],
  ] as const) {
    it(`finds nothing for ${name}`, async () => assert.isUndefined(await (await opened()).sessions.find(id)));
  }

  it("asks no store for what can be no id", async () => {
    const { store } = await opened();
    const unread = { ...store, find: async () => assert.fail("the store was asked") };
    const random = seededRandom("sessions");
    const sessions = openSessions({ store: unread, clock: settableClock(START), random, lifetime: 60 });
    for (const id of [undefined, "", "A".repeat(101)]) assert.isUndefined(await sessions.find(id));
  });

  beyond("RFC6749-3.1-1", "finds nothing once the person was deactivated", async () => {
    const { sessions, account, accounts } = await opened();
    const { id } = await sessions.start(account);
    await accounts.change(account.id, { isActive: false });
    assert.isUndefined(await sessions.find(id));
  });

  beyond("RFC6749-3.1-1", "finds nothing once the person was removed", async () => {
    const { sessions, account, accounts } = await opened();
    const { id } = await sessions.start(account);
    await accounts.remove(account.id, START);
    assert.isUndefined(await sessions.find(id));
  });
});

describe("join()", () => {
  it("notes a client once, and writes nothing for one that is known", async () => {
    const { sessions, account, store } = await opened();
    const { id, session } = await sessions.start(account);
    for (const client of [3, 5, 3]) await sessions.join(session, client);
    const found = await sessions.find(id);
    assert.deepEqual(found?.clients, [3, 5]);
    const unwritten = { ...store, join: async () => assert.fail("the store was written") };
    const random = seededRandom("sessions");
    const again = openSessions({ store: unwritten, clock: settableClock(START), random, lifetime: 60 });
    await again.join({ ...session, clients: [3, 5] }, 5);
  });
});

describe("list()", () => {
  it("answers the live sessions of one person, newest first", async () => {
    const { sessions, account, clock } = await opened();
    const first = await sessions.start(account);
    clock.advance(10);
    const second = await sessions.start(account);
    assert.deepEqual(
      (await sessions.list(account.id)).map(({ sid }) => sid),
      [second.session.sid, first.session.sid],
    );
    clock.advance(3_590);
    assert.lengthOf(await sessions.list(account.id), 1);
    assert.deepEqual(await sessions.list(account.id + 1), []);
  });
});

describe("end()", () => {
  it("ends the session and no other", async () => {
    const { sessions, account } = await opened();
    const [one, two] = [await sessions.start(account), await sessions.start(account)];
    await sessions.end(one.id);
    assert.isUndefined(await sessions.find(one.id));
    assert.isDefined(await sessions.find(two.id));
  });

  it("does nothing for a session that is not there", async () => {
    const { sessions } = await opened();
    await sessions.end("nobody's");
    assert.isUndefined(await sessions.find("nobody's"));
  });

  it("answers the session to the one caller that ended it", async () => {
    const { sessions, account } = await opened();
    const { id, session } = await sessions.start(account);
    const ended = await Promise.all([sessions.end(id), sessions.endBySid(session.sid), sessions.end(id)]);
    assert.lengthOf(
      ended.filter((one) => one !== undefined),
      1,
    );
  });
});
