import { assert } from "chai";
import { thrownBy } from "../../test/support/refusals.ts";
import { type KeyRing, openKeyRing, rotateKeys } from "../keys/mod.ts";
import { silentLog, systemClock, systemRandom } from "../platform/mod.ts";
import { DEFAULT_ISSUER, keyPolicyOf, keySealingKey } from "../server/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { memoryContext } from "./_memory_context_test.ts";
import type { CommandContext } from "./context.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { listKeys, retire, rotate } from "./key.ts";
import { keyJson, printKeys } from "./key_table.ts";
import { runCommandLine } from "./program.ts";

const SECRET_KEY = "a secret key of more than thirty-two characters";
const SETTINGS = { SECRET_KEY, SIGNING_ALGS: "ES256 EdDSA", ENCRYPTION_ALGS: "none" };

/** A server that runs on the same stores as the command. */
async function serverOn({ config, durable, stores }: CommandContext): Promise<KeyRing> {
  return openKeyRing({
    store: durable.keys,
    broadcast: stores.broadcast,
    issuer: DEFAULT_ISSUER,
    sealKey: keySealingKey(SECRET_KEY, DEFAULT_ISSUER),
    policy: keyPolicyOf(config),
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  });
}

async function started(): Promise<{ readonly context: CommandContext; readonly server: KeyRing }> {
  const context = await memoryContext({ settings: SETTINGS });
  const server = await serverOn(context);
  server.close();
  return { context, server };
}

describe("touchstone key list", () => {
  it("lists nothing before a server started", async () => {
    assert.isEmpty(await listKeys(await memoryContext({ settings: SETTINGS })));
  });

  it("lists what the server has, active ones first", async () => {
    const { context, server } = await started();
    await server.rotate({ alg: "ES256" });
    assert.sameDeepMembers([...(await listKeys(context))], [...server.list()]);
    assert.deepEqual(
      (await listKeys(context)).map(({ state }) => state),
      ["active", "active", "next"],
    );
  });

  it("needs no secret for it", async () => {
    const { context } = await started();
    const { SECRET_KEY: _, ...config } = context.config;
    assert.lengthOf(await listKeys({ ...context, config: { ...config, SECRET_KEY: undefined } }), 2);
  });
});

describe("touchstone key rotate", () => {
  it("makes the next keys, and the server signs by them when their time comes", async () => {
    const { context } = await started();
    const made = await rotate(context, {});
    const told = made.map(({ alg, state }) => `${alg} ${state}`);
    assert.sameMembers(told, ["ES256 next", "EdDSA next"]);
    assert.deepEqual(await rotate(context, {}), []);
  });

  it("makes one that signs at once, beside a server that runs and hears of it", async () => {
    const context = await memoryContext({ settings: SETTINGS });
    const server = await serverOn(context);
    const [made] = await rotate(context, { alg: "EdDSA", now: true });
    assert.include(made, { alg: "EdDSA", state: "active" });
    await server.refresh();
    assert.deepInclude(server.list(), made);
    server.close();
  });

  it("tells the servers, once the database has it", async () => {
    const { context } = await started();
    const counts: number[] = [];
    const heard = (): void => void context.durable.keys.list().then(({ length }) => counts.push(length));
    await context.stores.broadcast.listen("keys:default", { heard, lost: () => undefined });
    await rotate(context, { alg: "ES256" });
    assert.deepEqual(counts, [3]);
  });

  it("refuses an algorithm that the issuer has no keys for, and says which there are", async () => {
    const { context } = await started();
    const failure = await thrownBy(() => rotate(context, { alg: "RS256" }));
    assert.instanceOf(failure, CommandFailed);
    assert.equal(failure.exitCode, EXIT.refused);
    assert.deepEqual(failure.details, [{ field: "--alg", says: "Give one of ES256, EdDSA" }]);
  });

  it("makes nothing under another secret than the server's", async () => {
    const { context } = await started();
    const config = { ...context.config, SECRET_KEY: "another secret key of more than thirty-two" };
    const failure = await thrownBy(() => rotate({ ...context, config }, {}));
    assert.instanceOf(failure, Error);
    assert.include(failure.message, "SECRET_KEY is not the one");
    assert.lengthOf(await context.durable.keys.list(), 2);
  });
});

describe("touchstone key retire", () => {
  it("refuses while the key signs, and says what would break", async () => {
    const { context, server } = await started();
    const { kid } = server.list()[0]!;
    const failure = await thrownBy(() => retire(context, { kid, force: false }));
    assert.instanceOf(failure, CommandFailed);
    assert.equal(failure.exitCode, EXIT.refused);
    assert.include(failure.message, "it signs now, and every token that it signed would be refused at once");
  });

  it("refuses while tokens of the key are alive", async () => {
    const { context, server } = await started();
    const { kid, alg } = server.list()[0]!;
    await rotate(context, { alg, now: true });
    const failure = await thrownBy(() => retire(context, { kid, force: false }));
    assert.include(String(failure), "tokens that it signed may be alive");
  });

  it("removes it by force, and another signs in its place", async () => {
    const { context, server } = await started();
    const { kid, alg } = server.list()[0]!;
    assert.equal(await retire(context, { kid, force: true }), "active");
    const left = (await listKeys(context)).filter((key) => key.alg === alg);
    assert.deepEqual(
      left.map(({ state }) => state),
      ["active"],
    );
    assert.notEqual(left[0]?.kid, kid);
  });

  it("does not know a key that is not there", async () => {
    const { context } = await started();
    const failure = await thrownBy(() => retire(context, { kid: "lost", force: true }));
    assert.instanceOf(failure, CommandFailed);
    assert.deepEqual(failure.details, [{ field: "KID", says: "There is no key 'lost'" }]);
  });

  it("writes down who went", async () => {
    const { context, server } = await started();
    const { kid, alg } = server.list()[0]!;
    await retire(context, { kid, force: true });
    const [entry] = await context.durable.audit.list({ event: "key.retired", limit: 1 });
    assert.deepEqual(entry?.detail, { kid, alg, generation: 1 });
  });
});

describe("the table of keys", () => {
  const key = { kid: "a", alg: "ES256", use: "sig", createdAt: 0, activeFrom: 86_400 } as const;

  it("aligns its columns, and tells times in UTC", () => {
    const text = printKeys([
      { ...key, state: "active" },
      { ...key, kid: "longer", state: "retired", goneAt: 172_800 },
    ]);
    assert.deepEqual(text.split("\n"), [
      "KID     ALG    USE  STATE    SINCE                 UNTIL",
      "a       ES256  sig  active   1970-01-02T00:00:00Z  its successor",
      "longer  ES256  sig  retired  1970-01-02T00:00:00Z  1970-01-03T00:00:00Z",
    ]);
  });

  it("is JSON for a program", () => {
    assert.deepEqual(keyJson({ ...key, state: "next" }), {
      kid: "a",
      alg: "ES256",
      use: "sig",
      state: "next",
      created_at: 0,
      active_from: 86_400,
      gone_at: null,
    });
  });
});

describe("touchstone key", () => {
  for (const [verb, parts] of [
    ["list", ["--json", "active", "retired"]],
    ["rotate", ["--alg <alg>", "--now", "KEY_PUBLISH_AHEAD_SECONDS"]],
    ["retire", ["<KID>", "--force"]],
  ] as const) {
    it(`tells everything in the help of ${verb}`, async () => {
      const { io, out } = fakeIo();
      assert.equal(await runCommandLine(["key", verb, "--help"], io), EXIT.fine);
      for (const part of [...parts, "--config <file>", "Examples:"]) assert.include(out(), part);
    });
  }

  for (const args of [
    ["key"],
    ["key", "fly"],
    ["key", "retire"],
    ["key", "list", "all"],
    ["key", "rotate", "--soon"],
  ]) {
    it(`refuses '${args.join(" ")}' as usage`, async () => {
      const { io, out, err } = fakeIo();
      assert.equal(await runCommandLine(args, io), EXIT.usage);
      assert.equal(out(), "");
      assert.isNotEmpty(err());
    });
  }
});

describe("keys that a command changes", () => {
  it("are the ones that a server would have made", async () => {
    const { context, server } = await started();
    const tools = { sealKey: keySealingKey(SECRET_KEY, DEFAULT_ISSUER), random: systemRandom, clock: systemClock };
    const policy = keyPolicyOf(context.config);
    assert.lengthOf(await rotateKeys({ store: context.durable.keys, policy, ...tools }), 2);
    await server.refresh();
    assert.lengthOf(server.list(), 4);
  });
});
