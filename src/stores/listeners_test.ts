import { assert } from "chai";

import type { Log } from "../platform/mod.ts";
import { Listeners } from "./listeners.ts";

function recording() {
  const events: string[] = [];
  const listener = { heard: (message: string) => void events.push(message), lost: () => void events.push("(lost)") };
  return { events, listener };
}

describe("Listeners", () => {
  it("passes a message to those of its topic", () => {
    const listeners = new Listeners();
    const [one, two] = [recording(), recording()];
    listeners.add("a", one.listener);
    listeners.add("b", two.listener);
    listeners.hear("a", "x");
    listeners.hear("c", "nobody");
    assert.deepEqual([one.events, two.events], [["x"], []]);
  });

  it("tells all that something may be lost", () => {
    const listeners = new Listeners();
    const [one, two] = [recording(), recording()];
    listeners.add("a", one.listener);
    listeners.add("b", two.listener);
    listeners.lose();
    assert.deepEqual([one.events, two.events], [["(lost)"], ["(lost)"]]);
  });

  it("says which listener is the first of its topic", () => {
    const listeners = new Listeners();
    assert.deepEqual(
      [listeners.add("a", recording().listener), listeners.add("a", recording().listener)],
      [true, false],
    );
  });

  it("forgets a topic with its last listener", () => {
    const listeners = new Listeners();
    const [one, two] = [recording(), recording()];
    listeners.add("a", one.listener);
    listeners.add("a", two.listener);
    listeners.remove("a", one.listener);
    listeners.hear("a", "x");
    assert.deepEqual([one.events, two.events, listeners.topics()], [[], ["x"], ["a"]]);
    listeners.remove("a", two.listener);
    assert.isEmpty(listeners.topics());
  });

  it("reports a listener that throws, and goes on with the next", () => {
    const reports: unknown[] = [];
    const log: Log = {
      debug: fail,
      info: fail,
      warn: fail,
      error: (_, fields) => void reports.push(fields?.["topic"]),
      child: () => log,
    };
    const listeners = new Listeners(log);
    const careful = recording();
    listeners.add("a", { heard: fail, lost: fail });
    listeners.add("a", careful.listener);
    listeners.hear("a", "x");
    listeners.lose();
    assert.deepEqual(
      [reports, careful.events],
      [
        ["a", "a"],
        ["x", "(lost)"],
      ],
    );
  });
});

function fail(): void {
  throw new RangeError("careless");
}
