import { type ChildProcess, fork } from "node:child_process";
import type { GivenSettings } from "./config.ts";
import type { StoreAddresses } from "./real_stores.ts";

/** A server in a process of its own. */
export interface ServerProcess {
  /** `http://127.0.0.1:PORT`; several processes share one issuer and answer at addresses of their own. */
  readonly address: string;
  readonly child: ChildProcess;
  /** Ends it as a deploy does and answers its exit code. */
  stop(): Promise<number | null>;
}

/** How a process is started. */
export interface StartProcessOptions {
  readonly stores: StoreAddresses;
  /** The issuer identifier that all processes share. */
  readonly issuer: string;
  readonly settings?: GivenSettings;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}

/** Starts one server process. */
export async function startProcess({ stores, issuer, settings = {} }: StartProcessOptions): Promise<ServerProcess> {
  const child = fork(new URL("./server_child.ts", import.meta.url), {
    execArgv: ["--import", "tsx"],
    env: {
      ...process.env,
      LOG_LEVEL: "silent",
      PORT: "0",
      ISSUER: issuer,
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      ...settings,
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => {
      if (typeof message === "object" && message !== null && "port" in message) resolve(Number(message.port));
    });
    child.once("exit", (code) => reject(new TypeError(`Cannot start a server process: it ended with ${code}`)));
  });
  return {
    address: `http://127.0.0.1:${port}`,
    child,
    async stop() {
      child.kill("SIGTERM");
      return exitOf(child);
    },
  };
}

/** Starts two server processes on the same stores. */
export async function startTwo(options: StartProcessOptions): Promise<readonly [ServerProcess, ServerProcess]> {
  return Promise.all([startProcess(options), startProcess(options)]);
}
