import { assert } from "chai";
import { EventEmitter } from "node:events";
import { watchForInterrupt } from "./interrupt.ts";

describe("watchForInterrupt()", () => {
  for (const name of ["SIGINT", "SIGTERM"]) {
    it(`hears ${name}, and leaves the next signal to Node`, () => {
      const events = new EventEmitter();
      const { signal } = watchForInterrupt(events);
      assert.isFalse(signal.aborted);
      assert.isTrue(events.emit(name));
      assert.isTrue(signal.aborted);
      assert.isEmpty(events.eventNames());
    });
  }

  it("hears nothing after it was released", () => {
    const events = new EventEmitter();
    const { signal, release } = watchForInterrupt(events);
    release();
    assert.isFalse(events.emit("SIGINT"));
    assert.isFalse(signal.aborted);
  });
});
