import { assert } from "chai";
import { settableClock } from "../../platform/mod.ts";
import { memoryEphemeralStore } from "../../stores/memory/mod.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { ThrowawayDefinition } from "./definition.ts";
import { HEAVIEST_JOURNAL, LONGEST_JOURNAL } from "./live.ts";
import { countsOf, lifeLeft, openLive, readJournal } from "./open_live.ts";

const START = 1_767_225_600;
const USE = { fault: "a" };

const DEFINITION: ThrowawayDefinition = {
  id: "one",
  key: "digest",
  createdAt: START,
  expiresAt: START + 100,
  version: 1,
  faults: [USE, { fault: "b" }],
  faultsSince: 1,
  beganAt: 1,
  clockOffset: 0,
  settings: {},
};

const ENTRY: Omit<JournalEntry, "n"> = {
  at: 0,
  took: 0,
  place: "token",
  method: "POST",
  url: "http://localhost/token",
  query: [],
  form: [],
  headers: {},
  credentials: "none",
  status: 200,
  reply_headers: {},
  faults: [],
};

function scene() {
  const clock = settableClock(START);
  const ephemeral = memoryEphemeralStore({ clock });
  const ground = { clock, time: () => 42, keyFor: (purpose: string) => Buffer.from(purpose) };
  const open = () => openLive({ definition: DEFINITION, ephemeral, ground });
  return { clock, ephemeral, open };
}

describe("openLive()", () => {
  it("tells the faults of the definition, the machine's time and a key of its own", () => {
    const { live } = scene().open();
    assert.deepEqual(live.faults(), DEFINITION.faults);
    assert.equal(live.time(), 42);
    assert.deepEqual(live.markKey, Buffer.from("journal of one"));
  });

  it("takes a newer definition, and no older one", () => {
    const open = scene().open();
    assert.isFalse(open.apply({ ...DEFINITION, version: 3, faults: [] }));
    open.apply({ ...DEFINITION, version: 2, clockOffset: 9 });
    assert.deepEqual([open.live.faults(), open.definition().clockOffset], [[], 0]);
  });

  it("tells when it began anew", () => {
    const open = scene().open();
    assert.isTrue(open.apply({ ...DEFINITION, version: 2, beganAt: 2 }));
    assert.isFalse(open.apply({ ...DEFINITION, version: 3, beganAt: 2 }));
  });

  it("counts each use by itself, together with other processes", async () => {
    const { open, ephemeral } = scene();
    const [here, there] = [open().live, open().live];
    assert.deepEqual([await here.count(USE, 0), await there.count(USE, 0), await here.count(USE, 1)], [1, 2, 1]);
    assert.deepEqual(await countsOf(DEFINITION, ephemeral), [2, 1]);
  });

  it("counts from the start when faults were chosen anew, and only then", async () => {
    const open = scene().open();
    await open.live.count(USE, 0);
    open.apply({ ...DEFINITION, version: 2 });
    assert.equal(await open.live.count(USE, 0), 2);
    open.apply({ ...DEFINITION, version: 3, faultsSince: 3 });
    assert.equal(await open.live.count(USE, 0), 1);
  });

  it("numbers entries, whichever process writes them", async () => {
    const { open, ephemeral } = scene();
    const lives = [open().live, open().live];
    await Promise.all(Array.from({ length: 10 }, async (_, index) => lives[index % 2]?.record(ENTRY)));
    const entries = await readJournal(ephemeral);
    assert.deepEqual(
      entries.map(({ n }) => n),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
  });

  it("keeps the newest entries, and their numbers", async () => {
    const { open, ephemeral } = scene();
    const { live } = open();
    for (let count = 0; count < LONGEST_JOURNAL + 5; count += 1) await live.record(ENTRY);
    const entries = await readJournal(ephemeral);
    assert.deepEqual([entries.length, entries[0]?.n, entries.at(-1)?.n], [1_000, 6, 1_005]);
  });

  describe("with more than a journal holds", () => {
    const heavy = { ...ENTRY, reply: "x".repeat(HEAVIEST_JOURNAL / 8) };
    const placesIn = async (ephemeral: Parameters<typeof readJournal>[0]) =>
      (await readJournal(ephemeral)).map(({ place }) => place);

    it("says so in its last entry, once, whoever writes", async () => {
      const { open, ephemeral } = scene();
      const lives = [open().live, open().live];
      for (let count = 0; count < 12; count += 1) await lives[count % 2]?.record(heavy);
      assert.deepEqual(await placesIn(ephemeral), [...Array.from({ length: 7 }, () => "token" as const), "full"]);
      const last = (await readJournal(ephemeral)).at(-1);
      assert.deepInclude(last, { n: 8, method: "POST", url: ENTRY.url, status: 0, faults: [] });
      assert.include(last?.reply, "full");
    });

    it("says so once, also where many come at once", async () => {
      const { open, ephemeral } = scene();
      const { live } = open();
      await Promise.all(Array.from({ length: 20 }, () => live.record(heavy)));
      const places = await placesIn(ephemeral);
      assert.lengthOf(places, 8);
      assert.lengthOf(
        places.filter((place) => place === "full"),
        1,
      );
    });

    it("says so behind one that takes exactly the last of it", async () => {
      const { open, ephemeral } = scene();
      const bare = Buffer.byteLength(JSON.stringify({ ...ENTRY, reply: "" }));
      await open().live.record({ ...ENTRY, reply: "x".repeat(HEAVIEST_JOURNAL - bare) });
      await open().live.record(ENTRY);
      assert.deepEqual(await placesIn(ephemeral), ["token", "full"]);
    });

    it("counts bytes, not characters", async () => {
      const { open, ephemeral } = scene();
      await open().live.record({ ...ENTRY, reply: "€".repeat(HEAVIEST_JOURNAL / 2) });
      assert.deepEqual(await placesIn(ephemeral), ["full"]);
    });
  });

  it("keeps them for as long as the issuer lives", async () => {
    const { clock, open, ephemeral } = scene();
    await open().live.record(ENTRY);
    clock.advance(99);
    assert.lengthOf(await readJournal(ephemeral), 1);
    clock.advance(1);
    assert.lengthOf(await readJournal(ephemeral), 0);
  });
});

describe("readJournal()", () => {
  it("goes on behind a number", async () => {
    const { open, ephemeral } = scene();
    const { live } = open();
    for (let count = 0; count < 5; count += 1) await live.record(ENTRY);
    for (const [after, numbers] of [
      [0, [1, 2, 3, 4, 5]],
      [3, [4, 5]],
      [5, []],
      [undefined, [1, 2, 3, 4, 5]],
    ] as const) {
      const entries = await readJournal(ephemeral, { after });
      assert.deepEqual(
        entries.map(({ n }) => n),
        [...numbers],
      );
    }
  });
});

describe("lifeLeft()", () => {
  for (const [now, left] of [
    [START, 100],
    [START + 99, 1],
    [START + 100, 1],
    [START + 500, 1],
  ] as const) {
    it(`is ${left} after ${now - START} of 100 seconds`, () => {
      assert.equal(lifeLeft(DEFINITION, { clock: settableClock(now) }), left);
    });
  }
});

describe("countsOf()", () => {
  it("is 0 for what was never at work", async () => {
    assert.deepEqual(await countsOf(DEFINITION, scene().ephemeral), [0, 0]);
  });
});
