import { assert } from "chai";
import { settableClock } from "../../platform/mod.ts";
import { memoryDatabase } from "../../stores/memory/mod.ts";
import { COUNTED_FOR, issuerCounter } from "./issuer_counter.ts";

function scene() {
  const clock = settableClock(1_000);
  const database = memoryDatabase({ clock });
  let looks = 0;
  const listIssuers: typeof database.listIssuers = async (options) => {
    looks += 1;
    return database.listIssuers(options);
  };
  const counter = issuerCounter({ database: { ...database, listIssuers }, clock });
  return { clock, database, counter, looks: () => looks };
}

describe("issuerCounter()", () => {
  it("counts throwaway issuers alone", async () => {
    const { database, counter } = scene();
    for (const name of ["default", "lab a", "lab b"]) await database.forIssuer(name);
    assert.equal(await counter.now(), 2);
  });

  it("counts on by itself, and looks again after a while", async () => {
    const { clock, database, counter, looks } = scene();
    assert.equal(await counter.now(), 0);
    counter.add(1);
    counter.add(1);
    counter.add(-1);
    await database.forIssuer("lab of another process");
    await database.forIssuer("lab of a third");
    clock.advance(COUNTED_FOR - 1);
    assert.deepEqual([await counter.now(), looks()], [1, 1]);
    clock.advance(1);
    assert.deepEqual([await counter.now(), looks()], [2, 2]);
  });
});
