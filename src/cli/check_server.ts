import { randomBytes } from "node:crypto";
import type { Log } from "../platform/mod.ts";
import type { Io } from "./io.ts";
import { findFreeAddress } from "./listen_address.ts";

/** A server with a lab, for as long as a command takes. */
export interface CheckServer {
  /** Its issuer identifier. */
  readonly base: string;
  close(): Promise<void>;
}

/** How it is opened. */
export interface OpenCheckServerOptions {
  readonly io: Io;
  /** File with settings; what the environment says is for other servers, and is not read. */
  readonly config: string | undefined;
}

const HOST = "127.0.0.1";

/** The log: silent about ordinary life, and about what clients do wrong. */
async function openLog({ stderr, environment }: Io): Promise<Log> {
  const { createLog } = await import("../platform/mod.ts");
  const level = environment["LOG_LEVEL"] === "debug" ? "debug" : "error";
  return createLog({ level, destination: stderr, pretty: true });
}

/** Opens a server in this process, on a free port of the loopback address, that keeps everything in memory. */
export async function openCheckServer({ io, config: file }: OpenCheckServerOptions): Promise<CheckServer> {
  const { openTouchstone, readConfig } = await import("../server/mod.ts");
  const { memoryBroadcast, memoryDatabase, memoryEphemeralStore } = await import("../stores/memory/mod.ts");
  const { systemClock } = await import("../platform/mod.ts");
  const config = readConfig({ environment: { LAB: "on" }, ...(file === undefined ? {} : { file }) });
  const database = memoryDatabase();
  const stores = {
    database,
    ephemeral: memoryEphemeralStore({ clock: systemClock }),
    broadcast: memoryBroadcast(),
    close: () => database.close(),
  };
  const { port } = await findFreeAddress({ port: 0, host: HOST });
  const base = `http://${HOST}:${port}`;
  const secretKey = randomBytes(32).toString("base64url");
  const server = await openTouchstone({ config, issuer: base, stores, secretKey, log: await openLog(io) });
  await server.listen({ port, host: HOST });
  return {
    base,
    async close() {
      await server.close();
      await stores.close();
    },
  };
}
