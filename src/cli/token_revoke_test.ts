import { assert } from "chai";
import { leanClient, leanFamily, person } from "../../test/contract/record_samples.ts";
import { strangeToken } from "../../test/support/records.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { digest, seededRandom, systemRandom } from "../platform/mod.ts";
import { mintToken } from "../protocol/mod.ts";
import { findAccessToken, TOMBSTONE, tombstoneKey } from "../tokens/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { memoryContext } from "./_memory_context_test.ts";
import { issueAccess, type IssuedTokens, issuedTokens } from "./_tokens_test.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { runCommandLine } from "./program.ts";
import { revokeAllOf, revokeOne } from "./token_revoke.ts";

async function isAlive({ context, access, now }: Pick<IssuedTokens, "context" | "access" | "now">): Promise<boolean> {
  const { ephemeral } = context.stores;
  return (await findAccessToken(access, { ephemeral, clock: { now: () => now } })) !== undefined;
}

describe("revokeOne()", () => {
  for (const name of ["access", "refresh", "previous", "code"] as const) {
    it(`ends everything of the authorization that the ${name} token is of`, async () => {
      const issued = await issuedTokens();
      const { context, tag } = issued;
      assert.equal(await revokeOne(issued[name], context), 1);
      assert.isDefined((await context.durable.families.find(tag))?.revokedAt);
      assert.isTrue(await context.stores.ephemeral.get(TOMBSTONE, tombstoneKey(tag)));
      assert.isFalse(await isAlive(issued));
    });
  }

  it("writes it down once, without the token", async () => {
    const { context, access, client, account, tag } = await issuedTokens();
    assert.deepEqual([await revokeOne(access, context), await revokeOne(access, context)], [1, 0]);
    const entries = await context.durable.audit.list({ limit: 9 });
    assert.lengthOf(entries, 1);
    const about = { event: "token.revoked", client: client.id, accountId: account.id, family: tag };
    assert.deepInclude(entries[0], about);
    assert.notInclude(JSON.stringify(entries), access);
  });

  it("ends a token that a client got for itself, for good", async () => {
    const { context, client, now } = await issuedTokens();
    const record = { client: client.id, scope: ["read"], issuedAt: now, expiresAt: now + 60 };
    const access = await issueAccess(context, { tag: "machine1", record });
    assert.equal(await revokeOne(access, context), 1);
    assert.isFalse(await isAlive({ context, access, now }));
    assert.isDefined((await context.durable.families.find("machine1"))?.revokedAt);
  });

  it("leaves other authorizations of the same person alone", async () => {
    const { context, client, account, refresh } = await issuedTokens();
    const other = leanFamily(client.id, { tag: "other000", accountId: account.id });
    await context.durable.families.open(other);
    await revokeOne(refresh, context);
    assert.isUndefined((await context.durable.families.find("other000"))?.revokedAt);
  });

  for (const kind of ["at", "rt", "ac"] as const) {
    it(`has nothing to end for a token of kind ${kind} that nobody issued`, async () => {
      const { context, tag } = await issuedTokens();
      assert.equal(await revokeOne(strangeToken(kind), context), 0);
      assert.isUndefined((await context.durable.families.find(tag))?.revokedAt);
    });
  }

  it("ends nothing for a code that somebody made up", async () => {
    const { context, tag } = await issuedTokens();
    assert.equal(await revokeOne(mintToken("ac", { random: systemRandom, tag }), context), 0);
    assert.isUndefined((await context.durable.families.find(tag))?.revokedAt);
  });

  const others: readonly (readonly [string, RegExp])[] = [
    [mintToken("cs", { random: seededRandom("x") }), /client rotate-secret CLIENT_ID --keep 0/],
    [mintToken("it", { random: seededRandom("x") }), /ends by itself/],
    [mintToken("ra", { random: seededRandom("x") }), /client delete/],
    [strangeToken("dc"), /ends by itself/],
    ["no token", /its form or its checksum is wrong/],
  ];
  for (const [text, says] of others) {
    it(`refuses '${text.slice(0, 6)}…' and says '${says.source}'`, async () => {
      const error = await thrownBy(async () => revokeOne(text, await memoryContext()));
      assert.instanceOf(error, CommandFailed);
      assert.equal(error.exitCode, EXIT.refused);
      assert.match(String(error.details[0]?.says), says);
    });
  }

  it("cannot end an access token without the Redis that keeps it, and says so", async () => {
    const { context, access, tag } = await issuedTokens();
    const error = await thrownBy(() => revokeOne(access, { ...context, hasRedis: false }));
    assert.equal(error instanceof CommandFailed && error.exitCode, EXIT.failed);
    assert.isUndefined((await context.durable.families.find(tag))?.revokedAt);
  });
});

describe("revokeAllOf()", () => {
  /** Two people and two clients, and an authorization of each with each. */
  async function scene() {
    const context = await memoryContext();
    const { durable } = context;
    for (const username of ["ann", "bob"]) await durable.accounts.add(person({ username }));
    for (const clientId of ["c1", "c2"]) await durable.clients.add(leanClient({ clientId }));
    const [accounts, clients] = [await durable.accounts.list({ limit: 9 }), await durable.clients.list({ limit: 9 })];
    for (const { id: accountId, username } of accounts)
      for (const { id, clientId } of clients) {
        const tag = `${username}-${clientId}`;
        await durable.families.open(leanFamily(id, { tag, accountId, codeDigest: digest(tag), expiresAt: 4e9 }));
      }
    const living = async () =>
      (await Promise.all(accounts.map(({ id }) => durable.families.listOf(id)))).flat().map(({ tag }) => tag);
    return { context, living };
  }

  const rows = [
    [{ user: "ann" }, ["bob-c1", "bob-c2"]],
    [{ client: "c1" }, ["ann-c2", "bob-c2"]],
    [{ user: "bob", client: "c2" }, ["ann-c1", "ann-c2", "bob-c1"]],
  ] as const;
  for (const [whose, left] of rows) {
    it(`ends those of ${JSON.stringify(whose)} and no other`, async () => {
      const { context, living } = await scene();
      assert.equal(await revokeAllOf(whose, context), 4 - left.length);
      assert.sameMembers(await living(), [...left]);
    });
  }

  it("writes it down when there was something to end", async () => {
    const { context } = await scene();
    for (const expected of [2, 0]) assert.equal(await revokeAllOf({ user: "ann" }, context), expected);
    const entries = await context.durable.audit.list({ limit: 9 });
    assert.deepEqual(
      entries.map(({ event, detail }) => [event, detail]),
      [["token.revoked", { authorizations: 2, by: "command line" }]],
    );
  });

  for (const [whose, field] of [
    [{ user: "nobody" }, "--user"],
    [{ client: "none" }, "CLIENT_ID"],
    [{ user: "ann", client: "none" }, "CLIENT_ID"],
  ] as const) {
    it(`refuses ${JSON.stringify(whose)}, and ends nothing`, async () => {
      const { context, living } = await scene();
      const error = await thrownBy(() => revokeAllOf(whose, context));
      assert.equal(error instanceof CommandFailed && error.details[0]?.field, field);
      assert.lengthOf(await living(), 4);
    });
  }
});

describe("touchstone token revoke", () => {
  for (const args of [[], ["ts_at_x", "--user", "ann"], ["-", "--client", "c1"]]) {
    it(`cannot tell what to revoke from '${args.join(" ")}'`, async () => {
      const { io, err } = fakeIo();
      assert.equal(await runCommandLine(["token", "revoke", ...args], io), EXIT.usage);
      assert.include(err(), "give a token, or --user, --client or both");
    });
  }
});
