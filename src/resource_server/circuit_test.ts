import { assert } from "chai";
import { thrownBy } from "../../test/support/refusals.ts";
import { settableClock } from "../platform/mod.ts";
import { OAuthError } from "../protocol/mod.ts";
import { AskFailed, openCircuit } from "./circuit.ts";

const NOW = 1_767_225_600;

/** A server that fails or answers as it is told, behind a circuit that gives up after three failures for ten seconds. */
function behindCircuit({ most = 100 } = {}) {
  const clock = settableClock(NOW);
  const heard: string[] = [];
  const state = { asked: 0, failing: true };
  const circuit = openCircuit({
    clock,
    failures: 3,
    pause: 10,
    most,
    failed: ({ message }) => void heard.push(message),
  });

  function ask(pause?: number): Promise<string> {
    return circuit(async () => {
      state.asked += 1;
      await new Promise(setImmediate);
      if (state.failing) throw new AskFailed("it is away", { pause });
      return "an answer";
    });
  }

  /** What a caller is told: the answer, or in how many seconds to come again. */
  async function told(pause?: number): Promise<string> {
    try {
      return await ask(pause);
    } catch (error) {
      assert.instanceOf(error, OAuthError);
      assert.deepEqual([error.code, error.status], ["temporarily_unavailable", 503]);
      return `again in ${error.headers?.["Retry-After"]}`;
    }
  }

  async function failThrice(): Promise<void> {
    for (let time = 0; time < 3; time += 1) await told();
  }

  return { clock, heard, state, circuit, told, failThrice };
}

describe("openCircuit()", () => {
  it("passes answers on, and does not pause for failures that are not in a row", async () => {
    const { state, told } = behindCircuit();
    for (let round = 0; round < 3; round += 1) {
      state.failing = true;
      assert.equal(await told(), "again in 2");
      assert.equal(await told(), "again in 2");
      state.failing = false;
      assert.equal(await told(), "an answer");
    }
    assert.equal(state.asked, 9);
  });

  it("asks nobody after three failures in a row, until the pause is over", async () => {
    const { state, clock, told, failThrice } = behindCircuit();
    await failThrice();
    state.failing = false;
    assert.equal(await told(), "again in 10");
    clock.advance(9);
    assert.equal(await told(), "again in 1");
    assert.equal(state.asked, 3);
    clock.advance(1);
    assert.equal(await told(), "an answer");
    assert.equal(await told(), "an answer");
  });

  it("lets one try when the pause is over, and pauses again when it fails", async () => {
    const { state, clock, told, failThrice } = behindCircuit();
    await failThrice();
    clock.advance(10);
    const answers = await Promise.all([told(), told(), told()]);
    assert.deepEqual(answers, ["again in 10", "again in 2", "again in 2"]);
    assert.equal(state.asked, 4);
    assert.equal(await told(), "again in 10");
    state.failing = false;
    clock.advance(10);
    assert.equal(await told(), "an answer");
  });

  for (const [wish, pause] of [
    [7, 7],
    [0.5, 1],
    [86_400, 60],
  ] as const) {
    it(`pauses ${pause} seconds at once where the server asks for ${wish}`, async () => {
      const { state, told } = behindCircuit();
      assert.equal(await told(wish), `again in ${pause}`);
      state.failing = false;
      assert.equal(await told(), `again in ${pause}`);
      assert.equal(state.asked, 1);
    });
  }

  it("lets no more wait than it may, and the next ones in once there is room", async () => {
    const { state, told } = behindCircuit({ most: 2 });
    state.failing = false;
    assert.deepEqual(await Promise.all([told(), told(), told()]), ["an answer", "an answer", "again in 2"]);
    assert.equal(await told(), "an answer");
  });

  it("does not shut everybody out when the clock is set back", async () => {
    const { state, clock, told, failThrice } = behindCircuit();
    await failThrice();
    state.failing = false;
    clock.set(NOW - 3_600);
    assert.equal(await told(), "an answer");
  });

  it("tells of each failure once, with its cause for the log", async () => {
    const { heard, told, failThrice } = behindCircuit();
    await failThrice();
    await told();
    assert.deepEqual(heard, ["it is away", "it is away", "it is away"]);
  });

  it("hands the cause on to the log, and nothing of it to callers", async () => {
    const cause = new Error("10.0.0.7 is away");
    const failures: AskFailed[] = [];
    const clock = settableClock(NOW);
    const circuit = openCircuit({
      clock,
      failures: 3,
      pause: 10,
      most: 1,
      failed: (error) => void failures.push(error),
    });
    const told = await thrownBy(() => circuit(() => Promise.reject(new AskFailed("it is away", { cause }))));
    assert.strictEqual(failures[0]?.cause, cause);
    assert.instanceOf(told, OAuthError);
    assert.notInclude(told.description, "10.0.0.7");
  });

  it("lets other errors through, counts them for nothing, and gives the place back", async () => {
    const { circuit, state, told } = behindCircuit({ most: 1 });
    const mistake = new RangeError("a mistake");
    for (let time = 0; time < 5; time += 1)
      assert.strictEqual(await thrownBy(() => circuit(() => Promise.reject(mistake))), mistake);
    state.failing = false;
    assert.equal(await told(), "an answer");
  });
});
