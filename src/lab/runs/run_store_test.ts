import { assert } from "chai";
import { assertRefused } from "../../../test/support/refusals.ts";
import { digest, seededRandom, settableClock } from "../../platform/mod.ts";
import { memoryEphemeralStore } from "../../stores/memory/mod.ts";
import { type AddedAttempt, runStore } from "./run_store.ts";
import { ATTEMPT, type RunRecord } from "./run_records.ts";

const LIFETIME = 1_000;

function storeUnderTest(sealKey = Buffer.alloc(32, 1)) {
  const clock = settableClock(10_000);
  const ephemeral = memoryEphemeralStore({ clock });
  const options = { ephemeral, random: seededRandom("store"), lifetime: LIFETIME };
  return { clock, ephemeral, options, store: runStore({ ...options, sealKey }) };
}

function run(id = "r1", key = "k1"): RunRecord {
  return {
    id,
    key: digest(key),
    plan: "oidc-basic",
    name: "client",
    startedAt: 10_000,
    expiresAt: 10_000 + LIFETIME,
    planned: [],
    client: {},
  };
}

function attempt(name: string, rest: Partial<AddedAttempt> = {}): AddedAttempt {
  const config = {
    scenario: name,
    setup: "code",
    flow: "code",
    control: false,
    issuer: "https://lab.test/lab/i/i1",
    client_id: "c",
    client_secret: "s3cret-s3cret",
    token_endpoint_auth_method: "client_secret_basic",
    redirect_uri: "http://127.0.0.1:1/cb",
    response_type: "code",
    scope: "read",
    resource: "",
    config_url: "",
    statement_url: "",
    username: "alice",
    password: "p4ssword-p4ssword",
  } as const;
  return { run: "r1", name, issuer: "i1", begunAt: 5, attempt: `a-${name}`, config, ...rest };
}

describe("runStore()", () => {
  it("lets in whoever has the key of a run", async () => {
    const { store } = storeUnderTest();
    await store.putRun(run());
    assert.deepEqual(await store.openRun("r1", "k1"), run());
  });

  for (const [name, id, key, status, code] of [
    ["another key", "r1", "k2", 401, "invalid_token"],
    ["no key", "r1", undefined, 401, "invalid_token"],
    ["an empty key", "r1", "", 401, "invalid_token"],
    ["the id as the key", "r1", "r1", 401, "invalid_token"],
    ["the digest as the key", "r1", digest("k1"), 401, "invalid_token"],
    ["a run that is not there", "r2", "k1", 404, "invalid_request"],
    ["an empty id", "", "k1", 404, "invalid_request"],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const { store } = storeUnderTest();
      await store.putRun(run());
      await assertRefused(() => store.openRun(id, key), { code, status });
    });
  }

  it("finds an attempt by what it is called, and by the digest of that", async () => {
    const { store } = storeUnderTest();
    await store.addAttempt(attempt("x"));
    const found = await store.findAttempt("a-x");
    assert.deepInclude(found, { attempt: "a-x", config: attempt("x").config });
    assert.deepInclude(found?.record, { run: "r1", name: "x", issuer: "i1", begunAt: 5 });
    assert.deepEqual(await store.findByDigest(digest("a-x")), found);
    assert.isUndefined(await store.findAttempt(digest("a-x")));
  });

  it("keeps neither a secret nor what the attempt is called in the clear", async () => {
    const { store, ephemeral } = storeUnderTest();
    await store.addAttempt(attempt("x"));
    const kept = JSON.stringify([await ephemeral.get(ATTEMPT, digest("a-x")), await store.begunIn("r1")]);
    for (const secret of ["s3cret", "p4ssword", "a-x"]) assert.notInclude(kept, secret);
  });

  it("opens what was sealed for one attempt under no other, and under no other key", async () => {
    const { store, ephemeral, options } = storeUnderTest();
    await store.addAttempt(attempt("x"));
    const record = await ephemeral.get(ATTEMPT, digest("a-x"));
    assert.isDefined(record);
    if (record !== undefined) await ephemeral.put(ATTEMPT, { key: digest("a-y"), value: record, ttl: 10 });
    const other = runStore({ ...options, sealKey: Buffer.alloc(32, 2) });
    for (const read of [() => store.findAttempt("a-y"), () => other.findAttempt("a-x")]) {
      const error = await read().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.instanceOf(error, Error);
    }
  });

  it("remembers what began, in order, each run for itself", async () => {
    const { store } = storeUnderTest();
    for (const name of ["x", "y", "x"]) await store.addAttempt(attempt(name));
    await store.addAttempt(attempt("z", { run: "r2" }));
    const names = async (id: string) => (await store.begunIn(id)).map(({ name }) => name);
    assert.deepEqual(await names("r1"), ["x", "y", "x"]);
    assert.deepEqual(await names("r2"), ["z"]);
    assert.isEmpty(await names("r3"));
  });

  it("loses nothing of attempts that begin at once", async () => {
    const { store } = storeUnderTest();
    await Promise.all(Array.from({ length: 50 }, (_, n) => store.addAttempt(attempt(`n${n}`))));
    assert.lengthOf(new Set((await store.begunIn("r1")).map(({ name }) => name)), 50);
  });

  it("forgets attempts with what was said of them and how they ended", async () => {
    const { store } = storeUnderTest();
    const key = digest("a-x");
    await store.addAttempt(attempt("x"));
    await store.putStatement(key, { statement: "refused", statedBy: "call", at: 1 });
    await store.putEnded(key, { name: "x", setup: "code", control: false, outcome: {}, took: 1, entries: [] });
    await store.forgetAttempts([key]);
    const found = [await store.findByDigest(key), await store.findStatement(key), await store.findEnded(key)];
    assert.deepEqual(found, [undefined, undefined, undefined]);
  });

  it("forgets a run with all that it says", async () => {
    const { store } = storeUnderTest();
    await store.putRun(run());
    await store.putFinished(run(), { finishedAt: 10_001, verdicts: [], attempts: [] });
    await store.addAttempt(attempt("x"));
    await store.forgetRun("r1");
    assert.isUndefined(await store.findRun("r1"));
    assert.isUndefined(await store.findFinished("r1"));
    assert.isEmpty(await store.begunIn("r1"));
  });

  it("forgets everything by itself, the end of a run no later than its attempts", async () => {
    const { store, clock } = storeUnderTest();
    await store.putRun(run());
    clock.advance(LIFETIME - 10);
    await store.addAttempt(attempt("x"));
    await store.putFinished(run(), { finishedAt: clock.now(), verdicts: [], attempts: [] });
    assert.isDefined(await store.findFinished("r1"));
    clock.advance(10);
    assert.isUndefined(await store.findRun("r1"));
    assert.isUndefined(await store.findFinished("r1"));
    assert.isDefined(await store.findAttempt("a-x"));
    clock.advance(LIFETIME);
    assert.isUndefined(await store.findAttempt("a-x"));
  });

  it("keeps the end of a run that was finished in its last moment", async () => {
    const { store } = storeUnderTest();
    await store.putFinished(run(), { finishedAt: 10_000 + LIFETIME + 5, verdicts: [], attempts: [] });
    assert.isDefined(await store.findFinished("r1"));
  });
});
