import { assert } from "chai";

import { LifeGate } from "./life_gate.ts";

/** A gate whose store may be anywhere, with what was done written down. */
function gateOf(lives: string[]) {
  const events: string[] = [];
  const gate = new LifeGate({
    connect: async () => void events.push("connect"),
    async readLives() {
      events.push("lives");
      return [...lives];
    },
  });
  return { gate, events };
}

describe("LifeGate", () => {
  it("asks for no life while there is nothing to restore", async () => {
    const { gate, events } = gateOf(["a"]);
    await gate.open();
    assert.deepEqual([gate.isOpen, events], [true, ["connect"]]);
  });

  it("shuts when something is to be restored, and opens when it was", async () => {
    const { gate, events } = gateOf(["a"]);
    await gate.open();
    gate.add(async () => void events.push("restore"));
    assert.isFalse(gate.isOpen);
    await Promise.all([gate.open(), gate.open()]);
    assert.deepEqual([gate.isOpen, events], [true, ["connect", "connect", "lives", "restore"]]);
  });

  it("restores in every new life, and in no life twice", async () => {
    const lives = ["a"];
    const { gate } = gateOf(lives);
    const restored: string[] = [];
    gate.add(async () => void restored.push(lives.join("+")));
    for (const next of [["a"], ["a", "b"], ["b"], ["a", "b"], ["c", "b"], ["c"]]) {
      await gate.open();
      lives.splice(0, lives.length, ...next);
      gate.shut();
    }
    await gate.open();
    assert.deepEqual(restored, ["a", "a+b", "c+b"]);
  });

  it("stays shut when a life ends while it is restored, until the next was restored", async () => {
    const lives = ["a"];
    const { gate } = gateOf(lives);
    const restored: string[] = [];
    gate.add(async () => {
      restored.push(lives.join());
      if (lives[0] !== "a") return;
      lives[0] = "b";
      gate.shut();
    });
    await gate.open();
    assert.deepEqual([gate.isOpen, restored], [true, ["a", "b"]]);
  });

  it("stays shut when restoring fails, and has it done again", async () => {
    const { gate } = gateOf(["a"]);
    let fails = true;
    gate.add(async () => {
      if (fails) throw new RangeError("not yet");
    });
    assert.instanceOf(await gate.open().catch((error: unknown) => error), RangeError);
    assert.isFalse(gate.isOpen);
    fails = false;
    await gate.open();
    assert.isTrue(gate.isOpen);
  });

  it("restores what was added later in a life that others have restored", async () => {
    const { gate } = gateOf(["a"]);
    const restored: string[] = [];
    gate.add(async () => void restored.push("first"));
    await gate.open();
    gate.add(async () => void restored.push("second"));
    await gate.open();
    assert.deepEqual(restored, ["first", "second"]);
  });
});
