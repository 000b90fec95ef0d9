import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { Session } from "node:inspector/promises";
import type { AllocationNode, Profile } from "./profile_top.ts";

/** A server in a process of its own, on a core of its own where the machine lets us choose. */
export interface BenchServer {
  readonly port: number;
  /** Microseconds of CPU that the process has used so far. */
  cpu(): Promise<number>;
  /** Begins to note where the time goes. */
  profile(): Promise<void>;
  /** Answers what was noted. */
  profiled(): Promise<Profile>;
  /** Begins to note who allocates memory, also what is soon collected. */
  sample(): Promise<void>;
  /** Answers what was noted. */
  sampled(): Promise<AllocationNode>;
  /** Facts that the server told when it was ready. */
  readonly facts: Readonly<Record<string, string>>;
  stop(): void;
}

const HAS_TASKSET = process.platform === "linux" && spawnSync("taskset", ["--version"]).status === 0;

/** Ties a process, with all its threads, to processors; nothing where that cannot be done. */
export function pin(pid: number, processors: string): void {
  if (HAS_TASKSET) spawnSync("taskset", ["-a", "-c", "-p", processors, String(pid)], { stdio: "ignore" });
}

function ask<T>(child: ChildProcess, question: string, key: string): Promise<T> {
  return new Promise((resolve, reject) => {
    function hear(message: unknown): void {
      if (typeof message !== "object" || message === null || !(key in message)) return;
      child.off("message", hear);
      resolve(Reflect.get(message, key));
    }
    child.on("message", hear);
    child.once("exit", (code) => reject(new Error(`A server ended with ${code}`)));
    if (question !== "") child.send(question);
  });
}

/** Starts a program of this folder; it tells its port and facts when it listens. */
export async function startServer(
  program: string,
  environment: Readonly<Record<string, string>>,
): Promise<BenchServer> {
  const child = fork(new URL(program, import.meta.url), {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, NODE_ENV: "production", ...environment },
  });
  child.setMaxListeners(0);
  const facts = await ask<Readonly<Record<string, string>>>(child, "", "facts");
  if (child.pid !== undefined) pin(child.pid, "0");
  return {
    port: Number(facts["port"]),
    facts,
    cpu: () => ask<number>(child, "cpu", "cpu"),
    profile: () => ask<void>(child, "profile", "profiling"),
    profiled: () => ask<Profile>(child, "profiled", "profile"),
    sample: () => ask<void>(child, "sample", "sampling"),
    sampled: () => ask<AllocationNode>(child, "sampled", "allocations"),
    stop: () => void child.send("stop"),
  };
}

/** Bytes between two samples, and whatever is collected counts too: the garbage is what costs. */
const SAMPLING = {
  samplingInterval: 4_096,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
};

/** The other side of it, in the server's process. */
export function tellParent(facts: Readonly<Record<string, string>>): void {
  const session = new Session();
  session.connect();
  async function answer(question: unknown): Promise<void> {
    const { user, system } = process.cpuUsage();
    if (question === "cpu") process.send?.({ cpu: user + system });
    if (question === "stop") process.exit(0);
    if (question === "profile") {
      await session.post("Profiler.enable");
      await session.post("Profiler.start");
      process.send?.({ profiling: true });
    }
    if (question === "sample") {
      await session.post("HeapProfiler.startSampling", SAMPLING);
      process.send?.({ sampling: true });
    }
    if (question === "sampled") {
      process.send?.({ allocations: (await session.post("HeapProfiler.stopSampling")).profile.head });
    }
    if (question === "profiled") process.send?.({ profile: (await session.post("Profiler.stop")).profile });
  }
  process.on("message", (question) => void answer(question));
  process.once("disconnect", () => process.exit(0));
  process.send?.({ facts });
}
