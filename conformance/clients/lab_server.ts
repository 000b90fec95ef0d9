import { randomBytes } from "node:crypto";
import { silentLog, systemClock } from "../../src/platform/mod.ts";
import { loopbackPorts } from "../../src/lab/runner/mod.ts";
import { openTouchstone, readConfig } from "../../src/server/mod.ts";
import { memoryBroadcast, memoryDatabase, memoryEphemeralStore } from "../../src/stores/memory/mod.ts";
import { freePort } from "../../test/support/free_port.ts";

/** A server with a lab, in this process and its memory. */
export interface LabServer {
  readonly base: string;
  /** For the redirect URIs of all clients. */
  readonly nextPort: () => Promise<number>;
  close(): Promise<void>;
}

/** Opens one on a free port of the loopback address. */
export async function openLabServer(): Promise<LabServer> {
  const database = memoryDatabase();
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const server = await openTouchstone({
    config: readConfig({ environment: { LAB: "on", LAB_ISSUERS: "10000" } }),
    issuer: base,
    stores: {
      database,
      ephemeral: memoryEphemeralStore({ clock: systemClock }),
      broadcast: memoryBroadcast(),
      close: () => database.close(),
    },
    secretKey: randomBytes(32).toString("base64url"),
    log: silentLog,
  });
  await server.listen({ port, host: "127.0.0.1" });
  return { base, nextPort: loopbackPorts(), close: () => server.close() };
}
