import { assert } from "chai";
import { client, person, SECRET } from "../../../test/support/cast.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { digest } from "../../platform/mod.ts";
import { mintToken } from "../../protocol/mod.ts";
import type { FamilyRecord } from "../../stores/mod.ts";
import { storeTemporary } from "../temporary_credentials.ts";
import { tokenSecretOf } from "../token_secret.ts";
import { findKeys } from "./find_keys.ts";

const TAG = "01234567";

/** A consumer with temporary credentials, and token credentials that came of them. */
async function stage(changes: Partial<FamilyRecord> = {}) {
  const { issuer, clock } = await issuerUnderTest();
  const consumer = await client(issuer, { grantTypes: ["oauth1"] });
  const { id: accountId } = await person(issuer);
  const temporary = mintToken("tc", { random: issuer.random, tag: TAG });
  const token = mintToken("ot", { random: issuer.random, tag: TAG });
  const now = clock.now();
  const record = { client: consumer.id, scope: [], callback: "oob", expiresAt: now + 60 };
  await storeTemporary({ text: temporary, tag: TAG, record }, { ephemeral: issuer.ephemeral, now });
  await issuer.durable.families.open({
    tag: TAG,
    client: consumer.id,
    accountId,
    grantType: "oauth1",
    scope: [],
    generation: 0,
    codeDigest: digest(temporary),
    bindings: { oauth1: { token: digest(token) } },
    createdAt: now,
    ...changes,
  });
  const options = { client: consumer, method: "HMAC-SHA1", issuer } as const;
  return { issuer, clock, consumer, temporary, token, options };
}

describe("findKeys()", () => {
  it("knows both secrets of a token, and the secret before", async () => {
    const { issuer, token, temporary, options } = await stage();
    assert.deepEqual(await findKeys({ token }, options), {
      keys: [{ consumerSecret: SECRET, tokenSecret: tokenSecretOf(token, issuer) }],
      earlierSecrets: [tokenSecretOf(temporary, issuer)],
      notes: [],
    });
  });

  it("knows the secret of temporary credentials, and that they have expired", async () => {
    const { issuer, clock, temporary, options } = await stage();
    const { keys, notes } = await findKeys({ token: temporary }, options);
    assert.deepEqual(keys, [{ consumerSecret: SECRET, tokenSecret: tokenSecretOf(temporary, issuer) }]);
    assert.deepEqual(notes, []);
    clock.advance(61);
    assert.deepEqual((await findKeys({ token: temporary }, options)).notes, ["Its temporary credentials have expired"]);
  });

  it("knows the secret of a consumer without a token", async () => {
    const { options } = await stage();
    assert.deepEqual((await findKeys({}, options)).keys, [{ consumerSecret: SECRET, tokenSecret: "" }]);
  });

  for (const [what, changes, note] of [
    ["was revoked", { revokedAt: 1 }, "Its token was revoked"],
    ["has expired", { expiresAt: 1 }, "Its token has expired"],
  ] as const) {
    it(`says that a token ${what}, and knows its secret all the same`, async () => {
      const { token, options } = await stage(changes);
      const { keys, notes } = await findKeys({ token }, options);
      assert.deepEqual([keys.length, notes], [1, [note]]);
    });
  }

  it("knows nothing of tokens of other consumers, and of what is none", async () => {
    const { issuer, token, temporary, options } = await stage();
    const other = await client(issuer, { grantTypes: ["oauth1"] });
    for (const [text, asked] of [
      [token, { ...options, client: other }],
      [temporary, { ...options, client: other }],
      [mintToken("ot", { random: issuer.random }), options],
      [mintToken("tc", { random: issuer.random }), options],
      ["token", options],
      ["", options],
    ] as const) {
      const { keys, notes } = await findKeys({ token: text }, asked);
      assert.deepEqual(keys, []);
      assert.include(notes[0], "not one that this application was given");
    }
  });

  it("says that an application is no consumer, or has no key for a method", async () => {
    const { issuer, options } = await stage();
    const plain = await client(issuer);
    assert.include((await findKeys({}, { ...options, client: plain })).notes[0], "not registered for OAuth 1.0a");
    assert.include((await findKeys({}, { ...options, method: "RSA-SHA1" })).notes[0], "no key to sign by RSA-SHA1");
  });

  it("says that a secret was sealed under another key", async () => {
    const { issuer, options } = await stage();
    const { keys, notes } = await findKeys({}, { ...options, issuer: { ...issuer, sealKey: new Uint8Array(32) } });
    assert.deepEqual(keys, []);
    assert.include(notes[0], "cannot be read");
  });
});
