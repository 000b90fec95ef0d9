import type { Issuer } from "../../src/engine/mod.ts";
import { type Clock, type Log, silentLog } from "../../src/platform/mod.ts";
import { openTouchstone, type Stores } from "../../src/server/mod.ts";
import { type GivenSettings, testConfig } from "./config.ts";
import { FAST_HASH } from "./fast_hash.ts";
import { freePort } from "./free_port.ts";
import { realStores } from "./real_stores.ts";

/** A server on real stores that listens on the loopback address. */
export interface RunningServer {
  /** The issuer identifier: `http://127.0.0.1:PORT`, with the path that was asked for. */
  readonly url: string;
  readonly issuer: Issuer;
  readonly stores: Stores;
  stop(): Promise<void>;
}

/** How the server differs from the standard one. */
export interface StartServerOptions {
  readonly settings?: GivenSettings;
  /** Path of the issuer: `/tenant`. */
  readonly path?: string;
  /** Stores to use, which stay open; real ones of its own when not given. */
  readonly stores?: Stores;
  readonly clock?: Clock;
  /** Nobody reads what it logs when not given. */
  readonly log?: Log;
}

export const TEST_SECRET_KEY = "a secret key that all servers of the tests share";

/** Starts a server in this process. */
export async function startServer(options: StartServerOptions = {}): Promise<RunningServer> {
  const stores = options.stores ?? (await realStores());
  const port = await freePort();
  const url = `http://127.0.0.1:${port}${options.path ?? ""}`;
  const server = await openTouchstone({
    config: testConfig(options.settings),
    issuer: url,
    stores,
    secretKey: TEST_SECRET_KEY,
    log: options.log ?? silentLog,
    slowHash: FAST_HASH,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  await server.listen({ port, host: "127.0.0.1" });
  return {
    url,
    issuer: server.issuer,
    stores,
    async stop() {
      await server.close();
      if (options.stores === undefined) await stores.close();
    },
  };
}
