import { memoryEphemeralStore } from "../../src/stores/memory/mod.ts";
import type { EphemeralStore } from "../../src/stores/mod.ts";
import { seededRandom, settableClock } from "../../src/platform/mod.ts";
import { fail } from "../../src/protocol/mod.ts";
import type { Issuer, Members } from "../../src/engine/mod.ts";
import type {
  CreatedThrowaway,
  CreatedUser,
  NewThrowaway,
  Throwaways,
  WantedUser,
} from "../../src/lab/issuers/throwaways.ts";
import type { JournalEntry } from "../../src/lab/journal/entry.ts";
import { accepts, refuses, type Scenario } from "../../src/lab/scenarios/scenario.ts";
import { openRuns } from "../../src/lab/runs/open_runs.ts";
import type { CreatedRun, NewRun } from "../../src/lab/runs/run_messages.ts";
import type { RunAccess, Runs, RunsOptions } from "../../src/lab/runs/runs.ts";

/** 2026-01-01T00:00:00Z */
const START = 1_767_225_600;
const DAY = 86_400;

/** Throwaway issuers that are nothing but what was asked for, and a journal that the test writes. */
export interface FakeThrowaways extends Pick<Throwaways, "create" | "find" | "journal" | "remove"> {
  /** What was asked for, by id, also of those that are gone. */
  readonly wanted: ReadonlyMap<string, NewThrowaway>;
  /** Ids of those that are there. */
  readonly ids: () => readonly string[];
  /** The journal of an issuer from now on. */
  write(id: string, entries: readonly JournalEntry[]): void;
  /** The issuer is gone, as its time is over. */
  expire(id: string): void;
}

function clientOf(wanted: Members, id: string) {
  const isPublic = wanted["token_endpoint_auth_method"] === "none";
  return { ...wanted, client_id: `client-${id}`, ...(isPublic ? {} : { client_secret: `secret-${id}` }) };
}

function userOf(wanted: WantedUser, id: string): CreatedUser {
  return { ...wanted, sub: `sub-${id}`, password: `password-${id}` };
}

/** Makes throwaway issuers that nobody serves. */
export function fakeThrowaways(issuer?: Issuer): FakeThrowaways {
  const wanted = new Map<string, NewThrowaway>();
  const live = new Map<string, readonly JournalEntry[]>();
  const made = new Map<string, CreatedThrowaway>();
  return {
    wanted,
    ids: () => [...live.keys()],
    write: (id, entries) => void live.set(id, entries),
    expire: (id) => void live.delete(id),
    async create(asked) {
      if (asked.settings?.["PKCE_REQUIRED"] === "wrong") return fail("invalid_request", "Cannot take settings");
      const id = `i${wanted.size + 1}`;
      wanted.set(id, asked);
      live.set(id, []);
      const definition = {
        id,
        key: "digest",
        createdAt: START,
        expiresAt: START + 3_600,
        version: 1,
        faults: asked.faults ?? [],
        faultsSince: 1,
        beganAt: 1,
        clockOffset: 0,
        settings: asked.settings ?? {},
      };
      const created = {
        definition,
        key: `key-${id}`,
        url: `https://lab.test/lab/i/${id}`,
        users: (asked.users ?? []).map((user) => userOf(user, id)),
        clients: (asked.clients ?? []).map((client, index) => clientOf(client, index === 0 ? id : `${id}-${index}`)),
      };
      made.set(id, created);
      return created;
    },
    async find(id): ReturnType<Throwaways["find"]> {
      const created = made.get(id);
      return created === undefined || issuer === undefined || !live.has(id)
        ? undefined
        : { definition: created.definition, issuer };
    },
    journal: async (id) => live.get(id),
    remove: async (id) => live.delete(id),
  };
}

/** A scenario that a client must refuse, where it is not said otherwise. */
export function scenario(name: string, rest: Partial<Scenario> = {}): Scenario {
  return {
    name,
    title: `A case of ${name}`,
    setups: ["oidc-code"],
    rule: "OIDC-3.1.3.7-2",
    keyword: "MUST",
    says: "The client refuses what is wrong",
    faults: [{ fault: "wrong" }],
    expect: refuses("userinfo", "resource"),
    mend: "Look at it.",
    ...rest,
  };
}

/** A handful of scenarios. */
export const SCENARIOS: readonly Scenario[] = [
  scenario("wrong_issuer"),
  scenario("wrong_audience", { settings: { ID_TOKEN_EXPIRE_SECONDS: "5" }, client: { scope: "openid" } }),
  scenario("slow_reply", {
    setups: ["code", "oidc-code"],
    expect: accepts("resource"),
    patience: 3_000,
    acts: ["callback_twice"],
  }),
  scenario("slow_down", { setups: ["device"], expect: accepts("resource"), patience: 9_000 }),
];

/** Runs on fakes, with a clock that the test moves. */
export interface RunsUnderTest {
  readonly runs: Runs;
  readonly throwaways: FakeThrowaways;
  readonly ephemeral: EphemeralStore;
  /** Seconds. */
  readonly advance: (by: number) => void;
  /** Begins a run. */
  readonly create: (wanted?: Partial<NewRun>) => Promise<CreatedRun & { readonly access: RunAccess }>;
}

/** Where every client of these tests listens. */
export const CLIENT = {
  redirect_uri: "http://127.0.0.1:4567/cb",
  backchannel_logout_uri: "http://127.0.0.1:4567/logout",
};

/** Opens runs for a test. */
export function runsUnderTest(options: Partial<RunsOptions> & { readonly issuer?: Issuer } = {}): RunsUnderTest {
  const clock = settableClock(START);
  const ephemeral = options.ephemeral ?? memoryEphemeralStore({ clock });
  const throwaways = fakeThrowaways(options.issuer);
  const runs = openRuns({
    ephemeral,
    random: seededRandom("runs"),
    sealKey: Buffer.alloc(32, 7),
    lifetime: DAY,
    throwaways,
    scenarios: SCENARIOS,
    lint: () => [],
    server: { version: "1.2.3", issuer: "https://lab.test" },
    clock,
    time: () => clock.now() * 1_000,
    ...options,
  });
  return {
    runs,
    throwaways,
    ephemeral,
    advance: (by) => clock.advance(by),
    async create(wanted = {}) {
      const created = await runs.create({ plan: "oidc-basic", client: CLIENT, ...wanted });
      return { ...created, access: { id: created.id, key: created.key } };
    },
  };
}
