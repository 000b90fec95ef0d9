import { assert } from "chai";
import { deriveKey } from "../platform/mod.ts";
import type { KeyRecord } from "../stores/mod.ts";
import { DAY, HOUR, keyTools, START, type TestTools } from "./_key_tools_test.ts";
import { KeysUnreadable, retireKey, rotateKeys } from "./mod.ts";
import { tendKeys } from "./rotate_keys.ts";

async function tend(tools: TestTools): Promise<boolean> {
  return tendKeys(tools, await tools.store.list());
}

/** `ES256 1 +0`: algorithm, generation, and when it signs, in days from the start. */
function told({ alg, generation, activeFrom }: KeyRecord): string {
  return `${alg} ${generation} +${(activeFrom - START) / DAY}`;
}

async function keysOf({ store }: TestTools): Promise<readonly string[]> {
  return (await store.list()).map(told);
}

describe("tendKeys()", () => {
  it("makes the first key of each algorithm, active at once, and one of a family for encryption", async () => {
    const tools = await keyTools({
      signing: ["RS256", "ES256"],
      encryption: ["RSA-OAEP", "RSA-OAEP-256", "ECDH-ES+A128KW"],
    });
    assert.isTrue(await tend(tools));
    assert.deepEqual(await keysOf(tools), ["ECDH-ES 1 +0", "ES256 1 +0", "RS256 1 +0", "RSA-OAEP-256 1 +0"]);
    assert.deepEqual(
      (await tools.store.list()).map(({ use }) => use),
      ["enc", "sig", "sig", "enc"],
    );
  });

  it("does nothing where nothing is due", async () => {
    const tools = await keyTools();
    await tend(tools);
    tools.clock.advance(29 * DAY - 1);
    assert.isFalse(await tend(tools));
  });

  it("publishes the next key so early that it signs when the first one has signed for its time", async () => {
    const tools = await keyTools();
    await tend(tools);
    tools.clock.advance(29 * DAY);
    assert.isTrue(await tend(tools));
    assert.deepEqual(await keysOf(tools), ["ES256 1 +0", "ES256 2 +30"]);
    assert.isFalse(await tend(tools));
  });

  it("removes a retired key when its last token is dead, and not before", async () => {
    const tools = await keyTools();
    await tend(tools);
    await rotateKeys(tools);
    tools.clock.advance(DAY + HOUR - 1);
    assert.isFalse(await tend(tools));
    tools.clock.advance(1);
    assert.isTrue(await tend(tools));
    assert.deepEqual(await keysOf(tools), ["ES256 2 +1"]);
  });

  it("leaves rotation to people where that is set", async () => {
    const tools = await keyTools({ rotation: 0 });
    await tend(tools);
    tools.clock.advance(10_000 * DAY);
    assert.isFalse(await tend(tools));
  });

  it("makes no key after key where one is published longer than it signs", async () => {
    const tools = await keyTools({ rotation: HOUR, ahead: DAY });
    await tend(tools);
    tools.clock.advance(1);
    assert.isTrue(await tend(tools));
    for (const _ of [1, 2, 3]) assert.isFalse(await tend(tools));
  });

  it("catches up with one key after a long sleep", async () => {
    const tools = await keyTools();
    await tend(tools);
    tools.clock.advance(400 * DAY);
    await tend(tools);
    assert.deepEqual(await keysOf(tools), ["ES256 1 +0", "ES256 2 +401"]);
  });

  it("writes down what came and what went, and nothing private", async () => {
    const tools = await keyTools();
    await tend(tools);
    await rotateKeys(tools);
    await rotateKeys(tools, { now: true });
    tools.clock.advance(HOUR);
    await tend(tools);
    const events = (await tools.events()).map(
      ({ event, detail }) => `${event} ${detail["alg"]} ${detail["generation"]}`,
    );
    assert.deepEqual(events, [
      "key.made ES256 1",
      "key.made ES256 2",
      "key.replaced ES256 3",
      "key.removed ES256 1",
      "key.removed ES256 2",
    ]);
    assert.notInclude(JSON.stringify(await tools.events()), "s1.");
  });
});

describe("rotateKeys()", () => {
  it("publishes a key that signs after the time ahead", async () => {
    const tools = await keyTools();
    await tend(tools);
    assert.deepEqual((await rotateKeys(tools)).map(told), ["ES256 2 +1"]);
  });

  it("makes no other while one is on its way, and the next when it has come", async () => {
    const tools = await keyTools();
    await tend(tools);
    await rotateKeys(tools);
    assert.isEmpty(await rotateKeys(tools));
    tools.clock.advance(DAY);
    assert.deepEqual((await rotateKeys(tools)).map(told), ["ES256 3 +2"]);
  });

  it("makes in an emergency one that signs at once, even past one that is on its way", async () => {
    const tools = await keyTools();
    await tend(tools);
    await rotateKeys(tools);
    assert.deepEqual((await rotateKeys(tools, { now: true })).map(told), ["ES256 3 +0"]);
  });

  it("replaces the keys of one algorithm alone where one is named", async () => {
    const tools = await keyTools({ signing: ["ES256", "EdDSA"], encryption: ["ECDH-ES"] });
    await tend(tools);
    assert.deepEqual((await rotateKeys(tools, { alg: "EdDSA" })).map(told), ["EdDSA 2 +1"]);
    assert.deepEqual((await rotateKeys(tools)).map(told), ["ES256 2 +1", "ECDH-ES 2 +1"]);
  });

  it("makes one key however many ask at once, and tells one of them", async () => {
    const tools = await keyTools();
    await tend(tools);
    const made = await Promise.all(Array.from({ length: 20 }, () => rotateKeys(tools)));
    assert.lengthOf(made.flat(), 1);
    assert.lengthOf(await tools.store.list(), 2);
  });

  it("seals nothing under a secret that the other keys are not sealed under", async () => {
    const tools = await keyTools();
    await tend(tools);
    const failure = await rotateKeys({ ...tools, sealKey: deriveKey("another", "keys") }).catch(
      (error: unknown) => error,
    );
    assert.instanceOf(failure, KeysUnreadable);
    assert.lengthOf(await tools.store.list(), 1);
  });

  it("stores no private half in the clear", async () => {
    const tools = await keyTools();
    await tend(tools);
    const [key] = await tools.store.list();
    assert.match(key!.sealedPrivate, /^s1\./u);
    assert.notProperty(key!.publicJwk, "d");
  });
});

describe("retireKey()", () => {
  async function withKeys(): Promise<TestTools & { readonly kids: readonly string[] }> {
    const tools = await keyTools();
    await tend(tools);
    tools.clock.advance(DAY);
    await rotateKeys(tools, { now: true });
    await rotateKeys(tools);
    return { ...tools, kids: (await tools.store.list()).map(({ kid }) => kid) };
  }

  for (const [index, state] of ["retired", "active"].entries()) {
    it(`spares a key that is ${state}, unless forced`, async () => {
      const { kids, ...tools } = await withKeys();
      assert.deepEqual<object>(await retireKey(tools, { kid: kids[index]!, force: false }), {
        outcome: "in_use",
        state,
      });
      assert.lengthOf(await tools.store.list(), 3);
      assert.deepEqual<object>(await retireKey(tools, { kid: kids[index]!, force: true }), {
        outcome: "removed",
        state,
      });
      assert.notInclude(
        (await tools.store.list()).map(({ kid }) => kid),
        kids[index]!,
      );
    });
  }

  it("removes the next key, which signed nothing", async () => {
    const { kids, ...tools } = await withKeys();
    assert.deepEqual<object>(await retireKey(tools, { kid: kids[2]!, force: false }), {
      outcome: "removed",
      state: "next",
    });
  });

  it("replaces an active key by one that signs at once", async () => {
    const { kids, ...tools } = await withKeys();
    await retireKey(tools, { kid: kids[1]!, force: true });
    assert.deepEqual(await keysOf(tools), ["ES256 1 +0", "ES256 3 +2", "ES256 4 +1"]);
  });

  it("removes a key that nobody needs", async () => {
    const { kids, ...tools } = await withKeys();
    tools.clock.advance(HOUR);
    assert.deepEqual<object>(await retireKey(tools, { kid: kids[0]!, force: false }), {
      outcome: "removed",
      state: "gone",
    });
  });

  it("does not know a key that is not there", async () => {
    const { kids: _, ...tools } = await withKeys();
    assert.deepEqual<object>(await retireKey(tools, { kid: "lost", force: true }), { outcome: "unknown" });
  });

  it("removes keys by force even where their secret is lost, so that a server can start again", async () => {
    const { kids, ...tools } = await withKeys();
    const lost = { ...tools, sealKey: deriveKey("another", "keys") };
    for (const kid of kids) assert.include(await retireKey(lost, { kid, force: true }), { outcome: "removed" });
    assert.isEmpty(await tools.store.list());
  });
});
