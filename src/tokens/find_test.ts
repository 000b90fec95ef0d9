import { assert } from "chai";
import { assert as forAll, asyncProperty, constantFrom, nat } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { familyRecord, strangeToken } from "../../test/support/records.ts";
import { BASE62, digest, seededRandom, settableClock } from "../platform/mod.ts";
import { mintToken } from "../protocol/mod.ts";
import { findAccessToken, findIssuedAccessToken, findRefreshToken, isLive, revokeFamily } from "./mod.ts";
import { tokenStores } from "./_token_stores_test.ts";

/** Texts that are no token of a kind which anybody was given. */
function strangers(kind: "at" | "rt", own: string): readonly (readonly [string, string])[] {
  const last = own.endsWith("0") ? "1" : "0";
  return [
    ["nothing", ""],
    ["a word", "token"],
    ["__proto__", "__proto__"],
    ["a well-formed token that nobody issued", strangeToken(kind)],
    ["a token with a wrong checksum", own.slice(0, -1) + last],
    ["a token cut short", own.slice(0, -1)],
    ["a token with a blank behind", `${own} `],
    ["a token with NUL behind", `${own}\0`],
    ["the digest of a token", digest(own)],
    ["another token of the same family", mintToken(kind, { random: seededRandom("x"), tag: own.slice(6, 14) })],
    ["a code", strangeToken("ac")],
  ];
}

describe("findAccessToken()", () => {
  it("finds a live token", async () => {
    const stores = await tokenStores();
    const { accessToken, tag, record } = await stores.issue();
    assert.deepEqual(await findAccessToken(accessToken, stores), { kind: "access_token", tag, record });
  });

  it("reads token and tombstone in one round trip", async () => {
    const stores = await tokenStores();
    const { accessToken } = await stores.issue();
    stores.faults.arm();
    await findAccessToken(accessToken, stores);
    assert.deepEqual(stores.faults.calls, ["redis getPair a"]);
  });

  it("finds none in the second in which it expires, even where the store still has it", async () => {
    const stores = await tokenStores();
    const { accessToken } = await stores.issue();
    assert.isDefined(await findAccessToken(accessToken, { ...stores, clock: settableClock(START + 599) }));
    assert.isUndefined(await findAccessToken(accessToken, { ...stores, clock: settableClock(START + 600) }));
  });

  it("finds none whose family was buried", async () => {
    const stores = await tokenStores();
    const { accessToken, tag } = await stores.issue();
    await revokeFamily(tag, stores);
    assert.isUndefined(await findAccessToken(accessToken, stores));
  });

  it("finds one whose neighbour was buried", async () => {
    const stores = await tokenStores();
    const [one, two] = [await stores.issue(), await stores.issue()];
    await revokeFamily(one.tag, stores);
    assert.isDefined(await findAccessToken(two.accessToken, stores));
  });

  rule("RFC6749-10.3-3", "finds nothing for what it did not issue", async () => {
    const stores = await tokenStores();
    const { accessToken, refreshToken } = await stores.issue();
    for (const [name, text] of [...strangers("at", accessToken), ["a refresh token", refreshToken] as const])
      assert.isUndefined(await findAccessToken(text, stores), name);
  });

  it("asks no store for what cannot be a token", async () => {
    const stores = await tokenStores();
    stores.faults.arm();
    for (const text of ["", "token", strangeToken("rt"), `${strangeToken("at")}0`, "A".repeat(1_000_000)])
      assert.isUndefined(await findAccessToken(text, stores));
    assert.deepEqual(stores.faults.calls, []);
  });
});

describe("findIssuedAccessToken()", () => {
  it("finds a live token and says that it is not revoked", async () => {
    const stores = await tokenStores();
    const { accessToken, tag, record } = await stores.issue();
    const found = await findIssuedAccessToken(accessToken, stores);
    assert.deepEqual(found, { kind: "access_token", tag, record, isRevoked: false });
  });

  it("finds a revoked one as well", async () => {
    const stores = await tokenStores();
    const { accessToken, tag } = await stores.issue();
    await revokeFamily(tag, stores);
    assert.isTrue((await findIssuedAccessToken(accessToken, stores))?.isRevoked);
  });

  it("finds none that has expired, and nothing that it did not issue", async () => {
    const stores = await tokenStores();
    const { accessToken } = await stores.issue();
    for (const [name, text] of strangers("at", accessToken))
      assert.isUndefined(await findIssuedAccessToken(text, stores), name);
    assert.isUndefined(await findIssuedAccessToken(accessToken, { ...stores, clock: settableClock(START + 600) }));
  });
});

describe("findRefreshToken()", () => {
  it("finds the current one with its family", async () => {
    const stores = await tokenStores();
    const { refreshToken, tag } = await stores.issue();
    const found = await findRefreshToken(refreshToken, stores.durable);
    assert.deepEqual(found, { kind: "refresh_token", tag, family: (await stores.family(tag))!, place: "current" });
  });

  it("knows the one before it, and those before that", async () => {
    const stores = await tokenStores();
    const { refreshToken: first, tag } = await stores.issue();
    const random = seededRandom("later");
    const chain = [first, mintToken("rt", { random, tag }), mintToken("rt", { random, tag })];
    for (const [at, to] of chain.slice(1).entries())
      await stores.durable.families.rotate({ tag, from: digest(chain[at]!), to: digest(to), at: START });
    const places = await Promise.all(chain.map((text) => findRefreshToken(text, stores.durable)));
    assert.equal(places.map((found) => found?.place).join(" "), "older previous current");
  });

  it("finds what was revoked or has expired, for others to judge", async () => {
    const stores = await tokenStores();
    const { refreshToken, tag } = await stores.issue();
    await revokeFamily(tag, stores);
    stores.clock.advance(1_000_000);
    assert.equal((await findRefreshToken(refreshToken, stores.durable))?.place, "current");
  });

  it("takes a token that nobody issued for an older one of a family whose tag it names", async () => {
    const stores = await tokenStores();
    const { tag } = await stores.issue();
    const forged = mintToken("rt", { random: seededRandom("thief"), tag });
    assert.equal((await findRefreshToken(forged, stores.durable))?.place, "older");
  });

  rule("RFC9700-4.14.2-4", "finds nothing for what is not a token of a family that is known", async () => {
    const stores = await tokenStores();
    const { accessToken, refreshToken } = await stores.issue();
    const texts = strangers("rt", refreshToken).filter(([name]) => !name.startsWith("another"));
    for (const [name, text] of [...texts, ["an access token", accessToken] as const])
      assert.isUndefined(await findRefreshToken(text, stores.durable), name);
  });

  it("asks no store for what cannot be a refresh token", async () => {
    const { durable, faults } = await tokenStores();
    faults.arm();
    for (const text of ["", strangeToken("at"), strangeToken("ac"), `x${strangeToken("rt")}`])
      assert.isUndefined(await findRefreshToken(text, durable));
    assert.deepEqual(faults.calls, []);
  });

  it("takes no token for the previous one of a family that was never rotated", async () => {
    const stores = await tokenStores();
    const random = seededRandom("codes");
    const family = familyRecord({ client: stores.client.id, tag: "family00" });
    const { refreshDigest: _none, ...withoutRefresh } = family;
    await stores.durable.families.open(withoutRefresh);
    const forged = mintToken("rt", { random, tag: "family00" });
    assert.equal((await findRefreshToken(forged, stores.durable))?.place, "older");
  });
});

describe("isLive()", () => {
  for (const [name, said, live] of [
    ["a family without end", {}, true],
    ["one that ends later", { expiresAt: START + 1 }, true],
    ["one that ends now", { expiresAt: START }, false],
    ["one that ended", { expiresAt: START - 1 }, false],
    ["one that was revoked", { revokedAt: START }, false],
    ["one that is to be revoked by a clock ahead of ours", { revokedAt: START + 100 }, false],
  ] as const) {
    it(`is ${live} of ${name}`, () => assert.equal(isLive(familyRecord(said), settableClock(START)), live));
  }
});

describe("properties of finding", () => {
  it("no token with one character changed is found", async () => {
    const stores = await tokenStores();
    const { accessToken, refreshToken } = await stores.issue();
    await forAll(
      asyncProperty(nat(62), constantFrom(...Array.from(BASE62)), async (at, character) => {
        for (const [text, find] of [
          [accessToken, (changed: string) => findAccessToken(changed, stores)],
          [refreshToken, (changed: string) => findRefreshToken(changed, stores.durable)],
        ] as const) {
          const changed = text.slice(0, at) + character + text.slice(at + 1);
          if (changed !== text) assert.isUndefined(await find(changed));
        }
      }),
    );
  });
});
