import { assert } from "chai";
import * as fc from "fast-check";
import { thrownBy } from "../../test/support/refusals.ts";
import { type SettableClock, settableClock } from "../platform/mod.ts";
import { parseRate } from "../protocol/mod.ts";
import { memoryEphemeralStore } from "../stores/memory/mod.ts";
import { type Draw, type Drawn, type EphemeralStore, StoreUnavailable } from "../stores/mod.ts";
import { openRateLimiter, type RateLimiter } from "./rate_limiter.ts";

type Wrap = (draw: () => Promise<Drawn>) => Promise<Drawn>;

interface Bench {
  readonly clock: SettableClock;
  /** What the store was asked for, in order. */
  readonly draws: readonly Draw[];
  /** True: the store is away. */
  away: boolean;
  /** One more process that counts on the same store. */
  readonly limiter: (rate: string, name?: string) => RateLimiter;
}

function bench(wrap: Wrap = async (draw) => draw()): Bench {
  const clock = settableClock(1_000);
  const real = memoryEphemeralStore({ clock });
  const draws: Draw[] = [];
  const ephemeral: EphemeralStore = {
    ...real,
    async draw(kind, draw) {
      draws.push(draw);
      if (under.away) throw new StoreUnavailable("redis", undefined);
      return wrap(() => real.draw(kind, draw));
    },
  };
  const under: Bench = {
    clock,
    draws,
    away: false,
    limiter: (rate, name = "test") => openRateLimiter({ ephemeral, clock, rate: parseRate(rate), name }),
  };
  return under;
}

/** Asks so often, one after the other; answers how many were let through. */
async function letThrough(limiter: RateLimiter, times: number, who = "ann"): Promise<number> {
  let count = 0;
  for (let time = 0; time < times; time += 1) if ((await limiter.take(who)).allowed) count += 1;
  return count;
}

describe("openRateLimiter()", () => {
  it("lets through what the rate says, tells what is left and when all of it is there again", async () => {
    const limiter = bench().limiter("3/minute");
    assert.deepEqual(await limiter.take("ann"), { allowed: true, left: 2, endsIn: 60 });
    assert.deepEqual(await limiter.take("ann"), { allowed: true, left: 1, endsIn: 60 });
    assert.deepEqual(await limiter.take("ann"), { allowed: true, left: 0, endsIn: 60 });
    assert.deepEqual(await limiter.take("ann"), { allowed: false, left: 0, endsIn: 60 });
  });

  it("begins anew when the time is over that the first began, whatever was refused meanwhile", async () => {
    const { limiter: open, clock } = bench();
    const limiter = open("2/10s");
    assert.equal(await letThrough(limiter, 3), 2);
    for (let second = 0; second < 9; second += 1) {
      clock.advance(1);
      assert.equal(await letThrough(limiter, 2), 0, `after ${second + 1} seconds`);
    }
    clock.advance(1);
    assert.equal(await letThrough(limiter, 3), 2);
  });

  it("counts each who apart, and each name and each rate", async () => {
    const { limiter } = bench();
    const [one, other, slower] = [limiter("1/minute"), limiter("1/minute", "other"), limiter("1/hour")];
    assert.equal(await letThrough(one, 2, "ann"), 1);
    assert.equal(await letThrough(one, 2, "bob"), 1);
    assert.equal(await letThrough(other, 2, "ann"), 1);
    assert.equal(await letThrough(slower, 2, "ann"), 1);
  });

  it("counts with every other of its name and rate, whoever writes the rate in whichever way", async () => {
    const { limiter } = bench();
    assert.equal(await letThrough(limiter("3/minute"), 2), 2);
    assert.equal(await letThrough(limiter("3/60s"), 2), 1);
  });

  it("does not tell the store who asked", async () => {
    const { limiter, draws } = bench();
    await limiter("3/minute").take("192.0.2.7");
    assert.match(draws[0]!.key, /^[\w-]{22}$/);
  });

  it("asks the store once for each that is let through where a rate is small", async () => {
    const { limiter, draws } = bench();
    assert.equal(await letThrough(limiter("199/minute"), 199), 199);
    assert.lengthOf(draws, 199);
  });

  it("does not ask again for whom nothing is left, until the time is nearly over", async () => {
    const { limiter: open, draws, clock } = bench();
    const limiter = open("1/minute");
    assert.equal(await letThrough(limiter, 500), 1);
    assert.lengthOf(draws, 1);
    clock.advance(58);
    assert.equal(await letThrough(limiter, 5), 0);
    assert.lengthOf(draws, 1);
  });

  it("says after a while how long is left, at most a second more", async () => {
    const { limiter: open, clock } = bench();
    const limiter = open("1/minute");
    await letThrough(limiter, 1);
    clock.advance(30);
    const { endsIn } = await limiter.take("ann");
    assert.oneOf(endsIn, [30, 31]);
  });

  it("answers at once what it knows, without a turn of the event loop", async () => {
    const limiter = bench().limiter("1/minute");
    await limiter.take("ann");
    assert.notInstanceOf(limiter.take("ann"), Promise);
  });

  it("forgets whom it saw longest ago when there are very many, and then asks the store again", async () => {
    const { limiter: open, draws } = bench();
    const limiter = open("1/minute");
    await letThrough(limiter, 2, "first");
    for (let who = 0; who < 10_000; who += 1) await limiter.take(`${who}`);
    const before = draws.length;
    assert.equal(await letThrough(limiter, 2, "first"), 0);
    assert.equal(draws.length, before + 1);
  });
});

describe("openRateLimiter(), asked many times at once", () => {
  async function atOnce(limiter: RateLimiter, times: number): Promise<number> {
    const all = await Promise.all(Array.from({ length: times }, async () => limiter.take("ann")));
    return all.filter(({ allowed }) => allowed).length;
  }

  it("lets through what the rate says, with two questions to the store", async () => {
    const { limiter, draws } = bench();
    assert.equal(await atOnce(limiter("20/minute"), 50), 20);
    assert.deepEqual(
      draws.map(({ wanted }) => wanted),
      [1, 49],
    );
  });

  it("lets through no more in two processes", async () => {
    const { limiter } = bench();
    const [one, other] = await Promise.all([atOnce(limiter("20/minute"), 50), atOnce(limiter("20/minute"), 50)]);
    assert.equal(one + other, 20);
  });

  it("fails all of them when the store is away, and counts again when it is back", async () => {
    const under = bench();
    const limiter = under.limiter("20/minute");
    under.away = true;
    const failed = await Promise.allSettled(Array.from({ length: 9 }, async () => limiter.take("ann")));
    assert.deepEqual([...new Set(failed.map(({ status }) => status))], ["rejected"]);
    assert.instanceOf(await thrownBy(() => limiter.take("ann")), StoreUnavailable);
    under.away = false;
    assert.equal(await atOnce(limiter, 50), 20);
  });
});

describe("openRateLimiter() with a large rate", () => {
  it("asks the store seldom, and is exact all the same where one process counts", async () => {
    const { limiter, draws } = bench();
    assert.equal(await letThrough(limiter("6000/minute"), 7_000), 6_000);
    assert.isBelow(draws.length, 200);
  });

  it("leases little at first, and a hundredth at the most", async () => {
    const { limiter, draws } = bench();
    await letThrough(limiter("6000/minute"), 1_000);
    assert.deepEqual(
      draws.slice(0, 8).map(({ wanted }) => wanted),
      [1, 2, 4, 8, 16, 32, 60, 60],
    );
    assert.isAtMost(Math.max(...draws.map(({ wanted }) => wanted)), 60);
  });

  it("leases less and less towards the end, so that others get what is left", async () => {
    const { limiter, draws } = bench();
    const [busy, quiet] = [limiter("1000/minute"), limiter("1000/minute")];
    await letThrough(busy, 990);
    assert.equal(draws.at(-1)!.wanted, 1);
    assert.equal(await letThrough(quiet, 20), 10);
  });

  it("leases little again when a new time begins", async () => {
    const { limiter: open, clock, draws } = bench();
    const limiter = open("6000/minute");
    await letThrough(limiter, 500);
    clock.advance(60);
    await letThrough(limiter, 1);
    assert.equal(draws.at(-1)!.wanted, 1);
  });

  it("serves from what it has leased while the store is away", async () => {
    const under = bench();
    const limiter = under.limiter("6000/minute");
    await letThrough(limiter, 64);
    under.away = true;
    assert.isTrue((await limiter.take("ann")).allowed);
  });

  it("uses nothing that was leased for a time that is over", async () => {
    const { limiter: open, clock, draws } = bench();
    const [one, other] = [open("1000/10s"), open("1000/10s")];
    await letThrough(one, 100);
    clock.advance(10);
    assert.equal(await letThrough(other, 1_000), 1_000);
    assert.equal(await letThrough(one, 50), 0);
    assert.isAtLeast(draws.length, 2);
  });

  it("tells what is left without what it has leased for itself getting lost", async () => {
    const limiter = bench().limiter("1000/minute");
    for (let time = 1; time <= 300; time += 1) {
      const { left } = await limiter.take("ann");
      assert.equal(left, 1_000 - time);
    }
  });
});

/** What a plain list of moments says, one window after the other, each begun by who comes first. */
class Windows {
  #began = -Infinity;
  #count = 0;
  readonly #limit: number;
  readonly #period: number;

  constructor({ limit, period }: { readonly limit: number; readonly period: number }) {
    this.#limit = limit;
    this.#period = period;
  }

  take(now: number): { readonly allowed: boolean; readonly ends: number } {
    if (now >= this.#began + this.#period) [this.#began, this.#count] = [now, 0];
    const allowed = this.#count < this.#limit;
    if (allowed) this.#count += 1;
    return { allowed, ends: this.#began + this.#period };
  }
}

describe("properties of openRateLimiter()", () => {
  const moves = fc.array(fc.record({ wait: fc.nat({ max: 4 }), process: fc.constantFrom(0, 1), times: fc.nat(9) }), {
    maxLength: 40,
  });
  const small = fc.record({ limit: fc.integer({ min: 1, max: 12 }), period: fc.integer({ min: 1, max: 12 }) });
  const large = fc.record({ limit: fc.integer({ min: 200, max: 900 }), period: fc.integer({ min: 1, max: 12 }) });

  it("answers as a plain count does where a rate is small, on two processes", async () => {
    await fc.assert(
      fc.asyncProperty(small, moves, async (rate, history) => {
        const { clock, limiter } = bench();
        const both = [limiter(`${rate.limit}/${rate.period}s`), limiter(`${rate.limit}/${rate.period}s`)] as const;
        const model = new Windows(rate);
        for (const { wait, process, times } of history) {
          clock.advance(wait);
          for (let time = 0; time < times; time += 1) {
            const { allowed, endsIn } = await both[process].take("ann");
            const expected = model.take(clock.now());
            assert.equal(allowed, expected.allowed);
            // Never too early, and hardly too late.
            assert.oneOf(clock.now() + endsIn - expected.ends, [0, 1]);
          }
        }
      }),
    );
  });

  it("never lets more through in one window than a large rate says, on two processes", async () => {
    await fc.assert(
      fc.asyncProperty(large, moves, async (rate, history) => {
        const { clock, limiter } = bench();
        const both = [limiter(`${rate.limit}/${rate.period}s`), limiter(`${rate.limit}/${rate.period}s`)] as const;
        const seen = new Map<number, number>();
        const model = new Windows({ ...rate, limit: Infinity });
        for (const { wait, process, times } of history) {
          clock.advance(wait);
          for (let time = 0; time < times * 40; time += 1) {
            if (!(await both[process].take("ann")).allowed) continue;
            const { ends } = model.take(clock.now());
            seen.set(ends, (seen.get(ends) ?? 0) + 1);
          }
        }
        for (const count of seen.values()) assert.isAtMost(count, rate.limit);
      }),
      { numRuns: 60 },
    );
  });

  it("answers everybody once and lets exactly as many through as may, in whatever order the store answers", async () => {
    const asked = fc.tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 15 }));
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 25 }), asked, async (scheduler, limit, counts) => {
        const { limiter } = bench(async (draw) => {
          await scheduler.schedule(Promise.resolve());
          const drawn = await draw();
          await scheduler.schedule(Promise.resolve());
          return drawn;
        });
        const takes = counts.flatMap((count) => {
          const one = limiter(`${limit}/minute`);
          return Array.from({ length: count }, async () => one.take("ann"));
        });
        const told = await scheduler.waitFor(Promise.all(takes));
        const allowed = told.filter((one) => one.allowed).length;
        assert.equal(allowed, Math.min(limit, counts[0] + counts[1]));
      }),
    );
  });

  it("lets through whoever waits as long as it was told", async () => {
    await fc.assert(
      fc.asyncProperty(small, fc.nat(20), async (rate, pause) => {
        const { clock, limiter: open } = bench();
        const limiter = open(`${rate.limit}/${rate.period}s`);
        await letThrough(limiter, rate.limit);
        clock.advance(pause % rate.period);
        const { allowed, endsIn } = await limiter.take("ann");
        assert.isFalse(allowed);
        clock.advance(endsIn);
        assert.isTrue((await limiter.take("ann")).allowed);
      }),
    );
  });
});
