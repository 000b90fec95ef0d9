import { assert } from "chai";
import { assert as forAll, asyncProperty, constantFrom, array } from "fast-check";
import { type Letter, openOutbox, type Outbox, type OutboxOptions, type Outcome, type Result } from "./outbox.ts";

const DELIVERED: Outcome = { kind: "delivered" };
const LATER: Outcome = { kind: "later", reason: "status 503" };
const REFUSED: Outcome = { kind: "refused", reason: "status 400" };

/** An outbox whose pauses take no time, and how long each would have been. */
function opened(options: Partial<OutboxOptions> = {}): { readonly outbox: Outbox; readonly pauses: number[] } {
  const pauses: number[] = [];
  const pause = async (seconds: number) => void pauses.push(seconds);
  return { outbox: openOutbox({ tries: 4, atOnce: 3, perHost: 2, most: 100, pause, ...options }), pauses };
}

/** Posts a letter whose tries have these outcomes, the last for good; resolves with the result. */
function posted(outbox: Outbox, outcomes: readonly (Outcome | Promise<Outcome>)[], host = "a.test"): Promise<Result> {
  let tries = 0;
  return new Promise((resolve) => {
    outbox.post({
      host,
      async deliver() {
        tries += 1;
        return outcomes[Math.min(tries, outcomes.length) - 1] ?? DELIVERED;
      },
      ended: resolve,
    });
  });
}

/** Letters that wait to be released, and how many were under way at once. */
function crowd(outbox: Outbox, hosts: readonly string[]) {
  const state = { now: 0, most: 0, ended: 0, mostAt: new Map<string, number>() };
  const nowAt = new Map<string, number>();
  for (const host of hosts) {
    outbox.post({
      host,
      async deliver() {
        state.now += 1;
        nowAt.set(host, (nowAt.get(host) ?? 0) + 1);
        state.most = Math.max(state.most, state.now);
        state.mostAt.set(host, Math.max(state.mostAt.get(host) ?? 0, nowAt.get(host) ?? 0));
        await new Promise((resolve) => setImmediate(resolve));
        state.now -= 1;
        nowAt.set(host, (nowAt.get(host) ?? 0) - 1);
        return DELIVERED;
      },
      ended: () => void (state.ended += 1),
    });
  }
  return state;
}

const NEVER = new Promise<Outcome>(() => undefined);

describe("openOutbox()", () => {
  for (const [name, outcomes, expected, waited] of [
    ["delivers at the first try", [DELIVERED], { tries: 1 }, []],
    ["tries again, later and later", [LATER, LATER, DELIVERED], { tries: 3 }, [2, 8]],
    ["gives up after the last try", [LATER], { tries: 4, failure: "status 503" }, [2, 8, 32]],
    ["does not try again what was refused", [REFUSED], { tries: 1, failure: "status 400" }, []],
    ["stops at a refusal on the way", [LATER, REFUSED], { tries: 2, failure: "status 400" }, [2]],
  ] as const) {
    it(name, async () => {
      const { outbox, pauses } = opened();
      assert.deepEqual(await posted(outbox, outcomes), expected);
      assert.deepEqual(pauses, [...waited]);
    });
  }

  it("tries as often as it is told", async () => {
    const { outbox, pauses } = opened({ tries: 1 });
    assert.deepEqual(await posted(outbox, [LATER]), { tries: 1, failure: "status 503" });
    assert.deepEqual(pauses, []);
  });

  it("has so many under way at once, and so many to one host", async () => {
    const { outbox } = opened();
    const state = crowd(outbox, ["a", "a", "a", "a", "b", "b", "b", "c"]);
    await outbox.close(1_000);
    assert.deepInclude(state, { most: 3, ended: 8 });
    assert.isAtMost(Math.max(...state.mostAt.values()), 2);
  });

  it("lets nobody wait behind a host that does not answer", async () => {
    const { outbox } = opened();
    void posted(outbox, [NEVER], "slow");
    void posted(outbox, [NEVER], "slow");
    void posted(outbox, [NEVER], "slow");
    assert.deepEqual(await posted(outbox, [DELIVERED], "quick"), { tries: 1 });
  });

  it("takes only so many letters", async () => {
    const { outbox } = opened({ most: 2 });
    void posted(outbox, [NEVER]);
    void posted(outbox, [NEVER]);
    assert.deepEqual(await posted(outbox, [DELIVERED]), { tries: 0, failure: "too many wait" });
  });
});

describe("closing an outbox", () => {
  it("waits for what is under way", async () => {
    const { outbox } = opened();
    const slow = posted(outbox, [new Promise((resolve) => setTimeout(() => resolve(DELIVERED), 20))]);
    await outbox.close(1_000);
    assert.deepEqual(await slow, { tries: 1 });
  });

  it("waits for who is about to post", async () => {
    const { outbox } = opened();
    let result: Promise<Result> | undefined;
    outbox.prepare(
      new Promise((resolve) => setImmediate(resolve)).then(() => void (result = posted(outbox, [DELIVERED]))),
    );
    await outbox.close(1_000);
    assert.deepEqual(await result, { tries: 1 });
  });

  it("says of what it cannot wait for that it has failed", async () => {
    const { outbox } = opened();
    const results = [1, 2, 3].map(() => posted(outbox, [NEVER]));
    await outbox.close(5);
    assert.deepEqual(await Promise.all(results), [
      { tries: 1, failure: "the server stops" },
      { tries: 1, failure: "the server stops" },
      { tries: 0, failure: "the server stops" },
    ]);
  });

  it("does not wait for the next try", async () => {
    const { outbox } = opened({
      pause: (_, signal) => new Promise((_resolve, reject) => signal.addEventListener("abort", reject)),
    });
    const result = posted(outbox, [LATER]);
    await new Promise((resolve) => setImmediate(resolve));
    await outbox.close(60_000);
    assert.deepEqual(await result, { tries: 1, failure: "status 503, and the server stops" });
  });

  it("takes no time when there is nothing to wait for", async () => {
    const { outbox } = opened();
    await outbox.close(60_000);
  });
});

describe("properties of an outbox", () => {
  it("each letter ends once, whatever becomes of its tries", async () => {
    const outcomes = array(constantFrom(DELIVERED, LATER, REFUSED), { minLength: 1, maxLength: 6 });
    const letters = array(outcomes, { maxLength: 12 });
    await forAll(
      asyncProperty(letters, async (all) => {
        const { outbox } = opened();
        const ends: number[] = all.map(() => 0);
        const work = all.map((tries, index) => {
          let tried = 0;
          const letter: Letter = {
            host: String(index % 3),
            deliver: async () => tries[Math.min((tried += 1), tries.length) - 1] ?? DELIVERED,
            ended: () => void (ends[index] = (ends[index] ?? 0) + 1),
          };
          outbox.post(letter);
          return letter;
        });
        await new Promise((resolve) => setImmediate(resolve));
        await outbox.close(1_000);
        assert.deepEqual(
          ends,
          work.map(() => 1),
        );
      }),
      { numRuns: 50 },
    );
  });
});
