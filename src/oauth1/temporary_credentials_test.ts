import { assert } from "chai";
import { START } from "../../test/support/issuer_under_test.ts";
import { strangeToken } from "../../test/support/records.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { digest, seededRandom } from "../platform/mod.ts";
import { mintToken } from "../protocol/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { ALLOWED, RECORD, storedTemporary, TAG } from "./_temporary_test.ts";
import { countTry, decide, findTemporary, storeTemporary } from "./temporary_credentials.ts";

const REFUSED = { allowed: false } as const;

describe("storeTemporary()", () => {
  it("keeps what findTemporary() finds, undecided", async () => {
    const { text, found } = await storedTemporary();
    assert.deepEqual(found, { text, tag: TAG, digest: digest(text), record: RECORD });
  });

  it("keeps neither the text nor a part of it that protects anything", async () => {
    const { text, ephemeral } = await storedTemporary();
    const written: string[] = [];
    const put = async (_kind: unknown, entry: object) => void written.push(JSON.stringify(entry));
    await storeTemporary({ text, tag: TAG, record: RECORD }, { ephemeral: { ...ephemeral, put }, now: START });
    assert.lengthOf(written, 1);
    assert.notInclude(written.join(), text.slice(14, 57));
  });
});

describe("finding temporary credentials", () => {
  it("ends in the second in which they expire", async () => {
    const { find } = await storedTemporary();
    assert.isDefined(await find(START + 599));
    assert.isUndefined(await find(START + 600));
  });

  it("still tells for an hour that they were issued", async () => {
    const { clock, findIssued } = await storedTemporary();
    clock.set(START + 600 + 3_599);
    assert.equal((await findIssued())?.record.expiresAt, RECORD.expiresAt);
    clock.advance(1);
    assert.isUndefined(await findIssued());
  });

  for (const [name, text] of [
    ["what nobody made", mintToken("tc", { random: seededRandom("nobody") })],
    ["another of the same family", mintToken("tc", { random: seededRandom("thief"), tag: TAG })],
    ["an authorization code", strangeToken("ac")],
    ["a text", "__proto__"],
    ["nothing", ""],
  ] as const) {
    it(`finds nothing for ${name}`, async () => {
      const { ephemeral } = await storedTemporary();
      assert.isUndefined(await findTemporary(text, { ephemeral, now: START }));
    });
  }
});

describe("decide()", () => {
  for (const [name, first, second] of [
    ["allowed", ALLOWED, REFUSED],
    ["refused", REFUSED, ALLOWED],
  ] as const) {
    it(`is true for who ${name} first, and found from then on`, async () => {
      const { found, ephemeral, find } = await storedTemporary();
      const options = { ephemeral, now: START };
      const won = await Promise.all([first, second, first].map((decision) => decide(found, decision, options)));
      assert.deepEqual(won, [true, false, false]);
      assert.deepEqual((await find())?.decision, first);
    });
  }

  it("outlasts the credentials, so that nobody decides anew at their end", async () => {
    const { found, ephemeral, clock } = await storedTemporary();
    await decide(found, REFUSED, { ephemeral, now: START });
    clock.set(START + 659);
    assert.isFalse(await decide(found, ALLOWED, { ephemeral, now: clock.now() }));
  });

  it("leaves them open when the store fails on the way", async () => {
    const { found, ephemeral, find } = await storedTemporary();
    const put = () => Promise.reject(new StoreUnavailable("redis", new RangeError("away")));
    const broken = { ephemeral: { ...ephemeral, put }, now: START };
    assert.instanceOf(await thrownBy(() => decide(found, ALLOWED, broken)), StoreUnavailable);
    assert.isUndefined((await find())?.decision);
    assert.isTrue(await decide(found, ALLOWED, { ephemeral, now: START }));
  });

  it("burns them when it cannot be taken back either, and says why it failed", async () => {
    const { found, ephemeral } = await storedTemporary();
    const away = () => Promise.reject(new StoreUnavailable("redis", new RangeError("away")));
    const broken = { ephemeral: { ...ephemeral, put: away, forget: away }, now: START };
    assert.instanceOf(await thrownBy(() => decide(found, ALLOWED, broken)), StoreUnavailable);
    assert.isFalse(await decide(found, ALLOWED, { ephemeral, now: START }));
  });
});

describe("countTry()", () => {
  it("gives everybody another number, however many try at once", async () => {
    const { found, ephemeral } = await storedTemporary();
    const tries = await Promise.all([1, 2, 3, 4].map(() => countTry(found, { ephemeral, now: START })));
    assert.sameMembers(tries, [1, 2, 3, 4]);
  });

  it("does not begin anew before the credentials are over", async () => {
    const { found, ephemeral, clock } = await storedTemporary();
    await countTry(found, { ephemeral, now: START });
    clock.set(START + 600);
    assert.equal(await countTry(found, { ephemeral, now: clock.now() }), 2);
  });
});
