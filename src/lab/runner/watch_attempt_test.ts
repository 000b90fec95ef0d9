import { assert } from "chai";
import type { AttemptState, BegunAttempt } from "../runs/run_messages.ts";
import { clientConfig } from "./_client_config_test.ts";
import { fakeLab } from "./_fake_lab_test.ts";
import { labClient } from "./lab_client.ts";
import type { Lateness } from "./lateness.ts";
import { watchAttempt } from "./watch_attempt.ts";

interface WatchOptions {
  readonly begun?: Partial<BegunAttempt>;
  /** What the lab says at each look; the last goes on. */
  readonly states?: readonly Partial<AttemptState>[];
  readonly timeout?: number;
  readonly startTimeout?: number;
  readonly hasShown?: boolean;
  /** Which part of any time was lost. */
  readonly lost?: number;
  readonly acted?: readonly string[];
  /** Milliseconds after which the client ends. */
  readonly ends?: number;
}

/** Watches until it is over, or the client ends. */
async function watched(options: WatchOptions) {
  const { begun = {}, states = [{}], timeout = 100, acted = [], ends = 20_000 } = options;
  const { startTimeout = timeout, hasShown = false, lost = 0 } = options;
  const left = [...states];
  const lab = fakeLab({
    state: () => (left.length > 1 ? left.shift() : left[0]) ?? {},
    act: { visits: acted },
  });
  const opened: string[] = [];
  const signal = AbortSignal.timeout(ends);
  const lateness: Lateness = { within: (milliseconds) => milliseconds * lost, stop: () => undefined };
  const over = watchAttempt({
    lab: labClient(lab),
    run: { id: "r1", key: "k" },
    begun: {
      ...clientConfig(),
      attempt: "a1",
      title: "",
      acts: [],
      patience: 0,
      person: { username: "alice", password: "p" },
      instructions: [],
      ...begun,
    },
    timeout,
    startTimeout,
    hasShown: () => hasShown,
    lateness,
    signal,
    open: (address) => opened.push(address),
  });
  const ended = new Promise<"ended">((resolve) => signal.addEventListener("abort", () => resolve("ended")));
  return { how: await Promise.race([over, ended]), opened, calls: lab.calls };
}

describe("watchAttempt()", function () {
  this.timeout(20_000);

  it("is over when the client was silent for too long", async () => {
    assert.equal((await watched({ states: [{ idle: 5_000 }] })).how, "over");
  });

  it("goes on as long as the client asks for something, but not for ever", async () => {
    const { how, calls } = await watched({ states: [{ requests: 1, idle: 10 }], timeout: 100 });
    assert.equal(how, "over");
    assert.isAtLeast(calls.length, 4);
  });

  for (const [what, states, options, how] of [
    ["that has not started", [{ requests: 0, idle: 5_000 }], {}, "ended"],
    ["that starts for too long", [{ requests: 0, idle: 5_000 }], { startTimeout: 300 }, "over"],
    ["that starts within less than it may be silent", [{ requests: 0, idle: 9_000 }], { timeout: 9_000 }, "ended"],
    ["that started and fell silent", [{ requests: 1, idle: 5_000 }], {}, "over"],
    ["that showed an address and fell silent", [{ requests: 0, idle: 5_000 }], { hasShown: true }, "over"],
    ["on a machine that does not run it", [{ requests: 1, idle: 5_000 }], { lost: 0.95 }, "ended"],
    ["on a machine that runs it half of the time", [{ requests: 1, idle: 5_000 }], { lost: 0.5 }, "over"],
  ] as const) {
    it(`${how === "over" ? "ends" : "waits for"} a client ${what}`, async () => {
      assert.equal((await watched({ states, startTimeout: 60_000, ends: 1_200, ...options })).how, how);
    });
  }

  it("counts from the first request what a client may take that never falls silent", async () => {
    const started = [{ requests: 0 }, { requests: 0 }, { requests: 0 }, { requests: 0 }, { requests: 1, idle: 10 }];
    const { how, calls } = await watched({ states: started, timeout: 200, startTimeout: 60_000 });
    assert.equal(how, "over");
    assert.isAtLeast(calls.length, 9);
  });

  it("gives a client the patience of its scenario", async () => {
    const { how } = await watched({ begun: { patience: 60_000 }, states: [{ idle: 5_000 }], ends: 600 });
    assert.equal(how, "ended");
  });

  it("asks nothing of the lab while time is left and nothing is to be told", async () => {
    assert.isEmpty((await watched({ timeout: 60_000, ends: 900 })).calls);
  });

  for (const flow of ["device", "login-initiation"] as const) {
    it(`opens what the lab tells of in the flow ${flow}, each once`, async () => {
      const states = [{ visits: [] }, { visits: ["http://a"] }, { visits: ["http://a", "http://b"] }];
      const { opened } = await watched({ begun: { flow }, states, timeout: 60_000, ends: 1_500 });
      assert.deepEqual(opened, ["http://a", "http://b"]);
    });
  }

  it("ends the session once, when the client has reached its end, and opens what that takes", async () => {
    const { opened, calls } = await watched({
      begun: { acts: ["end_session"] },
      states: [
        { requests: 0, idle: 5_000 },
        { requests: 3, idle: 5_000 },
        { requests: 4, idle: 100, reached: true },
        { requests: 4, idle: 1_250, reached: true },
      ],
      acted: ["http://out"],
      timeout: 60_000,
      ends: 2_000,
    });
    assert.deepEqual(opened, ["http://out"]);
    assert.lengthOf(
      calls.filter((call) => call.endsWith("/act")),
      1,
    );
    assert.equal(calls.indexOf("POST /r1/attempts/a1/act"), 4, "not before");
  });

  for (const [what, { reached, idle, lost, patience }, ended] of [
    ["has asked for all, and just got the last answer", { reached: true, idle: 900, lost: 0, patience: 0 }, 0],
    ["has asked for all, on a machine that is late", { reached: true, idle: 3_000, lost: 0.8, patience: 0 }, 0],
    [
      "has asked for all, and was silent besides the lateness",
      { reached: true, idle: 6_500, lost: 0.8, patience: 0 },
      1,
    ],
    ["has not asked for all, however silent", { reached: false, idle: 29_000, lost: 0, patience: 0 }, 0],
    ["left something out, after half of its time", { reached: false, idle: 31_000, lost: 0, patience: 0 }, 1],
    ["left something out, and has patience besides", { reached: false, idle: 31_000, lost: 0, patience: 5_000 }, 0],
    ["left something out, on a machine that is late", { reached: false, idle: 31_000, lost: 0.5, patience: 0 }, 0],
  ] as const) {
    it(`${ended === 1 ? "ends" : "does not end"} the session of a client that ${what}`, async () => {
      const { calls } = await watched({
        begun: { acts: ["end_session"], patience },
        states: [{ requests: 3, idle, reached }],
        lost,
        timeout: 60_000,
        ends: 1_000,
      });
      assert.lengthOf(
        calls.filter((call) => call.endsWith("/act")),
        ended,
      );
    });
  }
});
