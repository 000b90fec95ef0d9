import { type Digest, digest } from "../../platform/mod.ts";
import { endpointUrl, fail } from "../../protocol/mod.ts";
import { refuseGone } from "../issuers/made_key.ts";
import { withoutUserCodes } from "../journal/user_codes.ts";
import type { Verdict } from "../judge/verdict.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { doAct } from "./acts.ts";
import { begunAttempt, openAttempts, plannedOf, refuseAttempt } from "./attempts.ts";
import { plannedAttempts, planNamed } from "./planned_attempts.ts";
import { saidOf } from "./outcomes.ts";
import type { CreatedRun, NewRun } from "./run_messages.ts";
import type { BegunRecord, FinishedRecord, RunRecord } from "./run_records.ts";
import type { EndedAttempt, RunReport } from "./run_report.ts";
import { runStore } from "./run_store.ts";
import type { RunAccess, Runs, RunsOptions } from "./runs.ts";
import { totalsOf, verdictOf, verdictsOf } from "./verdicts.ts";

const ID_LENGTH = 22;
const KEY_LENGTH = 32;

type Ended = ReadonlyMap<string, EndedAttempt>;

/** The last attempt of each name. */
function latestOf(begun: readonly BegunRecord[]): ReadonlyMap<string, Digest> {
  return new Map(begun.map(({ name, attempt }) => [name, attempt]));
}

/** Those of some names that did, or did not, end. */
function attemptsOf(latest: ReadonlyMap<string, Digest>, isWanted: (name: string) => boolean): readonly Digest[] {
  return Array.from(latest).flatMap(([name, attempt]) => (isWanted(name) ? [attempt] : []));
}

/** Opens runs on their stores and issuers. */
export function openRuns(options: RunsOptions): Runs {
  const { throwaways, server, clock, random, lifetime, lint } = options;
  const store = runStore(options);
  const scenarios: ReadonlyMap<string, Scenario> = new Map(options.scenarios.map((one) => [one.name, one]));
  const attempts = openAttempts({ ...options, store, scenarios });

  async function endedIn(wanted: readonly Digest[]): Promise<Ended> {
    const found = await Promise.all(wanted.map(async (attempt) => store.findEnded(attempt)));
    return new Map(found.flatMap((ended) => (ended === undefined ? [] : [[ended.name, ended]])));
  }

  async function open({ id, key }: RunAccess): Promise<RunRecord> {
    return store.openRun(id, key);
  }

  async function openUnfinished(access: RunAccess): Promise<RunRecord> {
    const run = await open(access);
    if ((await store.findFinished(run.id)) === undefined) return run;
    return fail("invalid_request", "Cannot change the run as it is finished: begin another one");
  }

  function reportOf(run: RunRecord, ended: Ended, finished?: FinishedRecord): RunReport {
    const { id, plan, name, startedAt, planned } = run;
    const verdicts = finished?.verdicts ?? verdictsOf({ planned, ended, scenarios });
    const end = finished === undefined ? {} : { finishedAt: finished.finishedAt };
    const seen = planned.flatMap((one) => ended.get(one.name) ?? []);
    const totals = totalsOf(verdicts);
    return { id, plan, name, startedAt, ...end, server, verdicts, attempts: seen, totals, planned };
  }

  /** Its verdict, with the control as it is by now. */
  async function judged({ id, planned }: RunRecord, own: EndedAttempt): Promise<Verdict> {
    const control = planned.find((one) => one.control && one.setup === own.setup);
    const latest = attemptsOf(latestOf(await store.begunIn(id)), (name) => name === control?.name);
    const ended = new Map([...(await endedIn(latest)), [own.name, own]]);
    return verdictOf(plannedOf({ planned }, own.name), { planned, ended, scenarios });
  }

  async function create(wanted: NewRun): Promise<CreatedRun> {
    const { scenarios: only, setups, name = "client", client = {} } = wanted;
    const plan = planNamed(wanted.plan);
    const planned = plannedAttempts(plan, { scenarios: options.scenarios, only, setups });
    const id = random.base62(ID_LENGTH);
    const key = random.base62(KEY_LENGTH);
    const startedAt = clock.now();
    const expiresAt = startedAt + lifetime;
    await store.putRun({ id, key: digest(key), plan: plan.name, name, startedAt, expiresAt, planned, client });
    return {
      id,
      key,
      plan: plan.name,
      name,
      report_url: endpointUrl(server.issuer, `/lab/reports/${id}`),
      page_url: endpointUrl(server.issuer, `/lab/runs/${id}`),
      expires_at: expiresAt,
      attempts: planned,
    };
  }

  async function finish(access: RunAccess): Promise<RunReport> {
    const run = await open(access);
    const before = await store.findFinished(run.id);
    if (before !== undefined) return reportOf(run, await endedIn(before.attempts), before);
    const latest = latestOf(await store.begunIn(run.id));
    const ended = await endedIn([...latest.values()]);
    const { verdicts, attempts: seen } = reportOf(run, ended);
    const finished = {
      finishedAt: clock.now(),
      verdicts: [...verdicts, ...lint(seen)],
      attempts: attemptsOf(latest, (name) => ended.has(name)),
    };
    await store.putFinished(run, finished);
    await attempts.giveUp(attemptsOf(latest, (name) => !ended.has(name)));
    return reportOf(run, ended, finished);
  }

  return {
    create,
    async report(id) {
      const [run, finished] = await Promise.all([store.findRun(id), store.findFinished(id)]);
      if (run === undefined) return refuseGone("the run");
      const counted = finished?.attempts ?? [...latestOf(await store.begunIn(id)).values()];
      return reportOf(run, await endedIn(counted), finished);
    },
    async journal(id, { name, after = 0 }) {
      if ((await store.findRun(id)) === undefined) return refuseGone("the run");
      const attempt = latestOf(await store.begunIn(id)).get(name);
      if (attempt === undefined) return refuseAttempt();
      const ended = await store.findEnded(attempt);
      const found = ended === undefined ? await store.findByDigest(attempt) : undefined;
      const live = found === undefined ? undefined : await attempts.journal(found.record);
      const entries = ended?.entries ?? live;
      return entries === undefined ? refuseAttempt() : withoutUserCodes(entries.filter(({ n }) => n > after));
    },
    async check(access) {
      await open(access);
    },
    async begin(access, wanted) {
      return attempts.begin(await openUnfinished(access), wanted);
    },
    async running(access) {
      const run = await open(access);
      const latest = [...latestOf(await store.begunIn(run.id)).values()];
      const found = await Promise.all(
        latest.map(async (attempt) =>
          (await store.findEnded(attempt)) === undefined ? store.findByDigest(attempt) : undefined,
        ),
      );
      return found.flatMap((one) => (one === undefined ? [] : [begunAttempt(one, plannedOf(run, one.record.name))]));
    },
    async state(access, attempt) {
      const run = await open(access);
      return attempts.state(run, await attempts.find(run, attempt));
    },
    async act(access, { attempt, act }) {
      const { record, config } = await attempts.find(await openUnfinished(access), attempt);
      const found = await throwaways.find(record.issuer);
      if (found === undefined) return refuseAttempt();
      const { flow, username } = config;
      return doAct(act, { issuer: found.issuer, flow, username, trace: `lab-${record.issuer}` });
    },
    async end(access, { attempt, outcome }) {
      const run = await open(access);
      const found = await attempts.find(run, attempt);
      const before = await store.findEnded(found.key);
      if (before !== undefined) return judged(run, before);
      const ended = await attempts.end(found, outcome);
      return ended === undefined ? refuseAttempt() : judged(run, ended);
    },
    finish,
    async remove(access) {
      const run = await open(access);
      await attempts.giveUp((await store.begunIn(run.id)).map(({ attempt }) => attempt));
      await store.forgetRun(run.id);
    },
    async config(attempt) {
      return (await store.findAttempt(attempt))?.config ?? refuseAttempt();
    },
    async say(attempt, said) {
      const found = await store.findAttempt(attempt);
      if (found === undefined) return refuseAttempt();
      if ((await store.findEnded(found.key)) !== undefined)
        fail("invalid_request", "Cannot take down what is said as the attempt has ended");
      await store.putStatement(found.key, { ...saidOf(said, found.config), at: options.time() });
    },
  };
}
