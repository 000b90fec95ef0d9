import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { Redis } from "ioredis";

import { findRedis } from "../../src/provision/mod.ts";
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

/** How {@link startRedisProcess} starts. */
export interface StartRedisProcessOptions {
  readonly password?: string;
  /** What a sentinel is told to watch; then this is one. */
  readonly sentinel?: readonly string[];
  /** False = it is not asked whether it answers, for a port that is to be taken later. */
  readonly started?: boolean;
}

/** Ends the server when this process ends, however that ends: then nothing holds the other end of the pipe any more. */
const GUARD = '"$@" >/dev/null 2>&1 </dev/null & echo $!; read -r word || rm -rf "$FOLDER"; kill -9 $!; wait';

/** Starts a Redis on a free port; arguments are those of its command line (`--maxmemory`, `1mb`). */
export async function startRedisProcess(
  args: readonly string[] = [],
  { password, sentinel, started = true }: StartRedisProcessOptions = {},
): Promise<RedisProcess> {
  const folder = await mkdtemp(join(tmpdir(), "touchstone-redis-"));
  const port = await freePort();
  const common = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"];
  // A sentinel keeps what it learns in its file.
  const file = join(folder, "sentinel.conf");
  if (sentinel !== undefined)
    await writeFile(file, [`port ${port}`, "bind 127.0.0.1", `dir ${folder}`, ...sentinel].join("\n"));
  const login = password === undefined ? [] : ["--requirepass", password];
  let running: { readonly pid: number; readonly end: () => Promise<void> } | undefined;

  async function command(name: string, ...rest: readonly string[]): Promise<unknown> {
    const client = new Redis({
      host: "127.0.0.1",
      port,
      ...(password === undefined ? {} : { password }),
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

  async function start(): Promise<void> {
    running = await spawnGuarded(
      sentinel === undefined ? [...common, ...login, ...args] : [file, "--sentinel"],
      folder,
    );
    await eventually(async () =>
      command("PING").then(
        () => true,
        () => false,
      ),
    );
  }

  async function kill(): Promise<void> {
    await running?.end();
    running = undefined;
  }

  function signal(name: NodeJS.Signals): void {
    if (running !== undefined) process.kill(running.pid, name);
  }

  if (started) await start();
  return {
    port,
    url: `redis://${password === undefined ? "" : `:${password}@`}127.0.0.1:${port}`,
    start,
    kill,
    freeze: () => signal("SIGSTOP"),
    thaw: () => signal("SIGCONT"),
    command,
    async dispose() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function spawnGuarded(args: readonly string[], folder: string) {
  const { binaries } = await findRedis({ fetch: true });
  if (binaries === undefined) throw new RangeError("Cannot find a Redis on this machine");
  const env = { ...process.env, FOLDER: folder, LD_LIBRARY_PATH: binaries.libraries.join(":") };
  const guard = spawn("sh", ["-c", GUARD, "sh", binaries.file, ...args], {
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
    env,
  });
  const [line] = await once(createInterface(guard.stdout), "line");
  return {
    pid: Number(line),
    async end() {
      const exit = once(guard, "exit");
      guard.stdin.end("keep\n");
      await exit;
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
