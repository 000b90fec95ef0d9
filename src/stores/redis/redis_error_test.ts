import { assert } from "chai";
import { ReplyError } from "ioredis";

import { StoreUnavailable } from "../store_error.ts";
import { storeErrorOf } from "./redis_error.ts";

describe("storeErrorOf() of Redis", () => {
  for (const message of [
    "READONLY You can't write against a read only replica.",
    "OOM command not allowed when used memory > 'maxmemory'.",
    "LOADING Redis is loading the dataset in memory",
    "CLUSTERDOWN The cluster is down",
    "MOVED 3999 127.0.0.1:6381",
    "NOAUTH Authentication required.",
    "MISCONF Errors writing to the AOF file",
    "LOADING",
  ]) {
    it(`takes '${message}' for a state of the server`, () => {
      const cause: unknown = new ReplyError(message);
      const error = storeErrorOf(cause);
      assert.instanceOf(error, StoreUnavailable);
      assert.include(error, { store: "redis", cause });
    });
  }

  for (const message of [
    "WRONGTYPE Operation against a key",
    "ERR unknown command",
    "CROSSSLOT Keys in request",
    "OOMPH",
    "",
  ]) {
    it(`leaves '${message}' as it is`, () => {
      const error: unknown = new ReplyError(message);
      assert.equal(storeErrorOf(error), error);
    });
  }

  for (const error of [
    new Error("Connection is closed."),
    new Error("Command timed out"),
    new TypeError("x"),
    "text",
    undefined,
  ]) {
    it(`takes whatever else the client throws (${String(error)}) for Redis being away`, () => {
      assert.instanceOf(storeErrorOf(error), StoreUnavailable);
    });
  }

  it("does not wrap what was judged before", () => {
    const error = new StoreUnavailable("redis", undefined);
    assert.equal(storeErrorOf(error), error);
  });
});
