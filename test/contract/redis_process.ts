import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Redis } from "ioredis";

import { eventually } from "./eventually.ts";

/** A Redis of a test's own, which may be stopped and started again at the same address. */
export interface RedisProcess {
  readonly port: number;
  readonly url: string;
  start(): Promise<void>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
  /** Stops it from answering while its connections stay open. */
  freeze(): void;
  thaw(): void;
  /** Sends a command by another way than the store under test. */
  command(name: string, ...args: readonly string[]): Promise<unknown>;
  /** Ends it and removes its folder. */
  dispose(): Promise<void>;
}

/** Starts a Redis on a free port; arguments are those of its command line (`--save ""`). */
export async function startRedisProcess(args: readonly string[] = [], port?: number): Promise<RedisProcess> {
  const folder = await mkdtemp(join(tmpdir(), "touchstone-redis-"));
  const own = port ?? (await freePort());
  const base = [
    "--port",
    String(own),
    "--bind",
    "127.0.0.1",
    "--dir",
    folder,
    "--save",
    "",
    "--appendonly",
    "no",
    "--loglevel",
    "warning",
  ];
  let child: ChildProcess | undefined;

  async function command(name: string, ...rest: readonly string[]): Promise<unknown> {
    const client = new Redis({
      host: "127.0.0.1",
      port: own,
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
      commandTimeout: 1_000,
    });
    client.on("error", () => undefined);
    try {
      return await client.call(name, ...rest);
    } finally {
      client.disconnect();
    }
  }

  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }

  async function start(): Promise<void> {
    child = spawn(process.env["REDIS_BIN"] ?? "redis-server", [...base, ...args], { stdio: "ignore" });
    await eventually(async () =>
      command("PING").then(
        () => true,
        () => false,
      ),
    );
  }

  process.once("exit", () => child?.kill("SIGKILL"));
  await start();
  return {
    port: own,
    url: `redis://127.0.0.1:${own}`,
    start,
    kill,
    freeze: () => child?.kill("SIGSTOP"),
    thaw: () => child?.kill("SIGCONT"),
    command,
    async dispose() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port of the loopback address that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string")
    throw new TypeError("Cannot learn the port of a listening server");
  return address.port;
}
