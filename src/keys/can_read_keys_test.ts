import { assert } from "chai";
import { deriveKey } from "../platform/mod.ts";
import { keyTools, ringOn, row } from "./_key_tools_test.ts";
import { canReadKeys } from "./can_read_keys.ts";

describe("canReadKeys()", () => {
  it("can under the key with which they were sealed, and under no other", async () => {
    const tools = await keyTools();
    (await ringOn(tools)).close();
    const records = await tools.store.list();
    assert.isNotEmpty(records);
    assert.isTrue(canReadKeys(records, tools.sealKey));
    assert.isFalse(canReadKeys(records, deriveKey("another secret", "keys")));
  });

  it("cannot when one of them is damaged", async () => {
    const tools = await keyTools();
    (await ringOn(tools)).close();
    assert.isFalse(canReadKeys([...(await tools.store.list()), row({ generation: 2 })], tools.sealKey));
  });

  it("can where there is nothing to read", () => assert.isTrue(canReadKeys([], new Uint8Array(32))));
});
