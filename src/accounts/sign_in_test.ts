import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { PASSWORD } from "../../test/support/cast.ts";
import { FAST_HASH } from "../../test/support/fast_hash.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { seededRandom, settableClock, type SlowHash } from "../platform/mod.ts";
import type { AccountRecord } from "../stores/mod.ts";
import { memoryDatabase, memoryEphemeralStore } from "../stores/memory/mod.ts";
import { credentialsCheck, type Credentials, prepareAccount, type SignIn } from "./mod.ts";

interface SignInTest {
  readonly clock: ReturnType<typeof settableClock>;
  readonly account: AccountRecord;
  /** What was asked of the slow hash, in order. */
  readonly hashed: readonly string[];
  stored(): Promise<AccountRecord | undefined>;
  change(changes: Partial<AccountRecord>): Promise<unknown>;
  try(said?: Partial<Credentials>): Promise<SignIn>;
  /** So many wrong tries. */
  fail(times: number, said?: Partial<Credentials>): Promise<void>;
}

function recordingHash(hashed: string[]): SlowHash {
  return {
    async hash(secret) {
      hashed.push(`hash ${secret.length}`);
      return FAST_HASH.hash(secret);
    },
    async verify(phc, secret) {
      hashed.push(`verify ${secret.length}`);
      return FAST_HASH.verify(phc, secret);
    },
    async pretend(secret) {
      hashed.push(`pretend ${secret.length}`);
      return false;
    },
    isOutdated: (phc) => phc.startsWith("$old$"),
  };
}

async function signInTest(): Promise<SignInTest> {
  const clock = settableClock(START);
  const { accounts } = await memoryDatabase().forIssuer("test");
  const prepared = { random: seededRandom("people"), slowHash: FAST_HASH, now: START };
  const account = await accounts.add(await prepareAccount({ username: "alice", password: PASSWORD }, prepared));
  const hashed: string[] = [];
  const ephemeral = memoryEphemeralStore({ clock });
  const check = credentialsCheck({ accounts, ephemeral, slowHash: recordingHash(hashed), clock });
  const once = (said: Partial<Credentials> = {}) =>
    check({ username: "alice", password: PASSWORD, address: "192.0.2.7", ...said });
  return {
    clock,
    account,
    hashed,
    stored: () => accounts.find(account.id),
    change: (changes) => accounts.change(account.id, changes),
    try: once,
    async fail(times, said = {}) {
      for (let count = 0; count < times; count += 1)
        assert.equal((await once({ password: "a wrong guess", ...said })).kind, "refused");
    },
  };
}

describe("credentialsCheck()", () => {
  rule("RFC6749-4.3.2-2", "signs a person in with the right password", async () => {
    const test = await signInTest();
    const outcome = await test.try();
    assert.deepEqual(outcome, { kind: "signed_in", account: test.account });
  });

  for (const [name, username] of [
    ["in capitals", "ALICE"],
    ["in wide letters", "ａｌｉｃｅ"],
  ] as const) {
    it(`knows a user name ${name}`, async () => {
      assert.equal((await (await signInTest()).try({ username })).kind, "signed_in");
    });
  }

  for (const [name, password] of [
    ["a wrong one", "a wrong guess"],
    ["an empty one", ""],
    ["the right one with a blank behind", `${PASSWORD} `],
    ["the right one in capitals", PASSWORD.toUpperCase()],
    ["the right one with NUL behind", `${PASSWORD}\0`],
    ["the beginning of the right one", PASSWORD.slice(0, -1)],
  ] as const) {
    rule("RFC6749-4.3.2-2", `refuses ${name} as password`, async () => {
      assert.deepEqual(await (await signInTest()).try({ password }), { kind: "refused", reason: "password" });
    });
  }

  it("costs an unknown name as much as a known one", async () => {
    const test = await signInTest();
    assert.deepEqual(await test.try({ username: "bob" }), { kind: "refused", reason: "unknown" });
    assert.deepEqual(test.hashed, [`pretend ${PASSWORD.length}`]);
  });

  it("refuses a person who was deactivated, and only after the password was checked", async () => {
    const test = await signInTest();
    await test.change({ isActive: false });
    assert.deepEqual(await test.try({ password: "a wrong guess" }), { kind: "refused", reason: "password" });
    assert.deepEqual(await test.try(), { kind: "refused", reason: "inactive" });
  });

  it("hashes no more than 1024 characters, whoever sends more", async () => {
    const test = await signInTest();
    for (const username of ["alice", "bob"]) {
      const outcome = await test.try({ username, password: "p".repeat(100_000) });
      assert.deepEqual(outcome, { kind: "refused", reason: "unknown" });
    }
    assert.deepEqual(test.hashed, ["pretend 1024", "pretend 1024"]);
  });
});

describe("credentialsCheck() after a success", () => {
  it("notes when it was", async () => {
    const test = await signInTest();
    test.clock.advance(500);
    await test.try();
    assert.equal((await test.stored())?.lastLogin, START + 500);
  });

  it("leaves a hash with today's cost as it is", async () => {
    const test = await signInTest();
    await test.try();
    assert.equal((await test.stored())?.passwordHash, test.account.passwordHash);
  });

  it("hashes anew what was hashed with another cost", async () => {
    const { accounts } = await memoryDatabase().forIssuer("test");
    const prepared = { random: seededRandom("people"), slowHash: FAST_HASH, now: START };
    const record = await prepareAccount({ username: "alice", password: PASSWORD }, prepared);
    const account = await accounts.add({ ...record, passwordHash: "$old$" });
    const slowHash = { ...recordingHash([]), verify: async () => true };
    const clock = settableClock(START);
    const check = credentialsCheck({ accounts, ephemeral: memoryEphemeralStore({ clock }), slowHash, clock });
    await check({ username: "alice", password: PASSWORD, address: "" });
    assert.equal((await accounts.find(account.id))?.passwordHash, await FAST_HASH.hash(PASSWORD));
  });

  it("does not write anything for a failure", async () => {
    const test = await signInTest();
    await test.fail(2);
    assert.deepEqual(await test.stored(), test.account);
  });
});

describe("credentialsCheck() throttles", () => {
  rule(["RFC6749-4.3.2-3", "RFC6749-10.10-4"], "guesses at one name from one network", async () => {
    const test = await signInTest();
    await test.fail(6);
    assert.deepEqual(await test.try(), { kind: "throttled", retryAfter: 1 });
    assert.lengthOf(test.hashed, 6);
    test.clock.advance(1);
    assert.equal((await test.try()).kind, "signed_in");
  });

  it("and forgets them after a success", async () => {
    const test = await signInTest();
    await test.fail(4);
    await test.try();
    await test.fail(6);
    assert.equal((await test.try()).kind, "throttled");
  });

  for (const [name, username] of [
    ["capitals", "Alice"],
    ["wide letters", "ａｌｉｃｅ"],
  ] as const) {
    it(`and takes ${name} for the same name`, async () => {
      const test = await signInTest();
      await test.fail(6);
      assert.equal((await test.try({ username })).kind, "throttled");
    });
  }

  it("and takes two ways to write a letter for the same name", async () => {
    const test = await signInTest();
    await test.fail(6, { username: "\u01f0ane" });
    assert.equal((await test.try({ username: "J\u030cane" })).kind, "throttled");
  });

  it("unknown names as it does known ones", async () => {
    const test = await signInTest();
    await test.fail(6, { username: "bob" });
    assert.deepEqual(await test.try({ username: "bob" }), { kind: "throttled", retryAfter: 1 });
  });

  it("neither another person nor the same one elsewhere", async () => {
    const test = await signInTest();
    await test.fail(6);
    assert.equal((await test.try({ address: "198.51.100.9" })).kind, "signed_in");
    assert.equal((await test.try({ username: "bob" })).kind, "refused");
  });

  it("a whole /64 of IPv6 as one network", async () => {
    const test = await signInTest();
    for (let host = 1; host <= 6; host += 1) await test.fail(1, { address: `2001:db8::${host}` });
    assert.equal((await test.try({ address: "2001:db8::a:b:c:d" })).kind, "throttled");
    assert.equal((await test.try({ address: "2001:db8:0:1::1" })).kind, "signed_in");
  });

  it("guesses at many names from one network, though only after fifty", async () => {
    const test = await signInTest();
    for (let name = 0; name < 51; name += 1) await test.fail(1, { username: `user${name}` });
    assert.deepEqual(await test.try(), { kind: "throttled", retryAfter: 1 });
    assert.equal((await test.try({ address: "198.51.100.9" })).kind, "signed_in");
  });

  it("a network no longer after somebody in it signed in", async () => {
    const test = await signInTest();
    for (let name = 0; name < 50; name += 1) await test.fail(1, { username: `user${name}` });
    assert.equal((await test.try()).kind, "signed_in");
    for (let name = 0; name < 50; name += 1) await test.fail(1, { username: `other${name}` });
  });

  it("a hundred guesses at once, of which few are judged", async () => {
    const test = await signInTest();
    const guesses = Array.from({ length: 100 }, (_, guess) => test.try({ password: `guess ${guess}` }));
    const kinds = (await Promise.all(guesses)).map(({ kind }) => kind);
    assert.lengthOf(
      kinds.filter((kind) => kind === "refused"),
      6,
    );
    assert.lengthOf(test.hashed, 6);
  });

  it("nobody whose right password comes many times at once, which is one try", async () => {
    const test = await signInTest();
    const kinds = (await Promise.all(Array.from({ length: 50 }, () => test.try()))).map(({ kind }) => kind);
    assert.deepEqual([new Set(kinds), test.hashed.length], [new Set(["signed_in"]), 1]);
  });
});
