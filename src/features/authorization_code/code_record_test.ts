import { assert } from "chai";
import { START } from "../../../test/support/issuer_under_test.ts";
import { strangeToken } from "../../../test/support/records.ts";
import { digest, seededRandom, settableClock } from "../../platform/mod.ts";
import { mintToken } from "../../protocol/mod.ts";
import { memoryEphemeralStore } from "../../stores/memory/mod.ts";
import { claimCode, type CodeRecord, findCode, releaseCode, storeCode } from "./code_record.ts";

const RECORD: CodeRecord = {
  client: 7,
  subject: { accountId: 3, sub: "0f8fad5b-d9cb-469f-a165-70867728950e", username: "alice" },
  scope: ["read"],
  redirectUri: "https://client.test/cb",
  bindings: { pkce: { challenge: "c", method: "S256" } },
  expiresAt: START + 60,
};
const TAG = "family00";

async function stored() {
  const clock = settableClock(START);
  const ephemeral = memoryEphemeralStore({ clock });
  const text = mintToken("ac", { random: seededRandom("codes"), tag: TAG });
  await storeCode({ text, tag: TAG, record: RECORD }, { ephemeral, ttl: 60 });
  const find = (now = clock.now()) => findCode(text, { ephemeral, now });
  return { clock, ephemeral, text, find, code: (await find())! };
}

describe("findCode()", () => {
  it("finds a code that was stored, unused", async () => {
    const { text, code } = await stored();
    assert.deepEqual(code, { tag: TAG, digest: digest(text), record: RECORD, used: false });
  });

  it("finds none in the second in which it expires, even where the store still has it", async () => {
    const { find } = await stored();
    assert.isDefined(await find(START + 59));
    assert.isUndefined(await find(START + 60));
  });

  for (const [name, text] of [
    ["a code that nobody made", strangeToken("ac")],
    ["another code of the same family", mintToken("ac", { random: seededRandom("thief"), tag: TAG })],
    ["a refresh token", strangeToken("rt")],
    ["a text", "__proto__"],
    ["nothing", ""],
  ] as const) {
    it(`finds nothing for ${name}`, async () => {
      const { ephemeral } = await stored();
      assert.isUndefined(await findCode(text, { ephemeral, now: START }));
    });
  }

  it("keeps neither the code nor a part of its secret in the store", async () => {
    const { text, ephemeral } = await stored();
    const written: string[] = [];
    const put = async (_kind: unknown, entry: object) => void written.push(JSON.stringify(entry));
    await storeCode({ text, tag: TAG, record: RECORD }, { ephemeral: { ...ephemeral, put }, ttl: 60 });
    assert.lengthOf(written, 1);
    assert.notInclude(written.join(), text.slice(14, 57));
  });
});

describe("claimCode()", () => {
  it("is true for the first alone, and the code is found as used", async () => {
    const { ephemeral, code, find } = await stored();
    const claims = await Promise.all([1, 2, 3].map(() => claimCode(code, { ephemeral, now: START })));
    assert.deepEqual(claims, [true, false, false]);
    assert.isTrue((await find())?.used);
  });

  it("marks its use for a minute longer than the code lives", async () => {
    const { ephemeral, code, clock } = await stored();
    await claimCode(code, { ephemeral, now: START });
    clock.set(START + 119);
    assert.isFalse(await claimCode(code, { ephemeral, now: START }));
  });

  it("marks it also when the clock says that the code is over", async () => {
    const { ephemeral, code } = await stored();
    assert.isTrue(await claimCode(code, { ephemeral, now: START + 1_000 }));
    assert.isFalse(await claimCode(code, { ephemeral, now: START + 1_000 }));
  });
});

describe("releaseCode()", () => {
  it("makes a code usable again", async () => {
    const { ephemeral, code, find } = await stored();
    await claimCode(code, { ephemeral, now: START });
    await releaseCode(code, ephemeral);
    assert.isFalse((await find())?.used);
    assert.isTrue(await claimCode(code, { ephemeral, now: START }));
  });
});
