import { assert } from "chai";
import { EventEmitter } from "node:events";
import { silentLog } from "../platform/mod.ts";
import { recordingLog } from "./_recording_log_test.ts";
import { EXIT } from "./exit_code.ts";
import { type StopWatch, watchForStop } from "./stop_request.ts";

/** A watch over events of the test's own, with a clock that stands where the test puts it. */
function watched(log = silentLog) {
  const events = new EventEmitter();
  const state = { forced: 0, now: 0 };
  const watch: StopWatch = watchForStop({ log, events, now: () => state.now, force: () => void (state.forced += 1) });
  return { watch, events, state };
}

const NAMES = ["SIGINT", "SIGTERM", "SIGHUP", "uncaughtException", "unhandledRejection"];

describe("watchForStop()", () => {
  for (const [signal, why] of [
    ["SIGINT", "Ctrl-C"],
    ["SIGTERM", "SIGTERM"],
    ["SIGHUP", "SIGHUP"],
  ] as const) {
    it(`ends with 0 at ${signal}`, async () => {
      const { watch, events } = watched();
      assert.isUndefined(watch.request());
      events.emit(signal, signal);
      assert.deepEqual(await watch.asked, { why, exitCode: EXIT.fine });
      assert.deepEqual(watch.request(), { why, exitCode: EXIT.fine });
    });
  }

  for (const mistake of ["uncaughtException", "unhandledRejection"]) {
    it(`logs the cause of ${mistake} and ends with 1`, async () => {
      const { log, lines } = recordingLog();
      const { watch, events } = watched(log);
      const cause = new TypeError("odd");
      events.emit(mistake, cause);
      assert.equal((await watch.asked).exitCode, EXIT.failed);
      assert.deepEqual(lines, [["error", "Ending because of a mistake that nobody caught", { cause }]]);
    });
  }

  it("keeps the first reason, whatever comes after it", async () => {
    const { watch, events } = watched();
    watch.ask({ why: "the private Redis ended by itself", exitCode: EXIT.failed });
    events.emit("SIGTERM", "SIGTERM");
    events.emit("uncaughtException", new TypeError("on the way out"));
    const first = { why: "the private Redis ended by itself", exitCode: EXIT.failed };
    assert.deepEqual(await watch.asked, first);
    assert.deepEqual(watch.request(), first);
  });

  it("logs every mistake, also on the way out", () => {
    const { log, lines } = recordingLog();
    const { events } = watched(log);
    events.emit("SIGTERM", "SIGTERM");
    for (const cause of ["first", "second"]) events.emit("unhandledRejection", cause);
    assert.deepEqual(
      lines.map(([, , fields]) => fields),
      [{ cause: "first" }, { cause: "second" }],
    );
  });

  for (const [after, forced] of [
    [0, 0],
    [500, 0],
    [501, 1],
  ] as const) {
    it(`${forced === 1 ? "forces the end" : "takes it for an echo"} when a signal follows ${after} ms after another`, () => {
      const { events, state } = watched();
      state.now = 1_000;
      events.emit("SIGINT", "SIGINT");
      assert.equal(state.forced, 0);
      state.now += after;
      events.emit("SIGTERM", "SIGTERM");
      assert.equal(state.forced, forced);
    });
  }

  it("forces the end at the first signal of a person whose program is ending for another reason", () => {
    const { watch, events, state } = watched();
    watch.ask({ why: "a server died", exitCode: EXIT.failed });
    state.now = 10_000;
    events.emit("SIGINT", "SIGINT");
    assert.equal(state.forced, 1);
  });

  it("never forces because of a mistake", () => {
    const { events, state } = watched();
    events.emit("SIGTERM", "SIGTERM");
    state.now = 10_000;
    events.emit("uncaughtException", new TypeError("odd"));
    assert.equal(state.forced, 0);
  });

  it("takes its handlers off, and no others", () => {
    const { watch, events } = watched();
    const other = () => undefined;
    events.on("SIGTERM", other);
    assert.deepEqual(
      NAMES.map((name) => events.listenerCount(name)),
      [1, 2, 1, 1, 1],
    );
    watch.release();
    assert.deepEqual(
      NAMES.map((name) => events.listeners(name)),
      [[], [other], [], [], []],
    );
  });

  it("listens to this process where nothing else is named", () => {
    const before = NAMES.map((name) => process.listenerCount(name));
    const watch = watchForStop({ log: silentLog, force: () => undefined });
    assert.deepEqual(
      NAMES.map((name) => process.listenerCount(name)),
      before.map((count) => count + 1),
    );
    watch.release();
    assert.deepEqual(
      NAMES.map((name) => process.listenerCount(name)),
      before,
    );
  });
});
