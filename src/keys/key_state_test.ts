import { assert } from "chai";
import { assert as property, integer, nat, property as always, record, uniqueArray } from "fast-check";
import { row } from "./_key_tools_test.ts";
import { goneKeys, keyInfo, keyStates, nextChange } from "./key_state.ts";

const KEPT = 100;

/** States by name at a moment: `1 active`, in the order of the rows. */
function statesAt(now: number, ...activeFrom: readonly number[]): readonly string[] {
  const records = activeFrom.map((from, index) => row({ generation: index + 1, activeFrom: from }));
  return keyStates(records, { now, keptFor: KEPT }).map(({ record, state, goneAt }) =>
    [record.generation, state, ...(goneAt === undefined ? [] : [goneAt])].join(" "),
  );
}

describe("keyStates()", () => {
  for (const [what, now, activeFrom, expected] of [
    ["one key", 10, [10], ["1 active"]],
    ["one key before its time", 9, [10], ["1 next"]],
    ["a key and its successor, published ahead", 19, [10, 20], ["1 active 120", "2 next"]],
    ["the moment of succession", 20, [10, 20], ["1 retired 120", "2 active"]],
    ["the last moment of a retired key", 119, [10, 20], ["1 retired 120", "2 active"]],
    ["a retired key that is gone", 120, [10, 20], ["2 active"]],
    ["three generations", 35, [10, 20, 30], ["1 retired 120", "2 retired 130", "3 active"]],
    ["a next key that an emergency overtook", 15, [10, 20, 15], ["1 retired 115", "2 retired 115", "3 active"]],
    [
      "the same, when the time of the overtaken one has come",
      25,
      [10, 20, 15],
      ["1 retired 115", "2 retired 115", "3 active"],
    ],
    ["two next keys", 5, [1, 10, 20], ["1 active 110", "2 next 120", "3 next"]],
    ["no key", 5, [], []],
  ] as const) {
    it(`tells ${what}`, () => {
      assert.deepEqual(statesAt(now, ...activeFrom), expected);
    });
  }

  it("judges each algorithm by itself", () => {
    const records = [row({ activeFrom: 1 }), row({ alg: "RS256", generation: 2, activeFrom: 2 })];
    const states = keyStates(records, { now: 9, keptFor: KEPT }).map(({ state }) => state);
    assert.deepEqual(states, ["active", "active"]);
  });

  const rows = uniqueArray(record({ alg: nat(1), generation: integer({ min: 1, max: 6 }), activeFrom: nat(300) }), {
    selector: ({ alg, generation }) => `${alg} ${generation}`,
    maxLength: 10,
  });

  it("finds at most one active key of an algorithm, whatever the rows, and older ones retired", () => {
    property(
      always(rows, nat(400), (given, now) => {
        const records = given.map((each) => row({ ...each, alg: `A${each.alg}` }));
        for (const alg of ["A0", "A1"]) {
          const own = keyStates(records, { now, keptFor: KEPT }).filter(({ record: { alg: its } }) => its === alg);
          const active = own.filter(({ state }) => state === "active");
          assert.isAtMost(active.length, 1);
          for (const {
            record: { generation },
            state,
          } of own)
            if (active[0] !== undefined && state !== "active")
              assert.equal(state, generation < active[0].record.generation ? "retired" : "next");
        }
      }),
    );
  });

  it("keeps or drops each key, and changes nothing before the next change", () => {
    property(
      always(rows, nat(400), (given, now) => {
        const records = given.map((each) => row({ ...each, alg: `A${each.alg}` }));
        const options = { now, keptFor: KEPT };
        const kept = keyStates(records, options);
        assert.sameMembers([...kept.map(({ record: each }) => each), ...goneKeys(records, options)], records);
        const end = nextChange(records, options) ?? now + 1_000;
        assert.isAbove(end, now);
        assert.deepEqual(keyStates(records, { ...options, now: end - 1 }), kept);
      }),
    );
  });
});

describe("nextChange()", () => {
  for (const [now, activeFrom, expected] of [
    [5, [], undefined],
    [5, [1], undefined],
    [5, [10], 10],
    [15, [10, 20], 20],
    [20, [10, 20], 120],
    [120, [10, 20], undefined],
  ] as const) {
    it(`is ${expected} at ${now} for keys of ${activeFrom.join(" and ")}`, () => {
      const records = activeFrom.map((from, index) => row({ generation: index + 1, activeFrom: from }));
      assert.equal(nextChange(records, { now, keptFor: KEPT }), expected);
    });
  }
});

describe("keyInfo()", () => {
  it("shows nothing of the private half", () => {
    const record = row({ sealedPrivate: "s3cr3t", createdAt: 1, activeFrom: 2 });
    const info = keyInfo({ record, state: "active", goneAt: 3 });
    const { kid, alg, use, createdAt, activeFrom } = record;
    assert.deepEqual<object>(info, { kid, alg, use, state: "active", createdAt, activeFrom, goneAt: 3 });
  });
});
