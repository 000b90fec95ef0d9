import { assert } from "chai";
import type { PlannedAttempt } from "../runs/run_report.ts";
import { fakeLab, type FakeLabOptions, planned } from "./_fake_lab_test.ts";
import { LabRefused } from "./lab_client.ts";
import type { Launch } from "./launch.ts";
import { byOrder, type CheckEvent, isComplete, listCheck, runCheck, type RunCheckOptions } from "./run_check.ts";

function scenario(name: string, changes: Partial<PlannedAttempt> = {}): PlannedAttempt {
  return planned({ name, control: false, ...changes });
}

const ATTEMPTS = [
  planned(),
  planned({ name: "control-device", setup: "device", flow: "device" }),
  scenario("short"),
  scenario("long", { patience: 9_000 }),
  scenario("denied", { setup: "device" }),
];

const DONE: Launch = async () => ({ statement: "completed", exit: 0 });

async function ran(lab: FakeLabOptions = {}, options: Partial<RunCheckOptions> = {}) {
  const fake = fakeLab({ attempts: ATTEMPTS, ...lab });
  const events: CheckEvent[] = [];
  const report = await runCheck({
    base: fake.base,
    fetch: fake.fetch,
    plan: "p",
    launch: DONE,
    parallel: 1,
    openBrowser: async () => ({
      visit: async (url) => ({ url, status: 200 }),
      deliver: async () => undefined,
      close: async () => undefined,
    }),
    onProgress: (event) => events.push(event),
    ...options,
  });
  return { lab: fake, events, report, order: fake.begun.map(({ name }) => name) };
}

function told(events: readonly CheckEvent[]): readonly string[] {
  return events.map((event) => {
    if (event.kind === "created") return event.kind;
    return event.kind === "left_out" ? `left_out ${event.setup}` : `${event.kind} ${event.attempt.name}`;
  });
}

describe("runCheck()", () => {
  it("runs the unmodified flows first, then what needs patience, then the others", async () => {
    const { order, lab, report } = await ran();
    assert.deepEqual(order, ["control-code", "control-device", "long", "short", "denied"]);
    assert.equal(lab.calls.at(-1), "POST /r1/finish");
    assert.lengthOf(report.verdicts, 5);
  });

  it("tells of everything as it happens", async () => {
    const { events } = await ran({ attempts: ATTEMPTS.slice(0, 3) });
    assert.deepEqual(told(events), [
      "created",
      "begun control-code",
      "judged control-code",
      "begun control-device",
      "judged control-device",
      "begun short",
      "judged short",
    ]);
  });

  it("leaves the scenarios of a setup out whose unmodified flow did not work", async () => {
    const { order, events } = await ran({
      verdict: (name) => (name === "control-code" ? "failed" : "passed (stated)"),
    });
    assert.deepEqual(order, ["control-code", "control-device", "denied"]);
    assert.include(told(events), "left_out code");
  });

  it("registers each client at an address of its own", async () => {
    const { lab } = await ran();
    const uris = lab.begun.map(({ redirect_uri }) => redirect_uri);
    assert.lengthOf([...new Set(uris)], uris.length);
    for (const uri of uris) assert.match(uri ?? "", /^http:\/\/127\.0\.0\.1:\d+\/cb$/);
  });

  it("uses the redirect URI that it is given, and then runs one client at a time", async () => {
    let [now, most] = [0, 0];
    const launch: Launch = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
      return {};
    };
    const redirectUri = "http://localhost:3000/cb";
    const { lab } = await ran({}, { redirectUri, parallel: 4, launch });
    assert.deepEqual([...new Set(lab.begun.map(({ redirect_uri }) => redirect_uri))], [redirectUri]);
    assert.equal(most, 1);
    most = 0;
    await ran({}, { parallel: 4, launch });
    assert.isAbove(most, 1);
  });

  it("says what the client is, and which of the plan is wanted", async () => {
    const asked: unknown[] = [];
    const lab = fakeLab({ attempts: [] });
    await runCheck({
      base: lab.base,
      plan: "p",
      launch: DONE,
      scenarios: ["a"],
      setups: ["code"],
      name: "my client",
      client: { signature_method: "HMAC-SHA1" },
      async fetch(url, init) {
        asked.push(typeof init?.body === "string" ? JSON.parse(init.body) : undefined);
        return lab.fetch(url, init);
      },
    });
    const client = { signature_method: "HMAC-SHA1" };
    assert.deepEqual(asked[0], { plan: "p", scenarios: ["a"], setups: ["code"], name: "my client", client });
  });

  it("ends early when it is told to, with what there is, and removes the run", async () => {
    const controller = new AbortController();
    const { lab, order } = await ran(
      {},
      {
        signal: controller.signal,
        launch: async ({ scenario: name }) => {
          if (name === "control-device") controller.abort();
          return {};
        },
      },
    );
    assert.deepEqual(order, ["control-code", "control-device"]);
    assert.deepEqual(lab.calls.slice(-2), ["GET /r1", "DELETE /r1"]);
  });

  for (const [what, options, how] of [
    ["a minute to start", { timeout: 50 }, undefined],
    ["no longer to start than it is told", { timeout: 50, startTimeout: 50 }, true],
  ] as const) {
    it(`gives a client ${what}`, async () => {
      const launch: Launch = (_config, { signal }) =>
        new Promise((resolve) => {
          const late = setTimeout(() => resolve({ statement: "completed" }), 600);
          signal.addEventListener("abort", () => (clearTimeout(late), resolve({})));
        });
      const state = () => ({ requests: 0, idle: 60_000 });
      const { lab } = await ran({ attempts: [planned()], state }, { ...options, launch });
      assert.equal(lab.outcomes.get("control-code")?.timedOut, how);
    });
  }

  it("removes the run when something goes wrong between it and the lab, and begins nothing more", async () => {
    const lab = fakeLab({ attempts: ATTEMPTS, refusals: { "POST /r1/attempts/control-code/end": 503 } });
    const running = runCheck({ base: lab.base, fetch: lab.fetch, plan: "p", launch: DONE, parallel: 1 });
    const thrown = await running.catch((error: unknown) => error);
    assert.instanceOf(thrown, LabRefused);
    assert.deepEqual(lab.calls.slice(-2), ["POST /r1/attempts/control-code/end", "DELETE /r1"]);
  });
});

describe("byOrder()", () => {
  it("puts the unmodified flow before everything, and patience before haste", () => {
    const sorted = [scenario("a"), planned({ name: "c" }), scenario("b", { patience: 1 })].toSorted(byOrder);
    assert.deepEqual(
      sorted.map(({ name }) => name),
      ["c", "b", "a"],
    );
  });
});

describe("isComplete()", () => {
  for (const [verdict, expected] of [
    ["passed (stated)", true],
    ["passed (silent)", true],
    ["warning", true],
    ["failed", false],
    ["inconclusive", false],
    ["not exercised", false],
  ] as const) {
    it(`says ${String(expected)} of '${verdict}'`, () => assert.equal(isComplete({ verdict }), expected));
  }
});

describe("listCheck()", () => {
  it("says what would be run, and leaves nothing behind", async () => {
    const lab = fakeLab({ attempts: ATTEMPTS });
    assert.deepEqual(await listCheck({ base: lab.base, fetch: lab.fetch, plan: "p" }), ATTEMPTS);
    assert.deepEqual(lab.calls, ["POST ", "DELETE /r1"]);
  });
});
