import { assert } from "chai";
import { START } from "../../../test/support/issuer_under_test.ts";
import { strangeToken } from "../../../test/support/records.ts";
import { thrownBy } from "../../../test/support/refusals.ts";
import { digest, seededRandom } from "../../platform/mod.ts";
import { mintToken } from "../../protocol/mod.ts";
import { StoreUnavailable } from "../../stores/mod.ts";
import { DECISION, REQUEST, storedDevice, TAG, USER_KEY } from "./_stored_device_test.ts";
import {
  claimDevice,
  decide,
  findByDeviceCode,
  findByUserCode,
  isUsed,
  releaseDevice,
  storeRequest,
  takeUserCode,
} from "./device_record.ts";

describe("takeUserCode()", () => {
  it("is true for the first alone, until a minute after the code has expired", async () => {
    const { ephemeral, clock } = await storedDevice();
    const takes = () => takeUserCode("another", { ephemeral, ttl: 600 });
    assert.deepEqual(await Promise.all([takes(), takes(), takes()]), [true, false, false]);
    clock.advance(659);
    assert.isFalse(await takes());
    clock.advance(1);
    assert.isTrue(await takes());
  });
});

describe("storeRequest()", () => {
  it("keeps a request that either code finds, undecided", async () => {
    const { text, find, findByUser } = await storedDevice();
    const found = { tag: TAG, digest: digest(text), request: REQUEST };
    assert.deepEqual(await find(), found);
    assert.deepEqual(await findByUser(), found);
  });

  it("keeps no code in the store, nor a part of its secret", async () => {
    const { text, ephemeral } = await storedDevice();
    const written: string[] = [];
    const put = async (_kind: unknown, entry: object) => void written.push(JSON.stringify(entry));
    const stores = { ephemeral: { ...ephemeral, put }, ttl: 600 };
    await storeRequest({ text, tag: TAG, userKey: USER_KEY, request: REQUEST }, stores);
    assert.lengthOf(written, 2);
    assert.notInclude(written.join(), text.slice(14, 57));
  });
});

describe("finding a request", () => {
  it("ends in the second in which it expires, even where the store still has it", async () => {
    const { find, findByUser } = await storedDevice();
    for (const by of [find, findByUser]) {
      assert.isDefined(await by(START + 599));
      assert.isUndefined(await by(START + 600));
    }
  });

  for (const [name, text] of [
    ["a code that nobody made", strangeToken("dc")],
    ["another code of the same family", mintToken("dc", { random: seededRandom("thief"), tag: TAG })],
    ["an authorization code", strangeToken("ac")],
    ["a text", "__proto__"],
  ] as const) {
    it(`finds nothing for ${name}`, async () => {
      const { ephemeral } = await storedDevice();
      assert.isUndefined(await findByDeviceCode(text, { ephemeral, now: START }));
      assert.isUndefined(await findByUserCode(text, { ephemeral, now: START }));
    });
  }
});

describe("decide()", () => {
  it("is true for the first alone, whose decision is found", async () => {
    const { ephemeral, device, find } = await storedDevice();
    const others = [DECISION, { ...DECISION, allowed: false }, { ...DECISION, scope: [] }];
    const won = await Promise.all(others.map((one) => decide(device, one, { ephemeral, now: START })));
    assert.deepEqual(won, [true, false, false]);
    assert.deepEqual((await find())?.decision, DECISION);
  });

  it("lasts as long as the request", async () => {
    const { ephemeral, device, clock, find } = await storedDevice();
    await decide(device, DECISION, { ephemeral, now: START });
    clock.set(START + 599);
    assert.isDefined((await find())?.decision);
  });

  it("leaves the request open when the store fails on the way", async () => {
    const { ephemeral, device, find } = await storedDevice();
    const put = () => Promise.reject(new StoreUnavailable("redis", new RangeError("away")));
    const broken = { ephemeral: { ...ephemeral, put }, now: START };
    assert.instanceOf(await thrownBy(() => decide(device, DECISION, broken)), StoreUnavailable);
    assert.isUndefined((await find())?.decision);
    assert.isTrue(await decide(device, DECISION, { ephemeral, now: START }));
  });

  it("is open again after a minute when whoever was deciding died", async () => {
    const { ephemeral, device, clock } = await storedDevice();
    const lost = () => new Promise<never>(() => undefined);
    void decide(device, DECISION, { ephemeral: { ...ephemeral, put: lost }, now: START });
    assert.isFalse(await decide(device, DECISION, { ephemeral, now: START }));
    clock.advance(60);
    assert.isTrue(await decide(device, DECISION, { ephemeral, now: clock.now() }));
  });
});

describe("claimDevice()", () => {
  it("is true for the first alone, and the code is used from then on", async () => {
    const { ephemeral, device } = await storedDevice();
    assert.isFalse(await isUsed(device, ephemeral));
    const claims = await Promise.all([1, 2, 3].map(() => claimDevice(device, { ephemeral, now: START })));
    assert.deepEqual(claims, [true, false, false]);
    assert.isTrue(await isUsed(device, ephemeral));
  });

  it("marks its use for a minute longer than the code lives, also when the clock says that it is over", async () => {
    const { ephemeral, device, clock } = await storedDevice();
    await claimDevice(device, { ephemeral, now: START });
    clock.set(START + 659);
    assert.isFalse(await claimDevice(device, { ephemeral, now: START + 1_000 }));
  });

  it("can be taken back", async () => {
    const { ephemeral, device } = await storedDevice();
    await claimDevice(device, { ephemeral, now: START });
    await releaseDevice(device, ephemeral);
    assert.isTrue(await claimDevice(device, { ephemeral, now: START }));
  });
});
