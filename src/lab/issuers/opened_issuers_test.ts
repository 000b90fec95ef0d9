import { assert } from "chai";
import type { Issuer } from "../../engine/mod.ts";
import { jsonKind } from "../../stores/mod.ts";
import { labGround, START } from "./_ground_test.ts";
import type { ThrowawayDefinition } from "./definition.ts";
import { openIssuerWords } from "./issuer_words.ts";
import { keyPairs } from "./key_pairs.ts";
import { narrowedTo, openedIssuers, throwawayUrl } from "./opened_issuers.ts";

const TEXT = jsonKind<string>("t");

function defined(id: string, changes: Partial<ThrowawayDefinition> = {}): ThrowawayDefinition {
  const times = { createdAt: START, expiresAt: START + 600, clockOffset: 0 };
  return { id, key: "k", ...times, version: 1, faults: [], faultsSince: 1, beganAt: 1, settings: {}, ...changes };
}

async function scene() {
  const { whole, clock, log } = labGround();
  const made: Issuer[] = [];
  let failing = false;
  const openIssuer: typeof whole.openIssuer = async (opening) => {
    if (failing) throw new TypeError("No");
    const issuer = await whole.openIssuer(opening);
    made.push(issuer);
    return issuer;
  };
  const ground = { ...whole, openIssuer };
  const words = await openIssuerWords({ broadcast: whole.broadcast, log, gone: () => undefined });
  const opened = openedIssuers({ ground, words, pairs: keyPairs() });
  return { ground, clock, opened, made, fail: (now: boolean) => void (failing = now) };
}

describe("openedIssuers()", () => {
  it("opens an issuer once, however many ask at once, and has others beside it", async () => {
    const { opened, made } = await scene();
    const all = await Promise.all([1, 2, 3].map(() => opened.open(defined("a"))));
    await opened.open(defined("b"));
    assert.equal(new Set(all.map(({ issuer }) => issuer)).size, 1);
    assert.deepEqual(
      made.map(({ url }) => url),
      [throwawayUrl("http://localhost:8000", "a"), throwawayUrl("http://localhost:8000", "b")],
    );
    await opened.close();
  });

  it("brings one that is open up to date, its clock as well", async () => {
    const { opened } = await scene();
    const { issuer, live } = await opened.open(defined("a"));
    const faults = [{ fault: "x" }];
    const again = await opened.open(defined("a", { version: 2, clockOffset: 60, faults }));
    assert.equal(again.issuer, issuer);
    assert.deepEqual([issuer.clock.now(), live.live.faults()], [START + 60, faults]);
    await opened.close();
  });

  it("opens one again that was dropped, or could not be opened", async () => {
    const { opened, made, fail } = await scene();
    fail(true);
    assert.instanceOf(await opened.open(defined("a")).catch((error: unknown) => error), TypeError);
    fail(false);
    const { issuer } = await opened.open(defined("a"));
    opened.drop("a");
    opened.drop("nobody");
    assert.notEqual((await opened.open(defined("a"))).issuer, issuer);
    assert.lengthOf(made, 2);
    await opened.close();
  });

  it("closes the one that was not used for longest, where there are too many", async () => {
    const { opened, made } = await scene();
    for (let count = 0; count < 300; count += 1) await opened.open(defined(`i${count}`));
    await opened.open(defined("i0"));
    await opened.open(defined("one more"));
    assert.lengthOf(made, 301);
    await opened.open(defined("i0"));
    assert.lengthOf(made, 301, "it was used a moment ago");
    await opened.open(defined("i1"));
    assert.lengthOf(made, 302, "it was closed");
    await opened.close();
  }).timeout(60_000);

  it("knows what was written for an issuer, open or not, and forgets it", async () => {
    const { ground, opened } = await scene();
    const { issuer } = await opened.open(defined("a"));
    await issuer.ephemeral.put(TEXT, { key: "k", value: "v", ttl: 100 });
    opened.drop("a");
    assert.equal(await narrowedTo(ground.ephemeral, "a").get(TEXT, "k"), "v");
    await opened.writtenOf({ id: "b", expiresAt: START }).forgetAll();
    assert.equal(await narrowedTo(ground.ephemeral, "a").get(TEXT, "k"), "v", "that of others stays");
    await opened.writtenOf({ id: "a", expiresAt: START }).forgetAll();
    assert.isUndefined(await narrowedTo(ground.ephemeral, "a").get(TEXT, "k"));
    await opened.close();
  });
});

describe("throwawayUrl()", () => {
  for (const base of ["https://op.test", "https://op.test/"])
    it(`is below ${base}`, () => assert.equal(throwawayUrl(base, "a"), "https://op.test/lab/i/a"));
});
