import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { client } from "../../test/support/cast.ts";
import { type FaultyStores, faultyStores } from "../../test/support/faulty_stores.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import type { SignOptions } from "../../test/support/oauth1.ts";
import type { ClientInput } from "../clients/mod.ts";
import type { FamilyRecord } from "../stores/mod.ts";
import { removePerson, revokeFamily } from "../tokens/mod.ts";
import { SIGNATURE_METHODS, signedReader, type SignedReaderOptions } from "./mod.ts";
import { consumerOf, giveToken, signing } from "./_signing_test.ts";

const SETTINGS = { methods: SIGNATURE_METHODS, plaintextOverHttp: false, window: 300 };

/** An issuer with a consumer, and a reader of what it signs. */
async function reading(said: Partial<ClientInput> = {}, options: Partial<SignedReaderOptions> = {}) {
  const under = await signing(said);
  const reader = signedReader(under.issuer, { ...SETTINGS, ...options });
  return { ...under, reader, read: (signed: Partial<SignOptions> = {}) => reader.read(under.sign(signed)) };
}

/** The same, with token credentials of a person. */
async function readingToken(family: Partial<FamilyRecord> = {}) {
  const under = await reading();
  const given = await giveToken(under, family);
  return { ...under, given, read: () => under.read({ token: given }) };
}

describe("signedReader(), of three legs", () => {
  rule("RFC5849-3.2-4", "finds the person, the consumer and the scope that were approved", async () => {
    const { read, given, consumer } = await readingToken({ scope: ["read", "write"] });
    assert.deepEqual(await read(), {
      tokenType: "OAuth",
      scope: ["read", "write"],
      clientId: consumer.clientId,
      clientName: consumer.name,
      subject: { sub: given.account.sub, username: given.account.username },
      issuedAt: START,
    });
  });

  it("knows when they end, however far off that is", async () => {
    const expiresAt = START + 40 * 86_400;
    const { read, clock } = await readingToken({ expiresAt });
    assert.propertyVal(await read(), "expiresAt", expiresAt);
    clock.set(expiresAt - 1);
    assert.propertyVal(await read(), "expiresAt", expiresAt);
    clock.set(expiresAt);
    await assertRefused(read, { code: "token_expired", status: 401 });
  });

  it("hears of it at once when they are revoked", async () => {
    const { read, given, issuer } = await readingToken();
    await read();
    await revokeFamily(given.tag, { ...issuer, longestAccessToken: issuer.settings.longestAccessToken });
    await assertRefused(read, { code: "token_revoked", status: 401 });
  });

  it("takes no token of a person who was removed", async () => {
    const { read, given, issuer } = await readingToken();
    await read();
    await removePerson(given.account.id, { ...issuer, longestAccessToken: issuer.settings.longestAccessToken });
    await assertRefused(read, { code: "token_rejected", status: 401 });
  });

  rule("RFC5849-3.2-5", "takes the token from the consumer alone that it was given to", async () => {
    const { read, given, issuer } = await reading().then(async (under) => ({
      ...under,
      given: await giveToken(under),
    }));
    const other = await client(issuer, { grantTypes: ["oauth1"] });
    await assertRefused(() => read({ token: given, consumer: consumerOf(other) }), { code: "token_rejected" });
  });
});

describe("signedReader(), of two legs", () => {
  for (const [what, said, scope] of [
    ["the issuer's default scope", {}, ["read", "write"]],
    ["the consumer's own default", { defaultScope: "write" }, ["write"]],
    ["no scope that the consumer may not have", { scope: "write" }, ["write"]],
  ] as const satisfies readonly (readonly [string, Partial<ClientInput>, readonly string[]])[]) {
    it(`gives the consumer itself ${what}, as client_credentials does`, async () => {
      const { read, consumer } = await reading(said);
      const own = { tokenType: "OAuth", scope, clientId: consumer.clientId, clientName: consumer.name };
      for (const params of [{}, { oauth_token: "" }]) assert.deepEqual<unknown>(await read({ params }), own);
    });
  }

  rule("OAUTHPROBLEM-2-14", "lets no consumer act for itself that may not", async () => {
    const { read } = await reading({ grantTypes: ["oauth1"] });
    await assertRefused(read, { code: "permission_denied", status: 401 });
  });
});

describe("signedReader(), as to what it costs", () => {
  async function counted() {
    let faults: FaultyStores | undefined;
    const under = await signing({}, { stores: (real) => (faults = faultyStores(real)).stores });
    const reader = signedReader(under.issuer, SETTINGS);
    const given = await giveToken(under);
    const read = (signed: Partial<SignOptions>) => reader.read(under.sign(signed));
    // Once, so that the token is where it is looked for.
    await read({ token: given });
    faults!.arm();
    return { read, given, calls: () => faults!.calls };
  }

  it("is one look at the token and one claim of the nonce, and the database is not asked", async () => {
    const { read, given, calls } = await counted();
    await read({ token: given });
    assert.deepEqual(calls(), ["redis getPair a", "redis claim on"]);
  });

  it("is the claim alone where there is no token", async () => {
    const { read, calls } = await counted();
    await read({});
    assert.deepEqual(calls(), ["redis claim on"]);
  });

  rule("RFC5849-4.10-2", "is no claim where the signature is wrong, so that nobody fills the store", async () => {
    const { read, given, calls } = await counted();
    await assertRefused(() => read({ token: given, signature: "AAAA" }), { code: "signature_invalid" });
    assert.notInclude(calls(), "redis claim on");
  });
});

describe("signedReader(), as to people and to explanations", () => {
  it("finds the account of a person who is active, and nobody else's", async () => {
    const { reader, given, issuer, read } = await readingToken();
    const access = await read();
    assert.propertyVal(await reader.account(access), "id", given.account.id);
    await issuer.durable.accounts.change(given.account.id, { isActive: false });
    assert.isUndefined(await reader.account(access));
    assert.isUndefined(await reader.account({}));
  });

  it("has a wrong signature explained by who can, and by nobody where nobody does", async () => {
    const refusal = { code: "signature_invalid", status: 401 } as const;
    const plain = await reading();
    await assertRefused(() => plain.read({ signature: "AAAA" }), refusal);
    let explained = 0;
    const told = await reading({}, { explain: (wrong) => ((explained += 1), wrong.refusal) });
    await assertRefused(() => told.read({ signature: "AAAA" }), refusal);
    assert.equal(explained, 1);
  });
});
