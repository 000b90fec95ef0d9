import { assert } from "chai";
import type { Context } from "koa";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { settableClock } from "../platform/mod.ts";
import { memoryEphemeralStore } from "../stores/memory/mod.ts";
import { type EphemeralStore, StoreUnavailable } from "../stores/mod.ts";
import { bearing, contextOf, errorsOf, writtenTo } from "./_context_test.ts";
import { type Access, ANONYMOUS } from "./access.ts";
import { throttle, type ThrottleOptions } from "./throttle.ts";
import { byAnonymous, byUserOrClient } from "./throttle_caller.ts";

type Given = Partial<Omit<ThrottleOptions, "store" | "clock">>;

/** Throttles that count on one store, whose time stands still. */
function throttles(wrap: (store: EphemeralStore) => EphemeralStore = (store) => store) {
  const clock = settableClock(1_000);
  const store = wrap(memoryEphemeralStore({ clock }));
  function open(given: Given = {}) {
    const middleware = throttle({ store, clock, rate: "2/minute", scope: "test", by: byUserOrClient, ...given });
    return async (access: Access = bearing([]), context: Context = contextOf()) => {
      context.state["access"] = access;
      let isReached = false;
      await middleware(context, async () => void (isReached = true));
      return { ...writtenTo(context), isReached, context };
    };
  }
  return { open, clock };
}

/** Calls so often; answers the last. */
async function last<T>(times: number, call: () => Promise<T>): Promise<T> {
  for (let time = 1; time < times; time += 1) await call();
  return call();
}

describe("throttle()", () => {
  it("lets calls through and tells what is left of them", async () => {
    const call = throttles().open();
    for (const left of [1, 0]) {
      const { isReached, headers } = await call();
      assert.isTrue(isReached);
      assert.equal(headers["ratelimit"], `"test";r=${left};t=60`);
    }
  });

  rule("RATELIMIT-3-2", "names its policy in every answer, the refusal too", async () => {
    const call = throttles().open();
    const policies = [(await call()).headers, (await call()).headers, (await call()).headers];
    assert.deepEqual(
      policies.map((headers) => headers["ratelimit-policy"]),
      Array.from({ length: 3 }, () => '"test";q=2;w=60'),
    );
  });

  rule(
    "RFC6585-4-1",
    "answers a call too many with 429 and JSON that says what to do, and goes no further",
    async () => {
      const { status, body, isReached, headers } = await last(3, throttles().open());
      assert.deepEqual([status, isReached, headers["content-type"]], [429, false, "application/json"]);
      assert.deepEqual(body, {
        error: "temporarily_unavailable",
        error_description: "Cannot answer more calls than 2/minute: try again in 60 seconds",
        error_uri: "https://www.rfc-editor.org/rfc/rfc6585#section-4",
      });
    },
  );

  rule(["RFC6585-4-2", "RFC9110-10.2.3-1", "RATELIMIT-6-1"], "says truly when to come back", async () => {
    const { open, clock } = throttles();
    const call = open();
    await last(2, call);
    clock.advance(20);
    const { headers } = await call();
    const wait = Number(headers["retry-after"]);
    assert.equal(headers["retry-after"], "41");
    assert.equal(headers["ratelimit"], `"test";r=0;t=${wait}`);
    clock.advance(wait);
    assert.isTrue((await call()).isReached);
  });

  rule("RFC6585-4-3", "lets nobody keep a refusal", async () => {
    const { headers } = await last(3, throttles().open());
    assert.equal(headers["cache-control"], "no-store");
  });

  beyond("RFC6585-4-2", "sends no Retry-After with what it lets through", async () => {
    assert.notProperty((await throttles().open()()).headers, "retry-after");
  });

  it("challenges nobody, as no credentials would help", async () => {
    assert.notProperty((await last(3, throttles().open())).headers, "www-authenticate");
  });

  it("speaks of one second in the singular", async () => {
    const { body } = await last(2, throttles().open({ rate: "1/s" }));
    assert.include(JSON.stringify(body), '1/second: try again in 1 second"');
  });

  it("does not count, nor announce itself to, whom it is not for", async () => {
    const call = throttles().open({ by: byAnonymous, rate: "1/minute" });
    const { isReached, headers } = await last(5, () => call(bearing([])));
    assert.isTrue(isReached);
    assert.notProperty(headers, "ratelimit");
    assert.equal((await last(2, () => call(ANONYMOUS))).status, 429);
  });

  it("takes a name that has to be looked up", async () => {
    const call = throttles().open({ by: async () => "tenant 7", rate: "1/minute" });
    assert.isTrue((await call()).isReached);
    assert.equal((await call(ANONYMOUS)).status, 429);
  });

  it("counts with others of its scope and rate, and with no others", async () => {
    const { open } = throttles();
    await last(2, open());
    assert.equal((await open()()).status, 429);
    assert.isTrue((await open({ scope: "other" })()).isReached);
    assert.isTrue((await open({ rate: "2/hour" })()).isReached);
  });

  it("keeps the fields of a throttle before it", async () => {
    const { open } = throttles();
    const context = contextOf();
    await open({ scope: "burst", rate: "9/s" })(ANONYMOUS, context);
    const { headers } = await open()(ANONYMOUS, context);
    assert.equal(headers["ratelimit-policy"], '"burst";q=9;w=1, "test";q=2;w=60');
    assert.equal(headers["ratelimit"], '"burst";r=8;t=1, "test";r=1;t=60');
  });
});

describe("throttle() at several rates", () => {
  const BOTH = { rate: ["2/s", "3/hour"] } as const;

  it("keeps each of them, and names each", async () => {
    const { open, clock } = throttles();
    const call = open(BOTH);
    const { headers, status } = await last(3, call);
    assert.equal(status, 429);
    assert.equal(headers["ratelimit-policy"], '"test 2/second";q=2;w=1, "test 3/hour";q=3;w=3600');
    assert.equal(headers["retry-after"], "1");
    clock.advance(1);
    // The call that was too fast counted for the hour.
    const { body } = await call();
    assert.include(JSON.stringify(body), "more calls than 3/hour");
  });

  it("tells the longest wait, and every rate that was broken", async () => {
    const call = throttles().open(BOTH);
    const { headers, body } = await last(9, call);
    assert.equal(headers["retry-after"], "3600");
    assert.include(JSON.stringify(body), "more calls than 2/second and 3/hour");
  });
});

describe("throttle() that cannot work", () => {
  for (const [name, given, kind] of [
    ["a rate that nobody can read", { rate: "often" }, SyntaxError],
    ["no rate", { rate: [] }, TypeError],
    ["a scope that no field can name", { scope: "ü" }, TypeError],
  ] as const) {
    it(`is refused when it is made: ${name}`, () => assert.throws(() => throttles().open(given), kind));
  }

  it("answers 500 to no mistake of a caller, and tells the application of its own", async () => {
    const context = contextOf();
    const errors = errorsOf(context);
    const failing = throttles().open({ by: () => assert.fail("nobody") });
    const { status, isReached } = await failing(ANONYMOUS, context);
    assert.deepEqual([status, isReached, errors.length], [500, false, 1]);
  });

  it("says that authenticate() must come before it", async () => {
    const middleware = throttle({ store: memoryEphemeralStore(), rate: "1/s", scope: "x", by: byUserOrClient });
    let thrown: unknown;
    await middleware(contextOf(), async () => undefined).catch((error: unknown) => (thrown = error));
    assert.instanceOf(thrown, TypeError);
    assert.include(String(thrown), "authenticate()");
  });
});

describe("throttle() whose store is away", () => {
  function broken() {
    const state = { away: true };
    const { open } = throttles((real) => ({
      ...real,
      async draw(kind, draw) {
        if (state.away) throw new StoreUnavailable("redis", undefined);
        return real.draw(kind, draw);
      },
    }));
    return { state, call: open({ rate: "1/minute" }) };
  }

  it("lets calls through without a word of what is left, and tells the application once", async () => {
    const { call } = broken();
    const context = contextOf();
    const errors = errorsOf(context);
    const { isReached, headers } = await last(3, () => call(ANONYMOUS, context));
    assert.isTrue(isReached);
    assert.notProperty(headers, "ratelimit-policy");
    assert.lengthOf(errors, 1);
    assert.instanceOf(errors[0], StoreUnavailable);
  });

  it("counts again when it is back, and tells of the next time", async () => {
    const { call, state } = broken();
    const context = contextOf();
    const errors = errorsOf(context);
    await call(ANONYMOUS, context);
    state.away = false;
    assert.equal((await last(2, () => call(ANONYMOUS))).status, 429);
    state.away = true;
    await call(bearing([]), context);
    assert.lengthOf(errors, 2);
  });
});
