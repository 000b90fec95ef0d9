import { type Digest, digest } from "../../platform/mod.ts";
import { endpointUrl, fail } from "../../protocol/mod.ts";
import type { CreatedThrowaway, NewThrowaway } from "../issuers/throwaways.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { Outcome } from "../judge/verdict.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { SetupName } from "../scenarios/setup.ts";
import { SETUP_OF } from "../scenarios/setups.ts";
import { ALICE, type AttemptParts, configFor, issuerFor } from "./attempt_issuer.ts";
import { callerToken } from "./caller_token.ts";
import { keyFor } from "./client_key.ts";
import { outcomeOf, withStatement } from "./outcomes.ts";
import { hasReachedEnd } from "./reached.ts";
import type { AttemptState, BegunAttempt, NewAttempt } from "./run_messages.ts";
import type { AttemptRecord, RunRecord } from "./run_records.ts";
import type { EndedAttempt, PlannedAttempt } from "./run_report.ts";
import { type FoundAttempt, MOST_BEGINNINGS, type RunStore, type ToldAttempt } from "./run_store.ts";
import type { RunsOptions } from "./runs.ts";
import { beside, secondOf, withAnswersOf } from "./second_issuer.ts";
import { visitsOf } from "./visits.ts";

/** What attempts are made with. */
export interface AttemptsOptions extends Pick<RunsOptions, "throwaways" | "server" | "random" | "time"> {
  readonly store: RunStore;
  /** By name. */
  readonly scenarios: ReadonlyMap<string, Scenario>;
}

/** Attempts of runs that whoever asks may change. */
export interface Attempts {
  begin(run: RunRecord, wanted: NewAttempt): Promise<BegunAttempt>;
  /** The attempt of a run; refuses those of others. */
  find(run: RunRecord, attempt: string): Promise<FoundAttempt>;
  state(run: RunRecord, found: FoundAttempt): Promise<AttemptState>;
  /** What was seen by now, by the second issuer as well where there is one; undefined where the issuer is gone. */
  journal(record: AttemptRecord): Promise<readonly JournalEntry[] | undefined>;
  /** Keeps what was seen, and removes the issuer; undefined where that was gone before. */
  end(found: FoundAttempt, told: Outcome): Promise<EndedAttempt | undefined>;
  /** Removes attempts with the issuers that they may still have. */
  giveUp(attempts: readonly Digest[]): Promise<void>;
}

const ATTEMPT_LENGTH = 32;

/** @throws {OAuthError} 404. */
export function refuseAttempt(): never {
  return fail(
    "invalid_request",
    "Cannot find the attempt: it was begun again, its time is over, or there never was one",
    { status: 404 },
  );
}

/**
 * What a run planned under a name.
 *
 * @throws {OAuthError} invalid_request that tells the names that there are.
 */
export function plannedOf({ planned }: Pick<RunRecord, "planned">, name: string): PlannedAttempt {
  const names = planned.map((one) => one.name).join(", ");
  return (
    planned.find((one) => one.name === name) ??
    fail("invalid_request", `Cannot begin '${name}' as it is not in the plan of this run: choose of ${names}`)
  );
}

/** An attempt as whoever begins it is told. */
export function begunAttempt({ attempt, config }: ToldAttempt, planned: PlannedAttempt): BegunAttempt {
  const { title, acts, patience, setup } = planned;
  const { username, password } = config;
  const { instructions } = SETUP_OF[setup];
  return { ...config, attempt, title, acts, patience, person: { username, password }, instructions };
}

/** Attempts on their stores and issuers. */
export function openAttempts({ store, throwaways, server, random, time, scenarios }: AttemptsOptions): Attempts {
  async function tokenFor({ definition, clients }: CreatedThrowaway, { setup, flow }: PlannedAttempt) {
    const caller = clients[1];
    if (flow !== "introspection" || caller === undefined) return undefined;
    const open = await throwaways.find(definition.id);
    if (open === undefined) return refuseAttempt();
    return callerToken(open.issuer, {
      clientId: caller.client_id,
      username: ALICE.username,
      scope: SETUP_OF[setup].scope.split(" "),
      trace: `lab-${definition.id}`,
    });
  }

  async function told(created: CreatedThrowaway, parts: AttemptParts): Promise<ToldAttempt> {
    const attempt = random.base62(ATTEMPT_LENGTH);
    const config = configFor(created, {
      ...parts,
      addresses: {
        config: endpointUrl(server.issuer, `/lab/config/${attempt}`),
        statement: endpointUrl(server.issuer, `/lab/statement/${attempt}`),
      },
      token: await tokenFor(created, parts.planned),
    });
    return { attempt, config };
  }

  async function removeIssuers({ issuer, second }: Pick<AttemptRecord, "issuer" | "second">): Promise<void> {
    await Promise.all([issuer, second].map(async (id) => (id === undefined ? false : throwaways.remove(id))));
  }

  async function journal({ issuer, second }: AttemptRecord): Promise<readonly JournalEntry[] | undefined> {
    const [first, other] = await Promise.all([
      throwaways.journal(issuer),
      second === undefined ? undefined : throwaways.journal(second),
    ]);
    return first === undefined ? undefined : withAnswersOf(other ?? [], first);
  }

  /** Makes the issuer of an attempt, and before it the second one where there are two. */
  async function create(wanted: NewThrowaway, isWithSecond: boolean) {
    if (!isWithSecond) return { created: await throwaways.create(wanted) };
    const second = await throwaways.create(secondOf(wanted));
    const { id } = second.definition;
    try {
      return { created: await throwaways.create(beside(second, wanted)), second: id };
    } catch (error) {
      await throwaways.remove(id);
      throw error;
    }
  }

  async function giveUp(attempts: readonly Digest[]): Promise<void> {
    await Promise.all(
      attempts.map(async (attempt) => {
        const found = await store.findByDigest(attempt);
        if (found !== undefined) await removeIssuers(found.record);
      }),
    );
    await store.forgetAttempts(attempts);
  }

  /** Who began the same later gives up those that began before: of several at once the last one is left. */
  async function giveUpEarlier({ id }: RunRecord, { name, attempt }: { name: string; attempt: string }) {
    const all = await store.begunIn(id);
    const own = all.findIndex((one) => one.attempt === digest(attempt));
    const earlier = all.slice(0, Math.max(0, own)).filter((one) => one.name === name);
    await giveUp(earlier.map((one) => one.attempt));
  }

  /** What was seen of the unmodified flow of a setup, once that has ended. */
  async function controlIn({ id, planned }: RunRecord, setup: SetupName): Promise<EndedAttempt | undefined> {
    const control = planned.find((one) => one.control && one.setup === setup);
    const begun = (await store.begunIn(id)).findLast(({ name }) => name === control?.name);
    return begun === undefined ? undefined : store.findEnded(begun.attempt);
  }

  return {
    async begin(run, { name, ...addresses }) {
      const planned = plannedOf(run, name);
      if ((await store.begunIn(run.id)).length >= MOST_BEGINNINGS)
        fail("invalid_request", `Cannot begin more than ${MOST_BEGINNINGS} attempts in one run: begin another run`);
      const scenario = scenarios.get(name);
      const key = await keyFor({ ...SETUP_OF[planned.setup].client, ...scenario?.client });
      const parts = { planned, scenario, named: { ...run.client, ...addresses }, key };
      const { created, ...second } = await create(issuerFor(parts), parts.scenario?.second === true);
      const issuer = created.definition.id;
      try {
        const { attempt, config } = await told(created, parts);
        await store.addAttempt({ run: run.id, name, issuer, ...second, begunAt: time(), attempt, config });
        await giveUpEarlier(run, { name, attempt });
        return begunAttempt({ attempt, config }, planned);
      } catch (error) {
        await removeIssuers({ issuer, ...second });
        throw error;
      }
    },

    async find({ id }, attempt) {
      const found = await store.findAttempt(attempt);
      return found?.record.run === id ? found : refuseAttempt();
    },

    async state(run, { record, key, config }) {
      const [seen, ended, said, control] = await Promise.all([
        journal(record),
        store.findEnded(key),
        store.findStatement(key),
        controlIn(run, config.setup),
      ]);
      const entries = ended?.entries ?? seen ?? [];
      const last = entries.at(-1);
      const statement = ended?.outcome.statement ?? said?.statement;
      const live = entries.length === 0 ? "waiting" : "running";
      const now = seen === undefined ? "gone" : live;
      return {
        name: record.name,
        state: ended === undefined ? now : "ended",
        visits: visitsOf({
          flow: config.flow,
          config,
          journal: entries,
          visit: scenarios.get(record.name)?.visit,
        }),
        requests: entries.length,
        idle: Math.max(0, time() - (last === undefined ? record.begunAt : last.at + last.took)),
        reached: hasReachedEnd({ needs: SETUP_OF[config.setup].needs, journal: entries, control: control?.entries }),
        ...(statement === undefined ? {} : { statement }),
      };
    },

    async end({ record, key, config }, outcome) {
      const [seen, statement] = await Promise.all([journal(record), store.findStatement(key)]);
      // Whoever ended it at the same time kept what was seen before the issuer went.
      if (seen === undefined) return store.findEnded(key);
      const ended: EndedAttempt = {
        name: record.name,
        setup: config.setup,
        control: config.control,
        outcome: outcomeOf(outcome, { statement, config }),
        took: Math.max(0, time() - record.begunAt),
        entries: withStatement(seen, { statement, config }),
      };
      await store.putEnded(key, ended);
      await removeIssuers(record);
      return ended;
    },

    journal,
    giveUp,
  };
}
