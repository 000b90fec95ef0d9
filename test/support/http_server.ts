import type { Issuer } from "../../src/engine/mod.ts";
import { type SettableClock, seededRandom, settableClock, silentLog } from "../../src/platform/mod.ts";
import { openTouchstone, type Stores } from "../../src/server/mod.ts";
import { memoryBroadcast, memoryDatabase, memoryEphemeralStore } from "../../src/stores/memory/mod.ts";
import { type GivenSettings, testConfig } from "./config.ts";
import { FAST_HASH } from "./fast_hash.ts";
import { preparedKeyPairs } from "./key_pairs.ts";
import { START } from "./issuer_under_test.ts";
import { TEST_SECRET_KEY } from "./running_server.ts";

/** A whole server on stores in memory, with a clock that stands still, behind a real socket. */
export interface HttpServer {
  readonly port: number;
  /** Where it listens: `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly issuer: Issuer;
  readonly clock: SettableClock;
  stop(): Promise<void>;
}

/** How the server differs from the standard one. */
export interface HttpServerOptions {
  /** The issuer identifier, `https://issuer.test` when not given; the server listens on plain http all the same. */
  readonly url?: string;
  readonly settings?: GivenSettings;
}

/** Stores in memory for a whole server. */
export function memoryStores(clock: SettableClock): Stores {
  const database = memoryDatabase({ clock });
  const ephemeral = memoryEphemeralStore({ clock });
  return { database, ephemeral, broadcast: memoryBroadcast(), close: () => database.close() };
}

/** Starts a server for a test, which stops it. */
export async function httpServer({
  url = "https://issuer.test",
  settings = {},
}: HttpServerOptions = {}): Promise<HttpServer> {
  const clock = settableClock(START);
  const server = await openTouchstone({
    config: testConfig(settings),
    issuer: url,
    stores: memoryStores(clock),
    secretKey: TEST_SECRET_KEY,
    log: silentLog,
    clock,
    random: seededRandom("http server"),
    slowHash: FAST_HASH,
    generateKeyPair: preparedKeyPairs(),
  });
  const port = await server.listen({ port: 0, host: "127.0.0.1" });
  return { port, origin: `http://127.0.0.1:${port}`, issuer: server.issuer, clock, stop: () => server.close() };
}
