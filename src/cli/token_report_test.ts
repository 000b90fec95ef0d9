import { assert } from "chai";
import { leanClient } from "../../test/contract/record_samples.ts";
import { fastSecret, strangeToken } from "../../test/support/records.ts";
import { digest, seededRandom, silentLog, systemClock, systemRandom } from "../platform/mod.ts";
import { mintToken } from "../protocol/mod.ts";
import { openKeyRing } from "../keys/mod.ts";
import { DEFAULT_ISSUER, keyPolicyOf, keySealingKey } from "../server/mod.ts";
import { memoryContext } from "./_memory_context_test.ts";
import { issueAccess, type IssuedTokens, issuedTokens } from "./_tokens_test.ts";
import type { CommandContext } from "./context.ts";
import { addInitialToken } from "./initialtoken.ts";
import { reportToken, type TokenReport } from "./token_report.ts";
import { revokeOne } from "./token_revoke.ts";

type Named = "access" | "refresh" | "previous" | "code";

async function stateOf(issued: IssuedTokens, name: Named): Promise<string | undefined> {
  return (await reportToken(issued[name], issued.context))?.state;
}

describe("reportToken(), of tokens that were born of an authorization", () => {
  it("tells everything of an access token", async () => {
    const issued = await issuedTokens();
    const { context, access, account, tag, now } = issued;
    const { family, ...report } = (await reportToken(access, context))!;
    assert.deepEqual(report, {
      kind: "access token",
      state: "active",
      clientId: "c1",
      clientName: "Photos",
      username: "mara",
      sub: account.sub,
      scope: ["read"],
      issuedAt: now - 30,
      expiresAt: now + 570,
    });
    assert.deepEqual(family, {
      tag,
      grantType: "authorization_code",
      createdAt: now - 60,
      rotations: 1,
      expiresAt: now + 86_400,
    });
  });

  const states: readonly (readonly [Named, string])[] = [
    ["access", "active"],
    ["refresh", "active"],
    ["previous", "rotated"],
    ["code", "used"],
  ];
  for (const [name, state] of states) {
    it(`finds the ${name} token ${state}`, async () => assert.equal(await stateOf(await issuedTokens(), name), state));
  }

  for (const name of ["access", "refresh", "previous"] as const) {
    it(`finds the ${name} token revoked after any of them was`, async () => {
      const issued = await issuedTokens();
      await revokeOne(issued.refresh, issued.context);
      assert.equal(await stateOf(issued, name), "revoked");
    });
  }

  it("finds an access token revoked though Redis forgot that it is", async () => {
    const issued = await issuedTokens();
    await issued.context.durable.families.revoke(issued.tag, issued.now);
    assert.equal(await stateOf(issued, "access"), "revoked");
  });

  it("finds a refresh token expired when its family is", async () => {
    const issued = await issuedTokens({ expiresAt: systemClock.now() - 1 });
    assert.equal(await stateOf(issued, "refresh"), "expired");
  });

  it("says that the client of a token was removed", async () => {
    const issued = await issuedTokens();
    await issued.context.durable.clients.remove(issued.client.id);
    const report = await reportToken(issued.access, issued.context);
    assert.deepInclude(report, { state: "revoked", note: "Its client was removed" });
  });

  it("tells of an access token that has no person and no authorization", async () => {
    const { context, client, now } = await issuedTokens();
    const record = { client: client.id, scope: ["read"], issuedAt: now, expiresAt: now + 60, extra: { aud: "x" } };
    const report = await reportToken(await issueAccess(context, { tag: "machine1", record }), context);
    assert.deepInclude(report, { state: "active", clientId: "c1", claims: { aud: "x" } });
    assert.doesNotHaveAnyKeys(report!, ["username", "sub", "family"]);
  });

  it("says that without Redis nobody knows access tokens", async () => {
    const { context, access } = await issuedTokens();
    const report = await reportToken(access, { ...context, hasRedis: false });
    assert.equal(report?.state, "unknown");
    assert.match(String(report?.note), /REDIS_URL/);
  });

  for (const kind of ["at", "rt", "ac", "dc"] as const) {
    it(`does not know a token of kind ${kind} that nobody issued`, async () => {
      const { context } = await issuedTokens();
      assert.deepInclude(await reportToken(strangeToken(kind), context), { state: "unknown" });
    });
  }

  it("tells nothing of an authorization to whom made up a token of it", async () => {
    const { context, tag } = await issuedTokens();
    const forged = mintToken("ac", { random: systemRandom, tag });
    assert.doesNotHaveAnyKeys((await reportToken(forged, context))!, ["clientId", "username", "family"]);
    const older = await reportToken(mintToken("rt", { random: systemRandom, tag }), context);
    assert.match(String(older?.note), /or somebody made it up/);
  });

  for (const text of ["", "a token", "ts_at_short", strangeToken("at").replace(/.$/, "!"), "a.b"]) {
    it(`knows no such form as '${text.slice(0, 12)}'`, async () => {
      assert.isUndefined(await reportToken(text, await memoryContext()));
    });
  }
});

describe("reportToken(), of secrets", () => {
  const secret = mintToken("cs", { random: seededRandom("secret") });
  const registration = mintToken("ra", { random: seededRandom("registration") });

  /** Among others, a client that has both. */
  async function withClients(expiresAt?: number): Promise<CommandContext> {
    const context = await memoryContext();
    const { clients } = context.durable;
    await clients.add(leanClient({ secrets: [fastSecret("another")] }));
    const end = expiresAt === undefined ? {} : { expiresAt };
    const secrets = [fastSecret("newest"), fastSecret(secret, { createdAt: 5, ...end })];
    await clients.add(leanClient({ clientId: "c1", secrets, registrationDigest: digest(registration) }));
    return context;
  }

  it("finds whose client secret leaked", async () => {
    const report = await reportToken(secret, await withClients());
    assert.deepInclude(report, { kind: "client secret", state: "active", clientId: "c1", issuedAt: 5 });
  });

  it("finds a secret that was rotated away expired", async () => {
    assert.deepInclude(await reportToken(secret, await withClients(10)), { state: "expired", expiresAt: 10 });
  });

  it("finds whose registration access token it is", async () => {
    assert.deepInclude(await reportToken(registration, await withClients()), { state: "active", clientId: "c1" });
  });

  for (const kind of ["cs", "ra"] as const) {
    it(`says that no client has another one of kind ${kind}`, async () => {
      const text = mintToken(kind, { random: seededRandom("nobody's") });
      assert.deepInclude(await reportToken(text, await withClients()), { state: "unknown", note: "No client has it" });
    });
  }

  it("tells how often an initial access token may be used", async () => {
    const context = await memoryContext();
    const { token, expiresAt } = await addInitialToken(context, { uses: 3, lifetime: 60 });
    assert.deepInclude(await reportToken(token, context), { state: "active", usesLeft: 3, expiresAt: expiresAt! });
    for (let use = 0; use < 3; use += 1) await context.durable.initialTokens.spend(digest(token), systemClock.now());
    assert.deepInclude(await reportToken(token, context), { state: "used", usesLeft: 0 });
  });

  it("does not know one that nobody made", async () => {
    const text = mintToken("it", { random: seededRandom("nobody's") });
    assert.deepEqual(await reportToken(text, await memoryContext()), {
      kind: "initial access token",
      state: "unknown",
    });
  });
});

describe("reportToken(), of signed tokens", () => {
  const SECRET_KEY = "a secret key of more than thirty-two characters";

  async function signing() {
    const settings = { SECRET_KEY, SIGNING_ALGS: "ES256", ENCRYPTION_ALGS: "none" };
    const context = await memoryContext({ settings });
    const ring = await openKeyRing({
      store: context.durable.keys,
      broadcast: context.stores.broadcast,
      issuer: DEFAULT_ISSUER,
      sealKey: keySealingKey(SECRET_KEY, DEFAULT_ISSUER),
      policy: keyPolicyOf(context.config),
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
    });
    ring.close();
    return { context, sign: (claims: object) => ring.sign({ ...claims }, { alg: "ES256", typ: "JWT" }) };
  }

  async function report(claims: object): Promise<TokenReport | undefined> {
    const { context, sign } = await signing();
    return reportToken(await sign(claims), context);
  }

  it("tells what one of ours says", async () => {
    const claims = { sub: "s1", iat: 1_700_000_000, exp: 4_000_000_000 };
    assert.deepEqual(await report(claims), {
      kind: "signed token",
      state: "active",
      issuedAt: claims.iat,
      expiresAt: claims.exp,
      claims,
    });
  });

  it("finds one expired", async () => assert.deepInclude(await report({ exp: 1_700_000_000 }), { state: "expired" }));

  it("takes one that does not end for what it is", async () => {
    assert.deepInclude(await report({ sub: "s1" }), { state: "active", claims: { sub: "s1" } });
  });

  it("believes no signature that is wrong", async () => {
    const { context, sign } = await signing();
    const text = await sign({ sub: "s1" });
    const forged = text.replace(/\.[^.]+\./, `.${Buffer.from('{"sub":"root"}').toString("base64url")}.`);
    const found = await reportToken(forged, context);
    assert.deepInclude(found, { state: "unknown", claims: { sub: "root" } });
    assert.match(String(found?.note), /^Its signature is wrong: what it says is not to be believed$/);
  });

  it("believes no key of others", async () => {
    const [{ sign }, { context }] = [await signing(), await signing()];
    const found = await reportToken(await sign({ sub: "s1" }), context);
    assert.match(String(found?.note), /^Its key is not one of this server's/);
  });

  it("knows no such form as three parts that are no JWT", async () => {
    assert.isUndefined(await reportToken("a.b.c", await memoryContext()));
  });
});
