import { assert } from "chai";
import { brokenStores } from "../../test/support/broken_stores.ts";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { client } from "../../test/support/cast.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { digest } from "../platform/mod.ts";
import { mintToken } from "../protocol/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { ACCESS_TOKEN, accessTokenKey, removePerson, revokeFamily } from "../tokens/mod.ts";
import { findTokenCredentials, tokenSecretOf } from "./mod.ts";
import { giveToken, signing } from "./_signing_test.ts";

const DAY = 86_400;

/** An issuer with a token, and stores of which verbs can be broken. */
async function withToken(said: Parameters<typeof giveToken>[1] = {}) {
  const stores = brokenStores();
  const under = await signing({}, { stores: (standard) => stores.wrap(standard) });
  const given = await giveToken(under, said);
  const revoking = { ...under.issuer, longestAccessToken: under.issuer.settings.longestAccessToken };
  return {
    ...under,
    given,
    stores,
    find: (text = given.token) => findTokenCredentials(text, under.issuer),
    revoke: () => revokeFamily(given.tag, revoking),
    removePerson: () => removePerson(given.account.id, revoking),
  };
}

describe("findTokenCredentials()", () => {
  rule(
    "RFC5849-2.3-11",
    "finds what was given out: whose it is, for whom, what it allows, and its secret",
    async () => {
      const { find, given, consumer, issuer } = await withToken();
      assert.deepEqual<unknown>(await find(), {
        text: given.token,
        secret: tokenSecretOf(given.token, issuer),
        client: consumer.id,
        tag: given.tag,
        record: {
          client: consumer.id,
          subject: { sub: given.account.sub, username: given.account.username },
          scope: ["read"],
          issuedAt: START,
          expiresAt: START + issuer.settings.longestAccessToken,
        },
      });
    },
  );

  it("asks the database once, and then the ephemeral store alone", async () => {
    const { find, stores } = await withToken();
    await find();
    stores.break({ "postgres families.find": "refused", "postgres accounts.find": "refused" });
    assert.property(await find(), "record");
  });

  it("asks the database again when the record has expired or was forgotten", async () => {
    const { find, stores, clock, issuer, given } = await withToken();
    await find();
    stores.break({ "postgres families.find": "refused" });
    clock.advance(issuer.settings.longestAccessToken);
    assert.instanceOf(await thrownBy(find), StoreUnavailable);
    stores.break({});
    assert.property(await find(), "record");
    await issuer.ephemeral.forget(ACCESS_TOKEN, [accessTokenKey(given.tag, digest(given.token))]);
    assert.property(await find(), "record");
  });

  it("finds a token that never expires after years", async () => {
    const { find, clock } = await withToken();
    clock.advance(3_650 * DAY);
    assert.property(await find(), "record");
  });

  for (const [name, text] of [
    ["nothing", ""],
    ["what is no token", "nnch734d00sl2jdk"],
    ["a token with a wrong checksum", "x"],
    ["a bearer token of the same family", "at"],
    ["temporary credentials of the same family", "tc"],
    ["another token of the same family", "ot"],
  ] as const) {
    rule("RFC5849-3.2-4", `finds nothing for ${name}`, async () => {
      const { find, given, issuer } = await withToken();
      const kinds: Readonly<Record<string, () => string>> = {
        x: () => `${given.token.slice(0, -1)}${given.token.endsWith("0") ? "1" : "0"}`,
        at: () => mintToken("at", { random: issuer.random, tag: given.tag }),
        tc: () => mintToken("tc", { random: issuer.random, tag: given.tag }),
        ot: () => mintToken("ot", { random: issuer.random, tag: given.tag }),
      };
      assert.isUndefined(await find(kinds[text]?.() ?? text));
    });
  }

  it("finds nothing in a family of OAuth 2.0, though its tag fits", async () => {
    const { find } = await withToken({ bindings: {}, grantType: "authorization_code" });
    assert.isUndefined(await find());
  });

  for (const known of [false, true]) {
    const when = known ? "that was found before" : "that nobody looked for";
    rule("OAUTHPROBLEM-2-11", `tells of a token ${when} that it was revoked, at once and for ever`, async () => {
      const { find, revoke, clock, consumer, issuer } = await withToken();
      if (known) await find();
      await revoke();
      const dead = { client: consumer.id, problem: "token_revoked" } as const;
      assert.deepEqual<unknown>(await find(), dead);
      clock.advance(issuer.settings.longestAccessToken + 61);
      assert.deepEqual<unknown>(await find(), dead);
    });

    rule("OAUTHPROBLEM-2-10", `tells of a token ${when} that it has expired, to the second`, async () => {
      const { find, clock, consumer } = await withToken({ expiresAt: START + 600 });
      if (known) await find();
      clock.advance(599);
      assert.nestedPropertyVal(await find(), "record.expiresAt", START + 600);
      clock.advance(1);
      assert.deepEqual<unknown>(await find(), { client: consumer.id, problem: "token_expired" });
    });
  }

  beyond("RFC5849-3.2-4", "takes a token for revoked whose revocation failed half-way", async () => {
    const { find, revoke, stores } = await withToken();
    stores.break({ "postgres families.revoke": "refused" });
    assert.instanceOf(await thrownBy(revoke), StoreUnavailable);
    assert.propertyVal(await find(), "problem", "token_revoked");
  });

  it("calls a token revoked that was revoked and has expired since", async () => {
    const { find, clock, revoke } = await withToken({ expiresAt: START + 600 });
    await revoke();
    clock.advance(100 * DAY);
    assert.propertyVal(await find(), "problem", "token_revoked");
  });

  beyond("RFC5849-3.2-4", "lets no record live longer than the mark of a revocation", async () => {
    const { find, issuer, given, clock } = await withToken();
    await find();
    const key = accessTokenKey(given.tag, digest(given.token));
    clock.advance(issuer.settings.longestAccessToken - 1);
    assert.isDefined(await issuer.ephemeral.get(ACCESS_TOKEN, key));
    clock.advance(1);
    assert.isUndefined(await issuer.ephemeral.get(ACCESS_TOKEN, key));
  });

  it("finds nothing where the person was removed", async () => {
    const { find, removePerson: remove } = await withToken();
    await remove();
    assert.isUndefined(await find());
  });

  it("finds nothing while the person is deactivated", async () => {
    const { find, issuer, given } = await withToken();
    await issuer.durable.accounts.change(given.account.id, { isActive: false });
    assert.isUndefined(await find());
    await issuer.durable.accounts.change(given.account.id, { isActive: true });
    assert.property(await find(), "record");
  });

  for (const verb of ["redis getPair a", "postgres families.find", "postgres accounts.find", "redis put a"]) {
    it(`is told that a store is away when '${verb}' fails, and nothing else`, async () => {
      const { find, stores } = await withToken();
      stores.break({ [verb]: "refused" });
      assert.instanceOf(await thrownBy(find), StoreUnavailable);
    });
  }

  it("gives each consumer's token for what it is, whoever asks", async () => {
    const under = await signing();
    const other = await client(under.issuer, { grantTypes: ["oauth1"] });
    const given = await giveToken({ ...under, consumer: other });
    assert.propertyVal(await findTokenCredentials(given.token, under.issuer), "client", other.id);
  });
});
