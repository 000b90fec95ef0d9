import { eventually } from "./eventually.ts";
import { type RedisProcess, startRedisProcess } from "./redis_process.ts";

/** Three masters that share the slots. */
export interface RedisClusterProcess {
  readonly url: string;
  readonly nodes: readonly RedisProcess[];
  dispose(): Promise<void>;
}

const SLOTS: readonly (readonly [string, string])[] = [
  ["0", "5460"],
  ["5461", "10922"],
  ["10923", "16383"],
];

/** Starts a cluster of three masters without replicas and waits until it serves all slots. */
export async function startRedisCluster(): Promise<RedisClusterProcess> {
  const args = ["--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-require-full-coverage", "no"];
  const nodes = await Promise.all(SLOTS.map(async () => startRedisProcess(args)));
  const [first] = nodes;
  for (const [index, node] of nodes.entries()) {
    await node.command("CLUSTER", "ADDSLOTSRANGE", ...SLOTS[index]!);
    await node.command("CLUSTER", "SET-CONFIG-EPOCH", String(index + 1));
    if (node !== first) await node.command("CLUSTER", "MEET", "127.0.0.1", String(first!.port));
  }
  for (const node of nodes) await eventually(async () => isWhole(node), { within: 15_000 });
  return {
    url: `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(",")}`,
    nodes,
    async dispose() {
      await Promise.all(nodes.map(async (node) => node.dispose()));
    },
  };
}

async function isWhole(node: RedisProcess): Promise<boolean> {
  const info = String(await node.command("CLUSTER", "INFO"));
  return info.includes("cluster_state:ok") && info.includes("cluster_slots_assigned:16384");
}
