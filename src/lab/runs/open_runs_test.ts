import { assert } from "chai";
import { journalFrom, OUTCOMES } from "../../../test/support/journal.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { Verdict } from "../judge/verdict.ts";
import { CLIENT, type RunsUnderTest, runsUnderTest } from "../../../test/support/lab_runs.ts";
import type { NewAttempt } from "./run_messages.ts";
import type { EndedAttempt, RunReport } from "./run_report.ts";
import type { RunAccess } from "./runs.ts";

const RIGHT = journalFrom("discovery authorize callback token jwks userinfo resource");
const REFUSED = journalFrom("discovery authorize callback token! jwks");
const CONTROL = "control-oidc-code";

/** Begins an attempt, writes its journal and ends it. */
async function attempt(
  { runs, throwaways }: RunsUnderTest,
  access: RunAccess,
  { entries, outcome, ...wanted }: NewAttempt & { entries: typeof RIGHT; outcome: keyof typeof OUTCOMES },
): Promise<Verdict> {
  const begun = await runs.begin(access, wanted);
  throwaways.write(issuerIdOf(begun.issuer), entries);
  return runs.end(access, { attempt: begun.attempt, outcome: OUTCOMES[outcome] });
}

function issuerIdOf(issuer: string): string {
  return issuer.split("/").at(-1) ?? "";
}

function wordOf({ verdicts }: RunReport, name: string): string | undefined {
  return verdicts.find((verdict) => verdict.name === name)?.verdict;
}

const DONE = { name: CONTROL, entries: RIGHT, outcome: "exit 0" } as const;
const WELL = { name: "wrong_issuer", entries: REFUSED, outcome: "exit 76" } as const;

describe("Runs.create()", () => {
  it("tells what there is to try, where it is read, and how long it is kept", async () => {
    const { create } = runsUnderTest();
    const run = await create({ name: "my client" });
    assert.equal(run.report_url, `https://lab.test/lab/reports/${run.id}`);
    assert.equal(run.page_url, `https://lab.test/lab/runs/${run.id}`);
    assert.equal(run.expires_at, 1_767_225_600 + 86_400);
    assert.equal(run.name, "my client");
    assert.deepEqual(
      run.attempts.map(({ name }) => name),
      [CONTROL, "slow_reply", "wrong_issuer", "wrong_audience"],
    );
  });

  it("gives every run an id and a key of its own", async () => {
    const { create } = runsUnderTest();
    const runs = await Promise.all(Array.from({ length: 20 }, () => create()));
    assert.lengthOf(new Set(runs.flatMap(({ id, key }) => [id, key])), 40);
    for (const { id, key } of runs) {
      assert.isAtLeast(id.length, 22);
      assert.isAtLeast(key.length, 32);
    }
  });

  for (const [wanted, says] of [
    [{ plan: "nothing" }, "the plan 'nothing'"],
    [{ scenarios: ["nothing"] }, "the scenario 'nothing'"],
    [{ setups: ["device"] }, "the setup 'device'"],
  ] as const) {
    it(`refuses ${JSON.stringify(wanted)}`, async () => {
      await assertRefused(() => runsUnderTest().create(wanted), { code: "invalid_request", status: 400, says });
    });
  }

  it("makes no issuer before anything is tried", async () => {
    const { create, throwaways } = runsUnderTest();
    await create();
    assert.isEmpty(throwaways.ids());
  });
});

describe("Runs.begin()", () => {
  it("makes an issuer with the faults of the scenario, and tells the client of it", async () => {
    const { create, runs, throwaways } = runsUnderTest();
    const { access } = await create();
    const begun = await runs.begin(access, { name: "wrong_issuer" });
    assert.deepInclude(begun, { scenario: "wrong_issuer", control: false, client_id: "client-i1", username: "alice" });
    assert.deepEqual(begun.person, { username: "alice", password: "password-i1" });
    assert.equal(begun.config_url, `https://lab.test/lab/config/${begun.attempt}`);
    assert.equal(begun.statement_url, `https://lab.test/lab/statement/${begun.attempt}`);
    assert.isNotEmpty(begun.instructions);
    assert.deepEqual(throwaways.wanted.get("i1")?.faults, [{ fault: "wrong" }]);
  });

  it("takes the addresses of the run, and those of the attempt over them", async () => {
    const { create, runs } = runsUnderTest();
    const { access } = await create();
    assert.equal((await runs.begin(access, { name: CONTROL })).redirect_uri, CLIENT.redirect_uri);
    const other = { name: CONTROL, redirect_uri: "com.example.app:/cb" };
    assert.equal((await runs.begin(access, other)).redirect_uri, other.redirect_uri);
  });

  it("tells what the person does, and how long one waits", async () => {
    const { create, runs } = runsUnderTest();
    const { access } = await create();
    assert.deepInclude(await runs.begin(access, { name: "slow_reply" }), { acts: ["callback_twice"], patience: 3_000 });
  });

  it("refuses what is not in the plan, and tells what is", async () => {
    const { create, runs, throwaways } = runsUnderTest();
    const { access } = await create();
    for (const name of ["slow_down", "nothing", "constructor", "", "oidc-code"])
      await assertRefused(() => runs.begin(access, { name }), { code: "invalid_request", says: "wrong_audience" });
    assert.isEmpty(throwaways.ids());
  });

  it("refuses where the client listens nowhere, and leaves nothing behind", async () => {
    const { create, runs, throwaways } = runsUnderTest();
    const { access } = await create({ client: {} });
    await assertRefused(() => runs.begin(access, { name: CONTROL }), { code: "invalid_request", says: "redirect_uri" });
    assert.isEmpty(throwaways.ids());
  });

  it("gives up what began before under the same name", async () => {
    const { create, runs, throwaways } = runsUnderTest();
    const { access } = await create();
    const first = await runs.begin(access, { name: CONTROL });
    const second = await runs.begin(access, { name: CONTROL });
    assert.deepEqual(throwaways.ids(), [issuerIdOf(second.issuer)]);
    await assertRefused(() => runs.config(first.attempt), { code: "invalid_request", status: 404 });
    await assertRefused(() => runs.end(access, { attempt: first.attempt, outcome: {} }), {
      code: "invalid_request",
      status: 404,
    });
    assert.equal((await runs.config(second.attempt)).issuer, second.issuer);
  });

  it("forgets how the same ended before", async () => {
    const under = runsUnderTest();
    const { access } = await under.create();
    await attempt(under, access, DONE);
    await under.runs.begin(access, { name: CONTROL });
    assert.equal(wordOf(await under.runs.report(access.id), CONTROL), "not exercised");
  });

  it("removes the issuer when the attempt cannot be written down", async () => {
    const under = runsUnderTest();
    const { access } = await under.create();
    const broken = {
      ...under.ephemeral,
      within: () => broken,
      append: () => Promise.reject(new RangeError("no room")),
    } as typeof under.ephemeral;
    const other = runsUnderTest({ ephemeral: broken });
    const error = await other.runs.begin(access, { name: CONTROL }).catch((thrown: unknown) => thrown);
    assert.instanceOf(error, RangeError);
    assert.isEmpty(other.throwaways.ids());
  });
});

describe("Runs.end()", () => {
  it("judges, keeps what was seen and removes the issuer", async () => {
    const under = runsUnderTest();
    const { access } = await under.create();
    const verdict = await attempt(under, access, DONE);
    assert.deepInclude(verdict, { kind: "control", name: CONTROL, verdict: "passed (stated)" });
    assert.isEmpty(under.throwaways.ids());
    assert.deepEqual(await under.runs.journal(access.id, { name: CONTROL }), RIGHT);
  });

  it("judges a scenario by the control of its setup", async () => {
    const under = runsUnderTest();
    const { access } = await under.create();
    assert.equal((await attempt(under, access, WELL)).verdict, "inconclusive");
    await attempt(under, access, DONE);
    assert.equal((await attempt(under, access, WELL)).verdict, "passed (stated)");
  });

  it("takes what the client said by a call over what its runner knows", async () => {
    const { create, runs, throwaways } = runsUnderTest();
    const { access } = await create();
    const { attempt: id, issuer } = await runs.begin(access, { name: "wrong_issuer" });
    throwaways.write(issuerIdOf(issuer), REFUSED);
    await runs.say(id, { statement: "refused", statedBy: "call", reason: "iss differs" });
    await runs.end(access, { attempt: id, outcome: { statement: "completed", statedBy: "exit", exit: 0 } });
    const [ended] = (await runs.report(access.id)).attempts;
    assert.deepInclude(ended?.outcome, { statement: "refused", statedBy: "call", reason: "iss differs" });
    assert.deepInclude(ended?.entries.at(-1), { n: 6, place: "statement" });
  });

  it("changes nothing the second time, whatever is said then", async () => {
    const { create, runs, throwaways } = runsUnderTest();
    const { access } = await create();
    const { attempt: id, issuer } = await runs.begin(access, { name: CONTROL });
    throwaways.write(issuerIdOf(issuer), RIGHT);
    const first = await runs.end(access, { attempt: id, outcome: OUTCOMES["exit 0"] });
    assert.deepEqual(await runs.end(access, { attempt: id, outcome: OUTCOMES["exit 1"] }), first);
  });

  it("is the same verdict for all who end it at once", async () => {
    const { create, runs, throwaways } = runsUnderTest();
    const { access } = await create();
    const { attempt: id, issuer } = await runs.begin(access, { name: CONTROL });
    throwaways.write(issuerIdOf(issuer), RIGHT);
    const end = () => runs.end(access, { attempt: id, outcome: OUTCOMES["exit 0"] });
    const verdicts = await Promise.all(Array.from({ length: 5 }, end));
    for (const verdict of verdicts) assert.equal(verdict.verdict, "passed (stated)");
  });

  it("counts how long it took", async () => {
    const { create, runs, advance } = runsUnderTest();
    const { access } = await create();
    const { attempt: id } = await runs.begin(access, { name: CONTROL });
    advance(7);
    await runs.end(access, { attempt: id, outcome: {} });
    assert.equal((await runs.report(access.id)).attempts[0]?.took, 7_000);
  });

  it("refuses an attempt whose issuer is gone, of which nothing is known any more", async () => {
    const { create, runs, throwaways } = runsUnderTest();
    const { access } = await create();
    const { attempt: id, issuer } = await runs.begin(access, { name: CONTROL });
    throwaways.expire(issuerIdOf(issuer));
    assert.equal((await runs.state(access, id)).state, "gone");
    await assertRefused(() => runs.end(access, { attempt: id, outcome: {} }), { code: "invalid_request", status: 404 });
    assert.equal(wordOf(await runs.report(access.id), CONTROL), "not exercised");
  });

  it("refuses the attempt of another run, for its key as well", async () => {
    const { create, runs } = runsUnderTest();
    const [mine, other] = [await create(), await create()];
    const { attempt: id } = await runs.begin(mine.access, { name: CONTROL });
    await assertRefused(() => runs.end(other.access, { attempt: id, outcome: {} }), {
      code: "invalid_request",
      status: 404,
    });
  });
});

describe("Runs.state()", () => {
  it("follows an attempt from its beginning to its end", async () => {
    const { create, runs, throwaways, advance } = runsUnderTest();
    const { access } = await create();
    const { attempt: id, issuer } = await runs.begin(access, { name: CONTROL });
    advance(3);
    assert.deepEqual(await runs.state(access, id), {
      name: CONTROL,
      state: "waiting",
      visits: [],
      requests: 0,
      idle: 3_000,
      reached: false,
    });
    const at = 1_767_225_600_000 + 2_000;
    throwaways.write(
      issuerIdOf(issuer),
      RIGHT.map((entry) => Object.assign({}, entry, { at })),
    );
    assert.deepInclude(await runs.state(access, id), { state: "running", requests: 7, idle: 995 });
    await runs.say(id, { statement: "completed", statedBy: "person" });
    assert.equal((await runs.state(access, id)).statement, "completed");
    await runs.end(access, { attempt: id, outcome: {} });
    assert.deepInclude(await runs.state(access, id), { state: "ended", requests: 8, statement: "completed" });
  });

  it("tells whether the client has asked for all that it asks for, by its control as well", async () => {
    const { create, runs, throwaways } = runsUnderTest();
    const { access } = await create();
    const reached = async (name: string, journal: readonly JournalEntry[]): Promise<boolean> => {
      const { attempt: id, issuer } = await runs.begin(access, { name });
      throwaways.write(issuerIdOf(issuer), journal);
      const { reached: isThere } = await runs.state(access, id);
      await runs.end(access, { attempt: id, outcome: {} });
      return isThere;
    };
    const short = RIGHT.filter(({ place }) => place !== "jwks");
    assert.isTrue(await reached("wrong_issuer", short), "nothing is known of the control");
    assert.isTrue(await reached(CONTROL, RIGHT));
    assert.isFalse(await reached("wrong_issuer", short), "the control asked for keys");
    assert.isTrue(await reached("wrong_issuer", RIGHT));
  });

  it("tells where a device is verified", async () => {
    const { create, runs, throwaways } = runsUnderTest();
    const { access } = await create({ plan: "device" });
    const { attempt: id, issuer } = await runs.begin(access, { name: "control-device" });
    const [entry] = journalFrom("device_authorization");
    const reply = { verification_uri_complete: `${issuer}/device?user_code=A` };
    if (entry !== undefined) throwaways.write(issuerIdOf(issuer), [{ ...entry, reply }]);
    assert.deepEqual((await runs.state(access, id)).visits, [reply.verification_uri_complete]);
    const told = JSON.stringify(await runs.journal(access.id, { name: "control-device" }));
    assert.include(told, "user_code=[redacted]", "whoever reads along is told no code");
  });
});

describe("Runs.running()", () => {
  it("has what has begun and not ended, as it was told", async () => {
    const under = runsUnderTest();
    const { access } = await under.create();
    await attempt(under, access, DONE);
    const begun = await under.runs.begin(access, { name: "wrong_issuer" });
    assert.deepEqual(await under.runs.running(access), [begun]);
  });
});

describe("Runs.journal()", () => {
  it("is that of the issuer while the attempt runs, from any entry on", async () => {
    const { create, runs, throwaways } = runsUnderTest();
    const { access } = await create();
    const { issuer } = await runs.begin(access, { name: CONTROL });
    throwaways.write(issuerIdOf(issuer), RIGHT);
    assert.deepEqual(await runs.journal(access.id, { name: CONTROL, after: 5 }), RIGHT.slice(5));
  });

  for (const name of ["wrong_issuer", "nothing", CONTROL])
    it(`refuses '${name}', which has not begun`, async () => {
      const { create, runs } = runsUnderTest();
      const { id } = await create();
      await assertRefused(() => runs.journal(id, { name }), { code: "invalid_request", status: 404 });
    });

  it("refuses runs that are not there", async () => {
    await assertRefused(() => runsUnderTest().runs.journal("r", { name: CONTROL }), {
      code: "invalid_request",
      status: 404,
    });
  });
});

describe("Runs.finish()", () => {
  it("judges all again with the controls as they are in the end", async () => {
    const under = runsUnderTest();
    const { access } = await under.create();
    await attempt(under, access, WELL);
    await attempt(under, access, DONE);
    const report = await under.runs.finish(access);
    assert.equal(wordOf(report, "wrong_issuer"), "passed (stated)");
    assert.deepInclude(report.totals, { "passed (stated)": 2, "not exercised": 2 });
    assert.equal(report.finishedAt, 1_767_225_600);
  });

  it("puts what lints say behind the verdicts, and counts them", async () => {
    const lints: (readonly EndedAttempt[])[] = [];
    const verdict = { kind: "lint", name: "state", title: "x", setup: "code", says: "x", evidence: [] } as const;
    const under = runsUnderTest({
      lint(attempts) {
        lints.push(attempts);
        return [{ ...verdict, verdict: "warning" }];
      },
    });
    const { access } = await under.create();
    await attempt(under, access, WELL);
    await attempt(under, access, DONE);
    const report = await under.runs.finish(access);
    assert.deepInclude(report.verdicts.at(-1), verdict);
    assert.equal(report.totals.warning, 1);
    assert.deepEqual(lints, [report.attempts]);
    assert.deepEqual(
      report.attempts.map(({ name }) => name),
      [CONTROL, "wrong_issuer"],
    );
  });

  it("gives up what has not ended", async () => {
    const { create, runs, throwaways } = runsUnderTest();
    const { access } = await create();
    const { attempt: id } = await runs.begin(access, { name: "wrong_issuer" });
    assert.equal(wordOf(await runs.finish(access), "wrong_issuer"), "not exercised");
    assert.isEmpty(throwaways.ids());
    await assertRefused(() => runs.config(id), { code: "invalid_request", status: 404 });
  });

  it("changes nothing the second time, and is what the report says from then on", async () => {
    const under = runsUnderTest();
    const { access } = await under.create();
    await attempt(under, access, DONE);
    const report = await under.runs.finish(access);
    under.advance(60);
    assert.deepEqual(await under.runs.finish(access), report);
    assert.deepEqual(await under.runs.report(access.id), report);
  });

  it("is the same for all who finish at once", async () => {
    const under = runsUnderTest();
    const { access } = await under.create();
    await attempt(under, access, DONE);
    const reports = await Promise.all([under.runs.finish(access), under.runs.finish(access)]);
    assert.deepEqual(reports[0], reports[1]);
    assert.deepEqual(await under.runs.report(access.id), reports[0]);
  });

  it("lets nothing begin any more", async () => {
    const { create, runs } = runsUnderTest();
    const { access } = await create();
    await runs.finish(access);
    await assertRefused(() => runs.begin(access, { name: CONTROL }), { code: "invalid_request", says: "finished" });
  });
});

describe("Runs.remove()", () => {
  it("leaves nothing of a run", async () => {
    const under = runsUnderTest();
    const { access } = await under.create();
    await attempt(under, access, DONE);
    const { attempt: id } = await under.runs.begin(access, { name: "wrong_issuer" });
    await under.runs.remove(access);
    assert.isEmpty(under.throwaways.ids());
    for (const read of [
      () => under.runs.report(access.id),
      () => under.runs.config(id),
      () => under.runs.check(access),
    ])
      await assertRefused(read, { code: "invalid_request", status: 404 });
  });
});

describe("Runs.say()", () => {
  it("takes the last word", async () => {
    const { create, runs } = runsUnderTest();
    const { access } = await create();
    const { attempt: id } = await runs.begin(access, { name: CONTROL });
    for (const statement of ["refused", "completed"] as const) await runs.say(id, { statement, statedBy: "call" });
    assert.equal((await runs.state(access, id)).statement, "completed");
  });

  it("takes nothing after the end, nor of an attempt that is not there", async () => {
    const { create, runs } = runsUnderTest();
    const { access } = await create();
    const { attempt: id } = await runs.begin(access, { name: CONTROL });
    await runs.end(access, { attempt: id, outcome: {} });
    const said = { statement: "refused", statedBy: "call" } as const;
    await assertRefused(() => runs.say(id, said), { code: "invalid_request", status: 400, says: "ended" });
    await assertRefused(() => runs.say("nothing", said), { code: "invalid_request", status: 404 });
  });
});

describe("Runs", () => {
  it("lose nothing of attempts that begin and end at once", async () => {
    const under = runsUnderTest();
    const { access, attempts } = await under.create({ plan: "all" });
    const named = attempts.filter(({ setup }) => setup === "oidc-code" || setup === "code");
    await Promise.all(
      named.map(({ name, control }) =>
        attempt(under, access, { ...(control ? DONE : WELL), name, redirect_uri: CLIENT.redirect_uri }),
      ),
    );
    const report = await under.runs.finish(access);
    assert.sameMembers(
      report.attempts.map(({ name }) => name),
      named.map(({ name }) => name),
    );
    assert.isEmpty(under.throwaways.ids());
  });

  for (const [name, ask] of [
    ["begin", (under, access) => under.runs.begin(access, { name: CONTROL })],
    ["state", (under, access) => under.runs.state(access, "x")],
    ["act", (under, access) => under.runs.act(access, { attempt: "x", act: "end_session" })],
    ["end", (under, access) => under.runs.end(access, { attempt: "x", outcome: {} })],
    ["running", (under, access) => under.runs.running(access)],
    ["finish", (under, access) => under.runs.finish(access)],
    ["remove", (under, access) => under.runs.remove(access)],
    ["check", (under, access) => under.runs.check(access)],
  ] as const satisfies readonly (readonly [string, (under: RunsUnderTest, access: RunAccess) => Promise<unknown>])[]) {
    it(`refuse to ${name} for whoever has another key, or none`, async () => {
      const under = runsUnderTest();
      const { id } = await under.create();
      for (const key of ["another", "", undefined, id])
        await assertRefused(() => ask(under, { id, key }), { code: "invalid_token", status: 401 });
      await assertRefused(() => ask(under, { id: "nothing", key: "x" }), { code: "invalid_request", status: 404 });
    });
  }

  it("tell no secret in a report", async () => {
    const under = runsUnderTest();
    const { access, key } = await under.create();
    const { attempt: id, client_secret = "", password } = await under.runs.begin(access, { name: CONTROL });
    await under.runs.end(access, { attempt: id, outcome: { output: [`${client_secret} ${password}`] } });
    const text = JSON.stringify(await under.runs.finish(access));
    for (const secret of [key, id, client_secret, password]) assert.notInclude(text, secret);
  });
});
