import { assert } from "chai";
import { leanClient, leanFamily, leanSession, person } from "../../test/contract/record_samples.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { ENDED_SESSION } from "../engine/mod.ts";
import { argon2SlowHash } from "../platform/mod.ts";
import type { AccountRecord } from "../stores/mod.ts";
import { TOMBSTONE, tombstoneKey } from "../tokens/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { memoryContext } from "./_memory_context_test.ts";
import { changePassword, type NewPassword } from "./changepassword.ts";
import type { CommandContext } from "./context.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { runCommandLine } from "./program.ts";

const FAR = 4_000_000_000;

interface Scene {
  readonly context: CommandContext;
  readonly account: AccountRecord;
  readonly change: (options?: Partial<NewPassword>) => ReturnType<typeof changePassword>;
  /** Tags of the families that live. */
  readonly living: () => Promise<readonly string[]>;
}

/** Mara, signed in twice, with a token of each session and one that outlives them; and somebody else, signed in as well. */
async function scene(): Promise<Scene> {
  const context = await memoryContext();
  const { durable } = context;
  const account = await durable.accounts.add(person({ username: "mara", passwordHash: "before" }));
  const other = await durable.accounts.add(person());
  const { id: client } = await durable.clients.add(leanClient());
  for (const [sid, accountId] of Object.entries({ one: account.id, two: account.id, foreign: other.id })) {
    await durable.sessions.add(leanSession(accountId, { sid, expiresAt: FAR }));
    await durable.families.open(leanFamily(client, { tag: `of-${sid}`, accountId, session: sid, expiresAt: FAR }));
  }
  await durable.families.open(leanFamily(client, { tag: "offline", accountId: account.id, expiresAt: FAR }));
  return {
    context,
    account,
    change: (options = {}) => changePassword(context, { account, password: "a new password", ...options }),
    async living() {
      const families = await Promise.all([account.id, other.id].map((id) => durable.families.listOf(id)));
      return families.flat().map(({ tag }) => tag);
    },
  };
}

describe("changePassword()", () => {
  it("keeps the hash of the new password and nothing of the old one", async () => {
    const { context, account, change } = await scene();
    await change();
    const { passwordHash, updatedAt, ...rest } = (await context.durable.accounts.find(account.id))!;
    assert.isTrue(await argon2SlowHash().verify(passwordHash, "a new password"));
    assert.isAbove(updatedAt, account.updatedAt);
    const { passwordHash: _hash, updatedAt: _at, ...before } = account;
    assert.deepEqual(rest, before);
  });

  it("ends the sessions of the person, and of nobody else", async () => {
    const { context, account, change } = await scene();
    assert.include(await change(), { sessions: 2, authorizations: 2 });
    assert.isEmpty(await context.durable.sessions.list(account.id));
    assert.lengthOf(await context.durable.sessions.list(account.id + 1), 1);
  });

  it("ends the tokens of those sessions, and leaves those that outlive them", async () => {
    const { change, living } = await scene();
    await change();
    assert.sameMembers([...(await living())], ["offline", "of-foreign"]);
  });

  it("buries them, and marks the sessions for codes that are on their way", async () => {
    const { context, change } = await scene();
    await change();
    const { ephemeral } = context.stores;
    for (const sid of ["one", "two"]) {
      assert.isTrue(await ephemeral.get(TOMBSTONE, tombstoneKey(`of-${sid}`)));
      assert.isTrue(await ephemeral.get(ENDED_SESSION, sid));
    }
    assert.isUndefined(await ephemeral.get(ENDED_SESSION, "foreign"));
  });

  it("ends every token of the person when it is told to", async () => {
    const { change, living } = await scene();
    assert.include(await change({ revokeTokens: true }), { sessions: 2, authorizations: 3 });
    assert.sameMembers([...(await living())], ["of-foreign"]);
  });

  it("ends nothing when it is told to keep sessions", async () => {
    const { context, account, change, living } = await scene();
    assert.include(await change({ keepSessions: true }), { sessions: 0, authorizations: 0 });
    assert.lengthOf(await context.durable.sessions.list(account.id), 2);
    assert.lengthOf(await living(), 4);
  });

  it("writes it down, without the password", async () => {
    const { context, account, change } = await scene();
    await change();
    const [entry] = await context.durable.audit.list({ limit: 9, event: "password.changed" });
    assert.equal(entry?.accountId, account.id);
    assert.deepEqual(entry?.detail, { sessions: 2, authorizations: 2, by: "command line" });
  });

  for (const [password, why] of [
    ["short", "too short"],
    ["é".repeat(513), "too long, in bytes"],
  ] as const) {
    it(`refuses one that is ${why}, and changes nothing`, async () => {
      const { context, account, change, living } = await scene();
      const error = await thrownBy(() => change({ password }));
      assert.equal(error instanceof CommandFailed && error.exitCode, EXIT.refused);
      assert.deepEqual(await context.durable.accounts.find(account.id), account);
      assert.lengthOf(await living(), 4);
    });
  }

  it("refuses a person who was removed meanwhile", async () => {
    const { context, account, change } = await scene();
    await context.durable.accounts.remove(account.id, 1);
    const error = await thrownBy(() => change());
    assert.match(String(error instanceof CommandFailed && error.details[0]?.says), /no user 'mara' any more/);
  });
});

describe("touchstone changepassword", () => {
  it("needs to know whose", async () => {
    const { io, err } = fakeIo();
    assert.equal(await runCommandLine(["changepassword"], io), EXIT.usage);
    assert.match(err(), /missing required argument 'USER'/);
  });
});
