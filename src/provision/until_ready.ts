import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "./free_port.ts";
import { type GuardedServer, readLogTail } from "./guarded_server.ts";
import { ProvisionError } from "./provision_error.ts";

/** How a server is brought up. */
export interface StartUntilReadyOptions {
  /** For messages: "Postgres". */
  readonly name: string;
  readonly logFile: string;
  /** Start it on that port. */
  readonly start: (port: number) => Promise<GuardedServer>;
  /** Whether this server, not another at the same port, takes commands. */
  readonly isReady: (server: GuardedServer, port: number) => Promise<boolean>;
  /** Milliseconds to wait for it; a database that was killed first repairs itself. */
  readonly patience: number;
}

/** A server that takes commands, and the port at which it does. */
export interface ReadyServer {
  readonly server: GuardedServer;
  readonly port: number;
}

/** Milliseconds between two looks. */
const LOOK_EVERY = 10;

/** What a server writes when it lost the race for its port, or when its killed predecessor has not quite ended. */
const WORTH_ANOTHER_TRY = /address already in use|shared memory block|postmaster\.pid/i;

/**
 * Start a server on a free port and wait until it takes commands; try another port when that one was taken meanwhile.
 *
 * @throws {ProvisionError} When it ends or stays silent; the message ends with its log.
 */
export async function startUntilReady(options: StartUntilReadyOptions): Promise<ReadyServer> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort();
    const server = await options.start(port);
    const outcome = await waitFor(server, { ...options, port });
    if (outcome === "ready") return { server, port };
    const log = await readLogTail(options.logFile);
    await server.stop();
    if (outcome === "silent" || attempt === 5 || !WORTH_ANOTHER_TRY.test(log)) {
      throw new ProvisionError(
        `Cannot start ${options.name}, as it ${outcome === "silent" ? "did not answer" : "ended"}: ${log}`,
      );
    }
    await sleep(attempt * 100);
  }
}

async function waitFor(
  server: GuardedServer,
  { isReady, port, patience }: StartUntilReadyOptions & { readonly port: number },
): Promise<"ready" | "ended" | "silent"> {
  let over = false;
  void server.ended.then(() => (over = true));
  const deadline = performance.now() + patience;
  while (performance.now() < deadline) {
    if (await isReady(server, port)) return "ready";
    if (over) return "ended";
    await sleep(LOOK_EVERY);
  }
  return "silent";
}
