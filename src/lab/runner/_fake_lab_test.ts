import type { Outcome, Verdict, VerdictWord } from "../judge/verdict.ts";
import type { ActDone, AttemptState, BegunAttempt, CreatedRun, NewAttempt } from "../runs/run_messages.ts";
import type { PlannedAttempt, RunReport } from "../runs/run_report.ts";
import { clientConfig } from "./_client_config_test.ts";

/** What a lab answers, where it differs from one that finds nothing wrong. */
export interface FakeLabOptions {
  readonly attempts?: readonly PlannedAttempt[];
  /** What differs in each attempt that begins. */
  readonly begun?: (name: string) => Partial<BegunAttempt>;
  readonly state?: () => Partial<AttemptState>;
  readonly act?: Partial<ActDone>;
  readonly verdict?: (name: string) => VerdictWord;
  /** Statuses of refusals, by what is asked for: `POST /attempts`. */
  readonly refusals?: Readonly<Record<string, number>>;
}

/** A lab that is no more than a function, and what it was asked for. */
export interface FakeLab {
  readonly base: string;
  readonly fetch: typeof globalThis.fetch;
  /** `POST /r1/attempts`, in order. */
  readonly calls: readonly string[];
  readonly begun: readonly NewAttempt[];
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** The key that came with each call. */
  readonly keys: readonly (string | null)[];
}

/** Something to try, where a test does not care. */
export function planned(changes: Partial<PlannedAttempt> = {}): PlannedAttempt {
  const title = "A title";
  return { name: "control-code", setup: "code", flow: "code", control: true, title, patience: 0, acts: [], ...changes };
}

/** A verdict, where a test does not care. */
export function verdictOf(name: string, changes: Partial<Verdict> = {}): Verdict {
  const kind = name.startsWith("control-") ? "control" : "scenario";
  return {
    kind,
    name,
    title: name,
    setup: "code",
    verdict: "passed (stated)",
    says: "It did",
    evidence: [],
    ...changes,
  };
}

const BASE = "http://lab.test";

/** A lab for a runner that asks by a `fetch` of its own. */
export function fakeLab(options: FakeLabOptions = {}): FakeLab {
  const { attempts = [planned()], refusals = {}, verdict = () => "passed (stated)" } = options;
  const calls: string[] = [];
  const keys: (string | null)[] = [];
  const begun: NewAttempt[] = [];
  const outcomes = new Map<string, Outcome>();
  const verdicts: Verdict[] = [];

  function report(): Partial<RunReport> {
    return { id: "r1", plan: "p", name: "n", verdicts, attempts: [], planned: attempts };
  }

  function begin(wanted: NewAttempt): BegunAttempt {
    begun.push(wanted);
    const { redirect_uri = "" } = wanted;
    const plan = attempts.find(({ name }) => name === wanted.name) ?? planned();
    return {
      ...clientConfig({ scenario: wanted.name, setup: plan.setup, flow: plan.flow, redirect_uri }),
      attempt: wanted.name,
      title: plan.title,
      acts: plan.acts,
      patience: plan.patience,
      person: { username: "alice", password: "a password" },
      instructions: [],
      ...options.begun?.(wanted.name),
    };
  }

  function answer(path: string, body: unknown): unknown {
    const [, , , attempt = "", what = ""] = path.split("/");
    if (path === "") return { id: "r1", key: "the-key", attempts } satisfies Partial<CreatedRun>;
    if (path.endsWith("/attempts")) return begin(body as NewAttempt);
    if (what === "act") return { ended: 1, visits: [], ...options.act };
    if (what === "end") {
      outcomes.set(attempt, (body as { outcome: Outcome }).outcome);
      const judged = verdictOf(attempt, { verdict: verdict(attempt) });
      verdicts.push(judged);
      return judged;
    }
    if (attempt !== "")
      return {
        name: attempt,
        state: "running",
        visits: [],
        requests: 0,
        idle: 0,
        reached: false,
        ...options.state?.(),
      };
    return report();
  }

  return {
    base: BASE,
    calls,
    keys,
    begun,
    outcomes,
    async fetch(address, init) {
      const url = new URL(String(address instanceof Request ? address.url : address));
      const path = url.pathname.replace("/lab/api/runs", "");
      const call = `${init?.method ?? "GET"} ${path}`;
      calls.push(call);
      keys.push(new Headers(init?.headers).get("authorization"));
      const status = refusals[call] ?? 200;
      if (status !== 200)
        return Response.json({ error: "invalid_request", error_description: "It will not" }, { status });
      return Response.json(answer(path, JSON.parse(typeof init?.body === "string" ? init.body : "null")));
    },
  };
}
