import { assert } from "chai";
import { describe, it } from "mocha";
import type { AttemptState, BegunAttempt } from "../runs/run_messages.ts";
import { runModel, type RunParts, type ShownAttempt } from "./run_model.ts";

const PLANNED = { setup: "oidc-code", flow: "oidc-code", patience: 0, acts: [] } as const;
const REPORT: RunParts["report"] = {
  id: "r1",
  plan: "oidc-basic",
  name: "my app",
  startedAt: 1_767_225_600,
  server: { version: "1.2.3", issuer: "https://lab.test" },
  verdicts: [],
  totals: {
    "passed (stated)": 0,
    "passed (silent)": 0,
    warning: 0,
    failed: 0,
    inconclusive: 0,
    "not exercised": 3,
  },
  planned: [
    { ...PLANNED, name: "control-oidc-code", title: "The control", control: true },
    { ...PLANNED, name: "id_token_expired", title: "Expired", control: false },
    { ...PLANNED, name: "id_token_wrong_nonce", title: "Nonce", control: false },
  ],
  attempts: [],
};
const ENDED = { setup: "oidc-code", control: true, outcome: {}, took: 1, entries: [] } as const;

const CONFIG = {
  scenario: "id_token_expired",
  setup: "oidc-code",
  flow: "oidc-code",
  control: false,
  issuer: "http://127.0.0.1:8000/lab/i/abc",
  client_id: "c1",
  token_endpoint_auth_method: "none",
  redirect_uri: "http://127.0.0.1:4242/cb",
  response_type: "code",
  scope: "openid",
  resource: "http://127.0.0.1:8000/lab/i/abc/resource",
  config_url: "http://127.0.0.1:8000/lab/config/x",
  statement_url: "http://127.0.0.1:8000/lab/statement/x",
  username: "alice",
  password: "a password",
} as const;

function begun(changes: Partial<BegunAttempt> = {}): BegunAttempt {
  const person = { username: "alice", password: "a password" };
  const told = { attempt: "a1", title: "Expired", acts: [], person, patience: 0, instructions: ["Log in"] };
  return { ...CONFIG, ...told, ...changes };
}

function model(parts: Partial<RunParts> = {}) {
  return runModel({ report: REPORT, running: [], shown: undefined, base: "/t", reportUrl: "https://x", ...parts });
}

function shown(state: Partial<AttemptState> = {}, rest: Partial<ShownAttempt> = {}): ShownAttempt {
  const whole = { name: "x", state: "running", visits: [], requests: 0, idle: 0, reached: false, ...state } as const;
  return { begun: begun(), state: whole, entries: [], reloads: false, ...rest };
}

function left({ facts }: ReturnType<typeof model>): string | undefined {
  return facts.find(({ name }) => name === "Left")?.value;
}

describe("runModel()", () => {
  for (const [state, text] of [
    [{}, "No request yet."],
    [{ requests: 1 }, "1 request so far."],
    [{ requests: 2 }, "2 requests so far."],
    [{ requests: 2, statement: "refused" }, "2 requests so far. Your client said that it refused."],
    [{ statement: "completed" }, "No request yet. Your client said that it completed."],
    [{ state: "gone", requests: 2 }, "The time of this attempt is over: begin it again."],
  ] as const)
    it(`says '${text}'`, () => {
      assert.equal(model({ shown: shown(state) }).current?.soFar, text);
    });

  it("offers the first that was not tried, and nothing while one goes on", () => {
    assert.equal(model().next?.name, "control-oidc-code");
    const report = { ...REPORT, attempts: [{ ...ENDED, name: "control-oidc-code" }] };
    assert.equal(model({ report }).next?.name, "id_token_expired");
    assert.isUndefined(model({ shown: shown() }).next);
  });

  for (const [ended, text] of [
    [[], "3 cases, about 5 minutes by hand"],
    [["control-oidc-code", "id_token_expired"], "1 case, about a minute by hand"],
    [
      ["control-oidc-code", "id_token_expired", "id_token_wrong_nonce"],
      "nothing: finish the run to have all of it judged",
    ],
  ] as const)
    it(`says how much is left after ${ended.length}`, () => {
      const seen = model({ report: { ...REPORT, attempts: ended.map((name) => ({ ...ENDED, name })) } });
      assert.equal(left(seen), text);
      assert.deepEqual(seen.progress, { done: ended.length, all: 3 });
    });

  it("leads back to what goes on, and to the page of each scenario but not of a control", () => {
    const [group] = model({ running: [begun()] }).groups;
    const [control, expired, nonce] = group?.attempts ?? [];
    assert.isUndefined(control?.href);
    assert.equal(expired?.href, "/t/lab/scenarios/id_token_expired");
    assert.include(expired?.goesOn ?? "", "attempt=id_token_expired");
    assert.isUndefined(nonce?.goesOn);
  });

  for (const [what, changes, values] of [
    ["of a control whether it worked", { control: true }, ["It worked", "It refused something", "It was stuck"]],
    ["of a case whether it refused first", { control: false }, ["It refused this", "It carried on", "It was stuck"]],
  ] as const)
    it(`asks ${what}`, () => {
      const { current } = model({ shown: shown({}, { begun: begun(changes) }) });
      assert.deepEqual(
        current?.outcomes.map(({ text }) => text),
        [...values],
      );
    });

  it("asks nothing of what is gone, and shows no setting that is empty", () => {
    const { current } = model({ shown: shown({ state: "gone" }, { begun: begun({ response_type: "" }) }) });
    assert.isEmpty(current?.outcomes);
    assert.notInclude(current?.settings.map(({ name }) => name) ?? [], "Response type");
  });

  for (const [act, acts, otherwise] of [
    ["deny", 0, 1],
    ["end_session", 1, 0],
  ] as const)
    it(`has ${acts} buttons and ${otherwise} words for '${act}'`, () => {
      const { current } = model({ shown: shown({}, { begun: begun({ acts: [act] }) }) });
      assert.lengthOf(current?.acts ?? [], acts);
      assert.lengthOf(current?.otherwise ?? [], otherwise);
    });

  it("brings an answer that belongs to nobody where that is tried, before addresses that a client asks for", () => {
    const { current } = model({
      shown: shown({ visits: ["https://v.test"] }, { begun: begun({ acts: ["foreign_callback"] }) }),
    });
    assert.match(current?.visits[0] ?? "", /^http:\/\/127\.0\.0\.1:4242\/cb\?/);
    assert.equal(current?.visits[1], "https://v.test");
  });

  for (const [reloads, text] of [
    [true, "Stop reloading"],
    [false, "Reload every 5 seconds"],
  ] as const)
    it(`offers a browser without script '${text}'`, () => {
      assert.equal(model({ shown: shown({}, { reloads }) }).current?.reload.text, text);
    });
});
