import { assert } from "chai";
import { client } from "../../../test/support/cast.ts";
import { leanFamily } from "../../../test/contract/record_samples.ts";
import { START } from "../../../test/support/issuer_under_test.ts";
import { digest } from "../../platform/mod.ts";
import { mintToken, type TokenKind } from "../../protocol/mod.ts";
import type { FamilyRecord } from "../../stores/mod.ts";
import { ACCESS_TOKEN, accessTokenKey, type AccessTokenRecord, revokeFamily } from "../../tokens/mod.ts";
import { type Office, office } from "./_office_test.ts";
import { findToken } from "./token_lookup.ts";

const TAG = "family00";

async function scene() {
  const on = await office();
  return { ...on, app: await client(on.issuer) };
}

type Scene = Office & Awaited<ReturnType<typeof scene>>;

/** An access token of Ann's with the application. */
async function accessToken(on: Scene, said: Partial<AccessTokenRecord> = {}): Promise<string> {
  const text = mintToken("at", { random: on.issuer.random, tag: TAG });
  const value = {
    client: on.app.id,
    subject: on.ann,
    scope: ["read"],
    issuedAt: START,
    expiresAt: START + 60,
    ...said,
  } as const;
  await on.issuer.ephemeral.put(ACCESS_TOKEN, { key: accessTokenKey(TAG, digest(text)), value, ttl: 60 });
  return text;
}

/** A refresh token of the family, which is written with it at one of its places. */
async function refreshToken(on: Scene, place: (text: string) => Partial<FamilyRecord>): Promise<string> {
  const text = mintToken("rt", { random: on.issuer.random, tag: TAG });
  await on.issuer.durable.families.open(leanFamily(on.app.id, { tag: TAG, accountId: on.ann.id, ...place(text) }));
  return text;
}

async function told(on: Scene, text: string) {
  const { name, badge, facts, tag, about } = await findToken(text, await on.come());
  return { name, badge, tag, about, facts: Object.fromEntries(facts.map((fact) => [fact.name, fact.value])) };
}

describe("findToken()", () => {
  it("tells whose an access token is, and when it ends", async () => {
    const on = await scene();
    const { facts, ...rest } = await told(on, await accessToken(on));
    const about = { client: on.app.id, accountId: on.ann.id };
    assert.deepEqual(rest, { name: "Access token", badge: "Live", tag: TAG, about });
    assert.include(facts, { Application: on.app.name, Person: on.ann.username, Permissions: "read" });
    assert.include(facts, { Issued: "2026-01-01 00:00:00 UTC", Ends: "2026-01-01 00:01:00 UTC" });
  });

  it("tells what remains of somebody who is gone", async () => {
    const on = await scene();
    const subject = { sub: crypto.randomUUID(), username: "gone" };
    const { facts, about } = await told(on, await accessToken(on, { subject }));
    assert.equal(facts["Person"], "gone");
    assert.deepEqual(about, { client: on.app.id });
  });

  it("knows that an access token was revoked, or has expired", async () => {
    const on = await scene();
    const text = await accessToken(on);
    await revokeFamily(TAG, { ...on.issuer, longestAccessToken: 600 });
    assert.equal((await told(on, text)).badge, "Revoked");
    on.clock.advance(60);
    assert.equal((await findToken(text, { ...(await on.come()), issuer: on.issuer })).badge, "Unknown");
  });

  const PLACES: readonly (readonly [string, (text: string) => Partial<FamilyRecord>, string, string])[] = [
    ["that works", (text) => ({ refreshDigest: digest(text) }), "Live", "Works now"],
    [
      "before it",
      (text) => ({ refreshDigest: digest("x"), previousDigest: digest(text) }),
      "Used",
      "Was exchanged for the one that works now",
    ],
    ["of long ago", () => ({ refreshDigest: digest("x") }), "Used", "Was exchanged"],
    [
      "of an authorization that ended",
      (text) => ({ refreshDigest: digest(text), revokedAt: START }),
      "Revoked",
      "Works now",
    ],
    ["that has expired", (text) => ({ refreshDigest: digest(text), expiresAt: START }), "Expired", "Works now"],
  ];
  for (const [what, place, badge, says] of PLACES) {
    it(`knows the refresh token ${what}`, async () => {
      const on = await scene();
      const found = await told(on, await refreshToken(on, place));
      assert.deepEqual([found.name, found.badge, found.facts["Place"]], ["Refresh token", badge, says]);
    });
  }

  it("ends what it found, the whole authorization", async () => {
    const on = await scene();
    const refresh = await refreshToken(on, (text) => ({ refreshDigest: digest(text) }));
    const access = await accessToken(on);
    await (await findToken(access, await on.come())).revoke?.();
    assert.equal((await told(on, refresh)).badge, "Revoked");
  });

  const OTHERS: readonly (readonly [TokenKind, string])[] = [
    ["at", "Access token"],
    ["rt", "Refresh token"],
    ["ac", "Authorization code"],
    ["dc", "Device code"],
    ["cs", "Client secret"],
    ["it", "Initial access token"],
    ["ra", "Registration access token"],
  ];
  for (const [kind, name] of OTHERS) {
    it(`takes ${kind} for what its form says, and revokes nothing of it`, async () => {
      const on = await scene();
      const found = await findToken(mintToken(kind, on.issuer), await on.come());
      assert.equal(found.name, name);
      assert.isUndefined(found.revoke);
      assert.isUndefined(found.tag);
    });
  }

  it("takes for none of ours what has another form, or one letter that was mistyped", async () => {
    const on = await scene();
    const text = await accessToken(on);
    const mistyped = text.slice(0, -1) + (text.endsWith("0") ? "1" : "0");
    for (const each of ["", "x", mistyped, `${text} `, text.toUpperCase()])
      assert.equal((await told(on, each)).name, "Not one of our tokens", each);
  });
});
