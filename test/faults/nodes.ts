import type { Clock } from "../../src/platform/mod.ts";
import type { GivenSettings } from "../support/config.ts";
import { realStores, type StoreAddresses, storeAddresses } from "../support/real_stores.ts";
import { type RunningServer, startServer } from "../support/running_server.ts";

/** Several servers in this process, each with connections of its own to the same stores. */
export interface Nodes {
  readonly all: readonly RunningServer[];
  /** Where the next request goes: to each in turn, as by a balancer that knows nobody. */
  next(): string;
  stop(): Promise<void>;
}

/** How the nodes differ. */
export interface StartNodesOptions {
  readonly addresses?: StoreAddresses;
  readonly settings?: GivenSettings;
}

/** One server on connections of its own. */
export async function startNode(
  addresses: StoreAddresses,
  { settings = {}, clock }: { readonly settings?: GivenSettings; readonly clock?: Clock } = {},
): Promise<RunningServer> {
  const stores = await realStores(addresses);
  const server = await startServer({ stores, settings, ...(clock === undefined ? {} : { clock }) });
  return {
    ...server,
    async stop() {
      await server.stop();
      await stores.close();
    },
  };
}

/** Starts one node for each clock. */
export async function startNodes(clocks: readonly Clock[], options: StartNodesOptions = {}): Promise<Nodes> {
  const { addresses = await storeAddresses(), settings = {} } = options;
  const all = await Promise.all(clocks.map((clock) => startNode(addresses, { settings, clock })));
  let turn = 0;
  return {
    all,
    next() {
      turn += 1;
      return all[turn % all.length]?.url ?? "";
    },
    async stop() {
      await Promise.all(all.map((node) => node.stop()));
    },
  };
}
