import { assert } from "chai";
import type { Outcome } from "../judge/verdict.ts";
import type { Act } from "../scenarios/scenario.ts";
import { type FakeLab, fakeLab, planned } from "./_fake_lab_test.ts";
import { answerLine } from "./answer_line.ts";
import { runAttempt } from "./attempt.ts";
import type { BrowserOptions, OpenBrowser } from "./browser.ts";
import { labClient } from "./lab_client.ts";
import type { Launch } from "./launch.ts";

const ISSUER = "http://127.0.0.1:8000/lab/i/abc";
const PAGE = `${ISSUER}/authorize?state=1`;
const ANSWER = "http://127.0.0.1:4242/cb?code=1&state=1";
const RUN = { id: "r1", key: "k" };

interface Ran {
  readonly lab: FakeLab;
  /** What was opened and delivered, in order. */
  readonly seen: readonly string[];
  readonly browser: BrowserOptions;
  readonly outcome: Outcome | undefined;
}

interface RunOptions {
  readonly acts?: readonly Act[];
  readonly timeout?: number;
  readonly startTimeout?: number;
  readonly signal?: AbortSignal;
  /** Status of the page on which the browser ends. */
  readonly status?: number;
  readonly lab?: FakeLab;
}

/** Runs an attempt with a client that is a function, and a browser that answers at once. */
async function run(launch: Launch, options: RunOptions = {}): Promise<Ran> {
  const {
    acts = [],
    timeout = 5_000,
    startTimeout = timeout,
    signal = new AbortController().signal,
    status = 200,
  } = options;
  const lab = options.lab ?? fakeLab({ attempts: [planned({ acts })] });
  const seen: string[] = [];
  const asked: BrowserOptions[] = [];
  const openBrowser: OpenBrowser = async (given) => {
    asked.push(given);
    return {
      async visit(address) {
        seen.push(address);
        if (address.includes("/device")) seen.push(`code ${(await given.userCode()) ?? "none"}`);
        else if (status < 400) given.answered(ANSWER);
        return { url: address, status, title: "A page" };
      },
      async deliver(answer) {
        seen.push(`delivered ${answerLine(answer).replace(/(code|state)=[^&]{20,}/g, "$1=made-up")}`);
        given.answered("foreign");
      },
      close: async () => void seen.push("closed"),
    };
  };
  await runAttempt(
    { name: "control-code", redirect_uri: "http://127.0.0.1:4242/cb" },
    { lab: labClient(lab), run: RUN, launch, openBrowser, timeout, startTimeout, signal },
  );
  const [browser = assert.fail("no browser was opened")] = asked;
  return { lab, seen, browser, outcome: lab.outcomes.get("control-code") };
}

const DONE: Outcome = { statement: "completed", statedBy: "exit", exit: 0 };

describe("runAttempt()", function () {
  this.timeout(20_000);

  it("gives the client what it has to know, and no more", async () => {
    await run(async (config) => {
      assert.equal(config.redirect_uri, "http://127.0.0.1:4242/cb");
      for (const name of ["attempt", "title", "acts", "person", "patience", "instructions"]) {
        assert.notProperty(config, name);
      }
      return DONE;
    });
  });

  it("opens what is printed, brings the answer, and tells the lab how it ended", async () => {
    const { outcome, seen, lab } = await run(async (_config, { print, nextAnswer }) => {
      print(`Please open ${PAGE}.`);
      assert.equal(await nextAnswer(), ANSWER);
      return DONE;
    });
    assert.deepEqual(seen, [PAGE, "closed"]);
    assert.deepEqual(outcome, DONE);
    assert.deepEqual(lab.calls, ["POST /r1/attempts", "POST /r1/attempts/control-code/end"]);
  });

  it("opens once what is printed and opened", async () => {
    const { seen } = await run(async (_config, { print, open, nextAnswer }) => {
      print(PAGE);
      open(PAGE);
      await nextAnswer();
      return DONE;
    });
    assert.deepEqual(seen, [PAGE, "closed"]);
  });

  it("opens one after the other", async () => {
    const { seen } = await run(async (_config, { open, nextAnswer }) => {
      open(`${PAGE}1`);
      open(`${PAGE}2`);
      await nextAnswer();
      await nextAnswer();
      return DONE;
    });
    assert.deepEqual(seen, [`${PAGE}1`, `${PAGE}2`, "closed"]);
  });

  it("opens nothing that is not for a browser at the issuer", async () => {
    const { seen } = await run(async (_config, { print, open }) => {
      print(`GET ${ISSUER}/token`);
      open("https://example.com/authorize");
      return DONE;
    });
    assert.deepEqual(seen, ["closed"]);
  });

  it("knows the code of a device that was shown, before or after its address", async () => {
    const { seen } = await run(async (_config, { print }) => {
      print(`Go to ${ISSUER}/device`);
      print("and type BCDF-GHJK");
      await new Promise((resolve) => setTimeout(resolve, 300));
      return DONE;
    });
    assert.deepEqual(seen, [`${ISSUER}/device`, "code BCDF-GHJK", "closed"]);
  });

  it("waits for the code of a device until the client is done, and no longer", async () => {
    const { seen } = await run(async (_config, { print }) => {
      print(`Go to ${ISSUER}/device`);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return DONE;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(seen, [`${ISSUER}/device`, "closed", "code none"]);
  });

  it("opens nothing where nobody is there", async () => {
    const { seen } = await run(
      async (_config, { print }) => {
        print(PAGE);
        return DONE;
      },
      { acts: ["no_visit"] },
    );
    assert.deepEqual(seen, ["closed"]);
  });

  it("delivers the answer of a stranger first, once", async () => {
    const { seen } = await run(
      async (_config, { open, nextAnswer }) => {
        open(`${PAGE}1`);
        assert.equal(await nextAnswer(), "foreign");
        await nextAnswer();
        open(`${PAGE}2`);
        await nextAnswer();
        return DONE;
      },
      { acts: ["foreign_callback"] },
    );
    const delivered = `delivered http://127.0.0.1:4242/cb?code=made-up&state=made-up&iss=${encodeURIComponent(ISSUER)}`;
    assert.deepEqual(seen, [delivered, `${PAGE}1`, `${PAGE}2`, "closed"]);
  });

  for (const [act, member] of [
    ["deny", "denies"],
    ["callback_twice", "deliversTwice"],
  ] as const) {
    it(`tells the browser of the act ${act}`, async () => {
      assert.isTrue((await run(async () => DONE, { acts: [act] })).browser[member]);
      assert.isFalse((await run(async () => DONE)).browser[member]);
    });
  }

  it("says where the browser stopped, behind what the client printed", async () => {
    const { outcome } = await run(
      async (_config, { open, signal }) => {
        open(PAGE);
        await new Promise((resolve) => setTimeout(resolve, 50));
        assert.isFalse(signal.aborted);
        return { ...DONE, output: ["a line"] };
      },
      { status: 400 },
    );
    assert.deepEqual(outcome?.output, ["a line", `[the browser stopped at 'A page' with status 400: ${PAGE}]`]);
  });

  it("ends a client whose time is over, and takes what it still says", async () => {
    const lab = fakeLab({ state: () => ({ idle: 60_000 }) });
    const { outcome } = await run(
      (_config, { signal }) =>
        new Promise((resolve) => signal.addEventListener("abort", () => resolve({ output: ["bye"] }))),
      { timeout: 50, lab },
    );
    assert.deepEqual(outcome, { output: ["bye"], timedOut: true });
  });

  for (const acts of [[], ["no_visit"]] as const) {
    it(`knows that a client has started that shows where to go, with the acts ${JSON.stringify(acts)}`, async () => {
      const lab = fakeLab({ attempts: [planned({ acts })], state: () => ({ requests: 0, idle: 60_000 }) });
      const launch: Launch = (_config, { print, signal }) => {
        print(PAGE);
        return new Promise((resolve) => signal.addEventListener("abort", () => resolve({})));
      };
      const { outcome } = await run(launch, { acts, lab, timeout: 50, startTimeout: 60_000 });
      assert.deepEqual(outcome, { timedOut: true });
    });
  }

  it("goes on without one that does not end", async () => {
    const lab = fakeLab({ state: () => ({ idle: 60_000 }) });
    const { outcome } = await run(() => new Promise(() => undefined), { timeout: 50, lab });
    assert.deepEqual(outcome, { timedOut: true });
  });

  it("lets a client go that waits for an answer, once its time is over", async () => {
    const lab = fakeLab({ state: () => ({ idle: 60_000 }) });
    const launch: Launch = async (_config, { nextAnswer }) => ({ reason: String(await nextAnswer()) });
    assert.include((await run(launch, { timeout: 50, lab })).outcome, { reason: "undefined", timedOut: true });
  });

  it("ends without a verdict when the whole run is ended", async () => {
    const controller = new AbortController();
    const { lab } = await run(
      async () => {
        controller.abort();
        return DONE;
      },
      { signal: controller.signal },
    );
    assert.deepEqual(lab.calls, ["POST /r1/attempts"]);
  });

  it("closes the browser of a client that cannot be started, and says why", async () => {
    const failing = run(async () => {
      throw new RangeError("no such program");
    });
    const thrown = await failing.catch((error: unknown) => error);
    assert.instanceOf(thrown, RangeError);
  });
});
