import { assert } from "chai";
import { array, assert as forAll, asyncProperty, integer } from "fast-check";
import { rule } from "../../../conformance/support/rule.ts";
import { START } from "../../../test/support/issuer_under_test.ts";
import { countKind } from "../../stores/mod.ts";
import { storedDevice } from "./_stored_device_test.ts";
import { pollTooEarly } from "./poll_pace.ts";

async function paced(interval = 5) {
  const stored = await storedDevice();
  const { device, ephemeral, clock } = stored;
  const poll = () => pollTooEarly(device, { ephemeral, now: clock.now(), interval });
  return { ...stored, poll };
}

describe("pollTooEarly()", () => {
  rule("RFC8628-3.5-5", "never calls the first poll too early", async () => {
    assert.isUndefined(await (await paced()).poll());
  });

  it("answers the interval, five seconds longer with each poll that comes too early", async () => {
    const { poll } = await paced(2);
    assert.deepEqual([await poll(), await poll(), await poll()], [undefined, 7, 12]);
  });

  it("counts the time from the last poll, whatever it was answered", async () => {
    const { poll, clock } = await paced();
    await poll();
    clock.advance(4);
    assert.equal(await poll(), 10);
    clock.advance(9);
    assert.equal(await poll(), 15);
    clock.advance(15);
    assert.isUndefined(await poll());
  });

  it("does not forget what came too early when the device behaves for a while", async () => {
    const { poll, clock } = await paced();
    await poll();
    await poll();
    for (let polls = 0; polls < 3; polls += 1) {
      clock.advance(10);
      assert.isUndefined(await poll());
    }
    clock.advance(9);
    assert.equal(await poll(), 15);
  });

  it("lets one of many at once through, and counts all others", async () => {
    const { poll, clock } = await paced();
    const waits = await Promise.all(Array.from({ length: 10 }, poll));
    assert.lengthOf(
      waits.filter((wait) => wait === undefined),
      1,
    );
    assert.sameMembers(
      waits.filter((wait) => wait !== undefined),
      [10, 15, 20, 25, 30, 35, 40, 45, 50],
    );
    clock.advance(49);
    assert.isNumber(await poll());
  });

  it("keeps no mark for long after the code has expired, however long the interval has grown", async () => {
    const { device, ephemeral } = await storedDevice();
    const lifetimes: number[] = [];
    const put = async (_kind: unknown, { ttl }: { readonly ttl: number }) => void lifetimes.push(ttl);
    const crowded = { ...ephemeral, put };
    await ephemeral.count(countKind("de"), { key: `{${device.tag}}${device.digest}`, ttl: 600 });
    for (let polls = 0; polls < 200; polls += 1)
      await pollTooEarly(device, { ephemeral: crowded, now: START, interval: 5 });
    assert.equal(Math.max(...lifetimes), 660);
  });

  describe("properties", () => {
    it("agrees with a device that is told to wait and waits: it is never slowed down again", () =>
      forAll(
        asyncProperty(array(integer({ min: 0, max: 30 }), { maxLength: 12 }), async (waits) => {
          const { poll, clock } = await paced();
          let interval = 5;
          let last: number | undefined;
          for (const wait of waits) {
            clock.advance(wait);
            const early = last !== undefined && clock.now() - last < interval;
            if (early) interval += 5;
            assert.equal(await poll(), early ? interval : undefined);
            last = clock.now();
          }
        }),
      ));
  });
});
