import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { accountRecord } from "../../test/support/records.ts";
import { seededRandom, settableClock } from "../platform/mod.ts";
import { memoryDatabase, memoryEphemeralStore } from "../stores/memory/mod.ts";
import { openSessions } from "./mod.ts";

async function opened() {
  const clock = settableClock(START);
  const { accounts } = await memoryDatabase().forIssuer("test");
  const { id: _id, ...record } = accountRecord({ username: "alice", isStaff: true });
  const account = await accounts.add(record);
  const ephemeral = memoryEphemeralStore({ clock });
  const sessions = openSessions({ ephemeral, accounts, clock, random: seededRandom("sessions"), lifetime: 3_600 });
  return { clock, accounts, account, ephemeral, sessions };
}

describe("start()", () => {
  it("begins a session that says who signed in and when", async () => {
    const { sessions, account } = await opened();
    const { session } = await sessions.start(account);
    assert.deepEqual(session, {
      accountId: account.id,
      sub: account.sub,
      username: "alice",
      isStaff: true,
      authTime: START,
      expiresAt: START + 3_600,
    });
  });

  rule("RFC6749-10.10-2", "gives it an id of 256 bits, another one each time", async () => {
    const { sessions, account } = await opened();
    const [one, two] = [await sessions.start(account), await sessions.start(account)];
    assert.match(one.id, /^[\w-]{43}$/);
    assert.notEqual(one.id, two.id);
  });

  it("keeps nothing under the id itself", async () => {
    const { sessions, account, ephemeral } = await opened();
    const keys: string[] = [];
    const spying = {
      ...ephemeral,
      put: async (_kind: unknown, { key }: { readonly key: string }) => void keys.push(key),
    };
    const { id } = await openSessions({
      ephemeral: spying,
      accounts: { find: async () => account },
      clock: settableClock(START),
      random: seededRandom("sessions"),
      lifetime: 60,
    }).start(account);
    assert.lengthOf(keys, 1);
    assert.notInclude(keys.join(), id);
    assert.isUndefined(await sessions.find(keys[0]));
  });
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
    const { accounts, ephemeral } = await opened();
    const unread = { ...ephemeral, get: async () => assert.fail("the store was asked") };
    const random = seededRandom("sessions");
    const sessions = openSessions({ ephemeral: unread, accounts, clock: settableClock(START), random, lifetime: 60 });
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

  it("holds a session to the clock even where the store still has it", async () => {
    const { account, accounts, ephemeral } = await opened();
    const late = settableClock(START);
    const random = seededRandom("sessions");
    const sessions = openSessions({ ephemeral, accounts, clock: late, random, lifetime: 3_600 });
    const { id } = await sessions.start(account);
    late.advance(3_600);
    assert.isUndefined(await sessions.find(id));
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
});
