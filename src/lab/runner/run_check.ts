import type { Verdict } from "../judge/verdict.ts";
import type { ClientAddresses, CreatedRun } from "../runs/run_messages.ts";
import type { PlannedAttempt, RunReport } from "../runs/run_report.ts";
import type { SetupName } from "../scenarios/setup.ts";
import { runAttempt } from "./attempt.ts";
import type { OpenBrowser } from "./browser.ts";
import { clientAddresses, mayRunAtOnce } from "./client_addresses.ts";
import { type LabClient, labClient } from "./lab_client.ts";
import { type Lateness, watchLateness } from "./lateness.ts";
import type { Launch } from "./launch.ts";
import { loopbackPorts } from "./loopback_port.ts";
import { createQueue } from "./queue.ts";
import { robotBrowser } from "./robot.ts";

/** What happens in a run, as it happens. */
export type CheckEvent =
  | { readonly kind: "created"; readonly run: CreatedRun }
  | { readonly kind: "begun"; readonly attempt: PlannedAttempt }
  | { readonly kind: "judged"; readonly attempt: PlannedAttempt; readonly verdict: Verdict }
  /** Scenarios that are not tried, as the client did not do the unmodified flow of their setup. */
  | { readonly kind: "left_out"; readonly setup: SetupName; readonly attempts: readonly PlannedAttempt[] };

/** What is tested, by which plan, and how. */
export interface RunCheckOptions {
  /** The issuer identifier of the server that has the lab. */
  readonly base: string;
  /** Name of a plan. */
  readonly plan: string;
  readonly launch: Launch;
  /** Only these scenarios of the plan, with the controls that they need. */
  readonly scenarios?: readonly string[];
  /** Only these setups of the plan. */
  readonly setups?: readonly string[];
  /** What is tested, for the report. */
  readonly name?: string;
  /** What else is registered of the client, whatever the attempt. */
  readonly client?: ClientAddresses;
  /** How many clients run at once; 4 when not given. */
  readonly parallel?: number;
  /** Milliseconds that a client may be silent, beyond the patience that a scenario asks for; 10 seconds when not given. */
  readonly timeout?: number;
  /** Milliseconds until a client asks for something for the first time, which a busy machine draws out; 60 seconds when not given. */
  readonly startTimeout?: number;
  /** The redirect URI of the client; a free port of the loopback address each time when not given. */
  readonly redirectUri?: string;
  /** Gives ports for redirect URIs; runs side by side in one process share one. */
  readonly nextPort?: () => Promise<number>;
  /** A browser without script when not given. */
  readonly openBrowser?: OpenBrowser;
  readonly onProgress?: (event: CheckEvent) => void;
  /** Ends the run early: what was judged is answered, and the run is removed from the server. */
  readonly signal?: AbortSignal;
  readonly fetch?: typeof globalThis.fetch;
}

const PARALLEL = 4;
const TIMEOUT = 10_000;
const START_TIMEOUT = 60_000;

/** Controls first; then what needs the most patience, so that nothing long is begun at the end. */
export function byOrder(a: PlannedAttempt, b: PlannedAttempt): number {
  return Number(b.control) - Number(a.control) || b.patience - a.patience;
}

/** Whether a client that was judged so did the unmodified flow. */
export function isComplete({ verdict }: Pick<Verdict, "verdict">): boolean {
  return verdict === "passed (stated)" || verdict === "passed (silent)" || verdict === "warning";
}

/**
 * Runs a plan against a client: each setup's unmodified flow first, then its scenarios, several at once.
 *
 * @returns The report, finished; without what was not begun when the signal came first.
 * @throws {LabRefused} When the lab cannot be reached or refuses.
 * @throws {LaunchFailed} When the client cannot be started.
 */
export async function runCheck(options: RunCheckOptions): Promise<RunReport> {
  const { base, plan, scenarios, setups, name, client, onProgress, fetch } = options;
  const { signal = new AbortController().signal } = options;
  const lab = labClient({ base, ...(fetch === undefined ? {} : { fetch }) });
  const run = await lab.create({ plan, scenarios, setups, name, client });
  onProgress?.({ kind: "created", run });
  const lateness = watchLateness();
  try {
    await tryAll(run, { ...options, lab, lateness, signal });
    if (!signal.aborted) return await lab.finish(run);
    return await lab.report(run);
  } catch (error) {
    if (!signal.aborted) await lab.remove(run).catch(() => undefined);
    throw error;
  } finally {
    lateness.stop();
    if (signal.aborted) await lab.remove(run).catch(() => undefined);
  }
}

/** What a plan would run, and nothing of it is run. Throws `LabRefused`. */
export async function listCheck(
  options: Pick<RunCheckOptions, "base" | "plan" | "scenarios" | "setups" | "fetch">,
): Promise<readonly PlannedAttempt[]> {
  const { base, plan, scenarios, setups, fetch } = options;
  const lab = labClient({ base, ...(fetch === undefined ? {} : { fetch }) });
  const run = await lab.create({ plan, scenarios, setups });
  await lab.remove(run);
  return run.attempts;
}

interface TryOptions extends RunCheckOptions {
  readonly lab: LabClient;
  readonly lateness: Lateness;
  readonly signal: AbortSignal;
}

async function tryAll(run: CreatedRun, options: TryOptions): Promise<void> {
  const { lab, launch, lateness, redirectUri, signal, onProgress, parallel = PARALLEL } = options;
  const { timeout = TIMEOUT, startTimeout = START_TIMEOUT } = options;
  const { openBrowser = robotBrowser(options.fetch), nextPort = loopbackPorts() } = options;
  const queue = createQueue<PlannedAttempt>({
    parallel: mayRunAtOnce(redirectUri) ? parallel : 1,
    order: byOrder,
    signal,
    async work(attempt) {
      onProgress?.({ kind: "begun", attempt });
      const addresses = clientAddresses({
        port: await nextPort(),
        ...(redirectUri === undefined ? {} : { redirectUri }),
      });
      const verdict = await runAttempt(
        { name: attempt.name, ...addresses },
        { lab, run, launch, openBrowser, timeout, startTimeout, lateness, signal },
      );
      if (verdict === undefined) return;
      onProgress?.({ kind: "judged", attempt, verdict });
      if (!attempt.control) return;
      const others = run.attempts.filter(({ control, setup }) => !control && setup === attempt.setup);
      if (isComplete(verdict)) queue.add(others);
      else if (others.length > 0) onProgress?.({ kind: "left_out", setup: attempt.setup, attempts: others });
    },
  });
  queue.add(run.attempts.filter(({ control }) => control));
  await queue.done();
}
