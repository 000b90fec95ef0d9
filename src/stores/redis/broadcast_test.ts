import { EventEmitter } from "node:events";

import { assert } from "chai";

import { silentLog } from "../../platform/mod.ts";
import { RedisBroadcast } from "./broadcast.ts";
import type { RedisLink } from "./link.ts";

/** A connection whose subscriptions are acknowledged when a test says so. */
class SlowSubscriber extends EventEmitter {
  readonly acknowledge: (() => void)[] = [];
  connect = async (): Promise<void> => undefined;
  ping = async (): Promise<string> => "PONG";
  disconnect = (): void => void this.emit("end");
  subscribe = async (): Promise<void> => new Promise((resolve) => this.acknowledge.push(resolve));
}

async function turns(count = 10): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe("RedisBroadcast", () => {
  it("says that something may be lost when the new subscription is acknowledged, not before", async () => {
    const connections: SlowSubscriber[] = [];
    const link = {
      async subscriber() {
        connections.push(new SlowSubscriber());
        return connections.at(-1);
      },
    } as unknown as RedisLink;
    const broadcast = new RedisBroadcast({ link, log: silentLog, prefix: "p:" });
    let losses = 0;
    const listening = broadcast.listen("a", { heard: () => undefined, lost: () => void (losses += 1) });
    await turns();
    connections[0]!.acknowledge[0]!();
    await listening;
    connections[0]!.disconnect();
    while (connections.length < 2 || connections[1]!.acknowledge.length === 0) await turns();
    await turns();
    assert.equal(losses, 0);
    connections[1]!.acknowledge[0]!();
    await turns();
    assert.equal(losses, 1);
    await broadcast.close();
  });
});
