import { assert } from "chai";
import { settableClock } from "../../platform/mod.ts";
import { memoryEphemeralStore } from "../../stores/memory/mod.ts";
import { markKind } from "../../stores/mod.ts";
import type { ThrowawayDefinition } from "./definition.ts";
import { openDefinitions } from "./definitions.ts";

const START = 1_767_225_600;
const ID = "A".repeat(22);

function definition(changes: Partial<ThrowawayDefinition> = {}): ThrowawayDefinition {
  return {
    id: ID,
    key: "digest",
    createdAt: START,
    expiresAt: START + 100,
    version: 1,
    faults: [],
    faultsSince: 1,
    beganAt: 1,
    clockOffset: 0,
    settings: {},
    ...changes,
  };
}

function scene() {
  const clock = settableClock(START);
  const ephemeral = memoryEphemeralStore({ clock });
  return { clock, ephemeral, definitions: openDefinitions({ ephemeral, clock }) };
}

describe("openDefinitions()", () => {
  it("finds what was added, until its time is over", async () => {
    const { clock, definitions } = scene();
    await definitions.add(definition());
    clock.advance(99);
    assert.deepEqual(await definitions.find(ID), definition());
    clock.advance(1);
    assert.isUndefined(await definitions.find(ID));
  });

  for (const id of ["", "short", "A".repeat(23), `${"A".repeat(21)}/`, `${"A".repeat(21)}é`]) {
    it(`asks no store for '${id}', which can be no id`, async () => {
      const { clock } = scene();
      const silent = openDefinitions({ clock, ephemeral: new Proxy(memoryEphemeralStore({ clock }), NOBODY_ASKS) });
      assert.isUndefined(await silent.find(id));
      assert.isUndefined(await silent.change(id, (before) => before));
      assert.isFalse(await silent.remove(id));
    });
  }

  it("counts the version up with each change", async () => {
    const { definitions } = scene();
    await definitions.add(definition());
    const changed = await definitions.change(ID, (before) => ({ ...before, clockOffset: 5 }));
    assert.deepEqual(changed, definition({ clockOffset: 5, version: 2 }));
    assert.deepEqual(await definitions.find(ID), changed);
  });

  it("does not prolong a life by a change", async () => {
    const { clock, definitions } = scene();
    await definitions.add(definition());
    clock.advance(60);
    await definitions.change(ID, (before) => before);
    clock.advance(40);
    assert.isUndefined(await definitions.find(ID));
  });

  it("loses none of many changes at once", async () => {
    const { definitions } = scene();
    await definitions.add(definition());
    await Promise.all(
      Array.from({ length: 30 }, () =>
        definitions.change(ID, (before) => ({ ...before, clockOffset: before.clockOffset + 1 })),
      ),
    );
    assert.deepInclude(await definitions.find(ID), { clockOffset: 30, version: 31 });
  });

  it("answers undefined for a change of what is not there", async () => {
    const { definitions } = scene();
    assert.isUndefined(await definitions.change(ID, (before) => before));
  });

  it("goes on after a change that is refused", async () => {
    const { definitions } = scene();
    await definitions.add(definition());
    const refused = await definitions
      .change(ID, () => {
        throw new RangeError("no");
      })
      .catch((error: unknown) => error);
    assert.instanceOf(refused, RangeError);
    assert.isDefined(await definitions.change(ID, (before) => before));
  });

  it("goes on when whoever was changing it died", async () => {
    const { clock, ephemeral, definitions } = scene();
    await definitions.add(definition());
    await ephemeral.claim(markKind("ll"), { key: ID, ttl: 5 });
    const change = definitions.change(ID, (before) => before);
    clock.advance(5);
    assert.deepInclude(await change, { version: 2 });
  });

  it("is removed by one of many", async () => {
    const { definitions } = scene();
    await definitions.add(definition());
    const removed = await Promise.all(Array.from({ length: 10 }, () => definitions.remove(ID)));
    assert.lengthOf(removed.filter(Boolean), 1);
    assert.isUndefined(await definitions.find(ID));
  });

  it("does not come back by a change that began before it was removed", async () => {
    const { definitions } = scene();
    await definitions.add(definition());
    await Promise.all([
      definitions.change(ID, (before) => before),
      definitions.remove(ID),
      definitions.change(ID, (before) => before),
    ]);
    assert.isUndefined(await definitions.find(ID));
  });
});

/** A store of which every verb is a mistake. */
const NOBODY_ASKS: ProxyHandler<ReturnType<typeof memoryEphemeralStore>> = {
  get(_store, name) {
    throw new TypeError(`Nobody asks for ${String(name)}`);
  },
};
