import cluster, { type Worker } from "node:cluster";
import type { Log } from "../platform/mod.ts";

/** Processes that serve, kept at their number. */
export interface Workers {
  /** Settles when they listen for the first time: false when the first of them could not start at all. */
  readonly started: Promise<boolean>;
  /** Lets each finish what it does, and waits for their ends. */
  stop(): Promise<void>;
}

/** What supervising needs. */
export interface SuperviseWorkersOptions {
  readonly count: number;
  readonly log: Log;
}

/** Milliseconds before a worker that died is replaced: longer each time while new ones die at once. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
/** Milliseconds after which a worker has proved that it can live. */
const GROWN_UP = 5_000;
/** Milliseconds that a worker has to stop: its requests get ten seconds. */
const LONGEST_STOP = 15_000;

/** How long to wait before the next worker is made, after so many that died at once. */
export function pauseAfter(earlyDeaths: number): number {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** earlyDeaths);
}

function ended(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    if (worker.isDead()) resolve();
    else worker.once("exit", () => resolve());
  });
}

async function stopWorker(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const gone = ended(worker);
  worker.process.kill("SIGTERM");
  const force = setTimeout(() => worker.process.kill("SIGKILL"), LONGEST_STOP);
  await gone;
  clearTimeout(force);
}

/** Starts workers, and another one for each that dies. The first starts alone, so that what is wrong is said once. */
export function superviseWorkers({ count, log }: SuperviseWorkersOptions): Workers {
  let isStopping = false;
  let earlyDeaths = 0;
  const waiting = new Set<NodeJS.Timeout>();

  function replaceLater(worker: Worker, born: number): void {
    if (isStopping) return;
    earlyDeaths = performance.now() - born < GROWN_UP ? earlyDeaths + 1 : 0;
    const pause = pauseAfter(earlyDeaths);
    const { exitCode, signalCode, pid } = worker.process;
    log.error("A worker died and is replaced", { worker: pid, status: exitCode ?? signalCode, afterMs: pause });
    const timer = setTimeout(() => {
      waiting.delete(timer);
      if (!isStopping) void launch();
    }, pause);
    waiting.add(timer);
  }

  /** True when it listens, false when it died before. */
  async function launch(): Promise<boolean> {
    const born = performance.now();
    const worker = cluster.fork();
    const listens = await new Promise<boolean>((resolve) => {
      worker.once("listening", () => resolve(true));
      worker.once("exit", () => resolve(false));
    });
    if (listens) worker.once("exit", () => replaceLater(worker, born));
    else if (isReady) replaceLater(worker, born);
    return listens;
  }

  let isReady = false;
  async function launchAll(): Promise<boolean> {
    if (!(await launch())) return false;
    isReady = true;
    await Promise.all(Array.from({ length: count - 1 }, () => launch()));
    return true;
  }

  return {
    started: launchAll(),
    async stop() {
      isStopping = true;
      for (const timer of waiting) clearTimeout(timer);
      const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
      await Promise.all(workers.map(stopWorker));
    },
  };
}
