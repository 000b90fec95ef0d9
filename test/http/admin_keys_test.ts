import { assert } from "chai";
import { bodyOf, locationOf, markupOf } from "../support/replies.ts";
import { type Administration, administrationOf } from "./administration.ts";

const PATH = "/admin/keys";

/** Badge and algorithm of each key that the page shows. */
async function shown(on: Administration): Promise<readonly string[]> {
  const items = await on.list(PATH);
  return items.map(({ badges, text }) => `${/Algorithm (\S+)/.exec(text)?.[1]} ${badges.join()}`);
}

/** Key ids that are published, as clients see them. */
async function published(on: Administration): Promise<readonly string[]> {
  const { keys } = bodyOf(await on.get("/jwks"));
  assert.isArray(keys);
  return (keys as readonly { readonly kid: string }[]).map(({ kid }) => kid);
}

const TWO = { settings: { SIGNING_ALGS: "ES256 EdDSA", ENCRYPTION_ALGS: "none" } };
const ONE = { settings: { SIGNING_ALGS: "ES256", ENCRYPTION_ALGS: "none" } };

describe("/admin/keys", () => {
  it("shows every key that is published, what it is for and where it is in its life, and nothing of the private half", async () => {
    const on = await administrationOf(TWO);
    const items = await on.list(PATH);
    assert.sameMembers(
      items.map(({ name }) => name),
      [...(await published(on))],
    );
    for (const { text, badges } of items) {
      assert.deepEqual(badges, ["In use"]);
      for (const words of ["Signs", "Made 2026-01-01 00:00:00 UTC", "In use since 2026-01-01"])
        assert.include(text, words);
    }
    const page = markupOf(await on.desk.get(PATH));
    for (const { sealedPrivate } of await on.issuer.durable.keys.list()) assert.notInclude(page, sealedPrivate);
  });

  it("says of a key for encryption that it decrypts", async () => {
    const on = await administrationOf({ settings: { ENCRYPTION_ALGS: "ECDH-ES" } });
    const item = (await on.list(PATH)).find(({ text }) => text.includes("Algorithm ECDH-ES"));
    assert.include(item?.text, "Use Decrypts");
  });

  it("leads to the rotation of one algorithm", async () => {
    const on = await administrationOf(TWO);
    const links = (await on.list(PATH)).flatMap((item) => item.links);
    assert.sameMembers(links, [`${PATH}/rotate?alg=ES256`, `${PATH}/rotate?alg=EdDSA`]);
    const page = markupOf(await on.desk.get(`${PATH}/rotate`, { query: { alg: "EdDSA" } }));
    assert.match(page, /<option value="EdDSA" selected/);
  });
});

describe("/admin/keys/rotate", () => {
  it("publishes the next key ahead, and writes down who made it", async () => {
    const on = await administrationOf(TWO);
    const before = await published(on);
    const reply = await on.agree(`${PATH}/rotate`, { alg: "EdDSA" });
    assert.equal(locationOf(reply).href, `https://here.test${PATH}?made=1`);
    assert.deepEqual((await shown(on)).toSorted(), ["ES256 In use", "EdDSA In use", "EdDSA Published ahead"]);
    assert.lengthOf(await published(on), before.length + 1);
    const [entry] = await on.written("key.rotated");
    assert.deepEqual(entry?.detail, { by: on.sue.id, alg: "EdDSA", now: false, made: 1 });
    assert.include(markupOf(await on.desk.follow(reply)), "A key was made.");
  });

  it("makes the next one of each algorithm where none is chosen", async () => {
    const on = await administrationOf(TWO);
    const reply = await on.agree(`${PATH}/rotate`);
    assert.include(markupOf(await on.desk.follow(reply)), "2 keys were made.");
  });

  it("makes none where the next one is on its way, and says so", async () => {
    const on = await administrationOf();
    await on.agree(`${PATH}/rotate`);
    const count = (await shown(on)).length;
    const reply = await on.agree(`${PATH}/rotate`);
    assert.include(markupOf(await on.desk.follow(reply)), "No key was made");
    assert.lengthOf(await shown(on), count);
  });

  it("signs with the new key at once in an emergency, of which it warns", async () => {
    const on = await administrationOf(ONE);
    const [before] = await on.list(PATH);
    const page = await on.desk.get(`${PATH}/rotate`);
    assert.include(markupOf(page), "may refuse new tokens");
    await on.desk.submit(page, { now: "yes" });
    const [active, retired] = await on.list(PATH);
    assert.deepEqual([active?.badges, retired?.badges], [["In use"], ["Retired"]]);
    assert.equal(retired?.name, before?.name);
    assert.include(retired?.text, "Published until");
    const [entry] = await on.written("key.rotated");
    assert.deepEqual(entry?.detail, { by: on.sue.id, alg: "all", now: true, made: 1 });
  });

  it("does not make keys twice by a form that is sent twice, not even in an emergency", async () => {
    const on = await administrationOf(ONE);
    const page = await on.desk.get(`${PATH}/rotate`);
    const replies = [await on.desk.submit(page, { now: "yes" }), await on.desk.submit(page, { now: "yes" })];
    assert.deepEqual(
      replies.map(({ status }) => status),
      [303, 400],
    );
    assert.lengthOf(await published(on), 2);
    assert.lengthOf(await on.written("key.rotated"), 1);
  });

  it("keeps what was chosen when the keys changed meanwhile", async () => {
    const on = await administrationOf(TWO);
    const page = await on.desk.get(`${PATH}/rotate`);
    await on.issuer.keys.rotate();
    const again = await on.desk.submit(page, { alg: "EdDSA", now: "yes" });
    for (const words of ["The keys changed", '<option value="EdDSA" selected', "checked"])
      assert.include(markupOf(again), words);
    assert.equal((await on.desk.submit(again)).status, 303, "the form that came back can be sent");
  });

  for (const alg of ["none", "HS256", "es256", "__proto__", "a".repeat(10_000)]) {
    it(`has no key of the algorithm ${alg.slice(0, 12)}`, async () => {
      const on = await administrationOf();
      const count = (await published(on)).length;
      const reply = await on.desk.submit(await on.desk.get(`${PATH}/rotate`), { alg });
      assert.equal(reply.status, 400);
      assert.include(markupOf(reply), "There is no key of this algorithm");
      assert.lengthOf(await published(on), count);
    });
  }

  for (const made of ["0", "1", "17"]) {
    it(`is followed by a note of ${made}`, async () => {
      const { desk } = await administrationOf();
      assert.match(markupOf(await desk.get(PATH, { query: { made } })), /role="status"[^>]*>[^<]*key/);
    });
  }

  for (const made of ["", "x", "-1", "1000", "<b>"]) {
    it(`is not followed by a note of ${JSON.stringify(made)}`, async () => {
      const { desk } = await administrationOf();
      assert.notInclude(markupOf(await desk.get(PATH, { query: { made } })), 'role="status"');
    });
  }
});
