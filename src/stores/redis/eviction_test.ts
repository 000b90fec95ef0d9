import { assert } from "chai";

import { parseEvictionPolicy } from "./eviction.ts";

describe("parseEvictionPolicy()", () => {
  for (const [info, policy] of [
    ["maxmemory:100\r\nmaxmemory_policy:allkeys-lru\r\n", "allkeys-lru"],
    ["used_memory:1\r\nmaxmemory:100\r\nmaxmemory_policy:volatile-ttl\r\n", "volatile-ttl"],
    ["maxmemory:100\r\nmaxmemory_policy:noeviction\r\n", undefined],
    ["maxmemory:0\r\nmaxmemory_policy:allkeys-lru\r\n", undefined],
    ["maxmemory_policy:allkeys-lru\r\n", undefined],
    ["maxmemory:100\r\n", undefined],
    ["", undefined],
  ] as const) {
    it(`reads ${policy ?? "none"} in ${JSON.stringify(info)}`, () => assert.equal(parseEvictionPolicy(info), policy));
  }
});
