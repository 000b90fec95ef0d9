import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { settableClock } from "../platform/mod.ts";
import { memoryEphemeralStore } from "../stores/memory/mod.ts";
import { throttle, type ThrottleOptions } from "./throttle.ts";

function throttled(options: Omit<ThrottleOptions, "ephemeral"> = {}) {
  const clock = settableClock(START);
  const ephemeral = memoryEphemeralStore({ clock });
  return { clock, ephemeral, throttle: throttle({ ephemeral, ...options }) };
}

/** Lets so many tries through as are free. */
async function useUp(under: ReturnType<typeof throttled>, tries: number): Promise<void> {
  for (let count = 0; count < tries; count += 1) assert.isUndefined(await under.throttle.begin("key"));
}

/** How long somebody waits who always tries again as soon as they may. */
async function waitsOf(under: ReturnType<typeof throttled>, count: number): Promise<readonly number[]> {
  const waits: number[] = [];
  while (waits.length < count) {
    const wait = await under.throttle.begin("key");
    if (wait === undefined) continue;
    waits.push(wait);
    under.clock.advance(wait);
  }
  return waits;
}

describe("throttle()", () => {
  it("lets the free tries through without a wait", async () => {
    await useUp(throttled({ free: 3 }), 3);
  });

  rule("RFC6749-4.3.2-3", "doubles the wait with each try after them, up to the longest", async () => {
    assert.deepEqual(await waitsOf(throttled({ longest: 20 }), 8), [1, 2, 4, 8, 16, 20, 20, 20]);
  });

  it("waits a quarter of an hour at the most", async () => {
    assert.equal(Math.max(...(await waitsOf(throttled(), 13))), 900);
  });

  it("does not make the wait longer for who asks again too soon", async () => {
    const under = throttled();
    await useUp(under, 6);
    for (let again = 0; again < 10; again += 1) assert.equal(await under.throttle.begin("key"), 1);
    under.clock.advance(1);
    assert.isUndefined(await under.throttle.begin("key"));
    assert.equal(await under.throttle.begin("key"), 2);
  });

  rule("RFC6749-10.10-4", "counts before anybody judges, so that of many tries at once few go on", async () => {
    const { throttle } = throttled();
    const answers = await Promise.all(Array.from({ length: 100 }, () => throttle.begin("key")));
    assert.lengthOf(
      answers.filter((answer) => answer === undefined),
      6,
    );
  });

  it("knows keys apart", async () => {
    const under = throttled({ free: 1 });
    await useUp(under, 2);
    assert.isNumber(await under.throttle.begin("key"));
    assert.isUndefined(await under.throttle.begin("another key"));
  });

  it("begins anew after a success, even while a wait is on", async () => {
    const under = throttled({ free: 2 });
    await useUp(under, 3);
    assert.equal(await under.throttle.begin("key"), 1);
    await under.throttle.succeeded("key");
    await useUp(under, 2);
  });

  it("forgets an hour after the first try, so that nobody is locked out for good", async () => {
    const under = throttled();
    await waitsOf(under, 5);
    under.clock.set(START + 3_600);
    await useUp(under, 6);
  });

  it("keeps no key in the clear", async () => {
    const { ephemeral, clock } = throttled();
    const keys: string[] = [];
    const spying = {
      ...ephemeral,
      count: async (_kind: unknown, { key }: { readonly key: string }) => keys.push(key),
    };
    await throttle({ ephemeral: spying }).begin("alice 192.0.2.7");
    assert.notInclude(keys.join(), "alice");
    assert.equal(clock.now(), START);
  });
});
