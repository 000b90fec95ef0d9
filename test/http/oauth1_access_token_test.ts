import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { digest } from "../../src/platform/mod.ts";
import { parseToken } from "../../src/protocol/mod.ts";
import { credentialsBindingOf } from "../../src/tokens/mod.ts";
import { CALLBACK } from "../support/cast.ts";
import { brokenStores } from "../support/broken_stores.ts";
import { consumerOf, registerConsumer, type TokenPair } from "../support/oauth1.ts";
import { assertProblem, credentialsIn, legs, type Legs, type LegsOptions, saidIn } from "./oauth1_legs.ts";

/** Legs on which a person has approved temporary credentials. */
async function approved(options: LegsOptions & { readonly callback?: string } = {}) {
  const { callback = CALLBACK, ...others } = options;
  const on = await legs(others);
  const temporary = await on.temporary(callback);
  return { on, temporary, verifier: await on.verifier(temporary.token) };
}

async function familyOf({ under }: Legs, { token }: TokenPair) {
  const family = await under.issuer.durable.families.find(parseToken(token)?.tag ?? "");
  return family ?? assert.fail("there is no family");
}

describe("the endpoint of token credentials", () => {
  rule(["RFC5849-2.3-1", "RFC5849-2.3-9", "RFC5849-2.3-10"], "gives them, and nothing else", async () => {
    const { on, temporary, verifier } = await approved();
    const reply = await on.redeem(temporary, verifier);
    assert.equal(reply.status, 200);
    assert.hasAllKeys(saidIn(reply), ["oauth_token", "oauth_token_secret"]);
    assert.equal(parseToken(credentialsIn(reply).token)?.kind, "ot");
    assert.equal(reply.headers["Cache-Control"], "no-store");
    assert.include(on.under.events, "token.issued");
  });

  for (const [place, method] of [
    ["form", "POST"],
    ["query", "POST"],
    ["header", "GET"],
    ["query", "GET"],
  ] as const) {
    rule("RFC5849-2.3-1", `takes its parameters in the ${place} of a ${method} request`, async () => {
      const { on, temporary, verifier } = await approved();
      credentialsIn(await on.redeem(temporary, verifier, { place, method }));
    });
  }

  rule("RFC5849-2.3-11", "keeps what the person allowed, for whom and for how long", async () => {
    const { on, temporary, verifier } = await approved({ settings: { OAUTH1_TOKEN_EXPIRE_SECONDS: "3600" } });
    const credentials = credentialsIn(await on.redeem(temporary, verifier));
    const family = await familyOf(on, credentials);
    const now = on.under.clock.now();
    assert.deepInclude(family, { grantType: "oauth1", scope: ["read", "write"], client: on.application.id });
    assert.deepInclude(family, { accountId: on.owner.id, createdAt: now, expiresAt: now + 3_600 });
  });

  it("gives what lives until it is revoked, where no setting says otherwise", async () => {
    const on = await legs();
    assert.notProperty(await familyOf(on, await on.credentials()), "expiresAt");
  });

  rule("RFC5849-4.5-1", "keeps digests of what it gave, and no secret", async () => {
    const { on, temporary, verifier } = await approved();
    const credentials = credentialsIn(await on.redeem(temporary, verifier));
    const family = await familyOf(on, credentials);
    assert.equal(family.codeDigest, digest(temporary.token));
    assert.equal(credentialsBindingOf(family)?.token, digest(credentials.token));
    const kept = JSON.stringify(family);
    for (const text of [temporary.secret, credentials.secret, credentials.token.slice(14, 57), verifier])
      assert.notInclude(kept, text);
  });

  it("gives no scope that was taken from the consumer meanwhile", async () => {
    const { on, temporary, verifier } = await approved();
    const { issuer } = on.under;
    await issuer.durable.clients.change(on.application.id, { scope: ["read"] });
    await issuer.clients.changed(on.application);
    const credentials = credentialsIn(await on.redeem(temporary, verifier));
    assert.deepEqual((await familyOf(on, credentials)).scope, ["read"]);
  });
});

describe("the endpoint of token credentials refuses", () => {
  rule(["RFC5849-2.3-2", "OAUTHPROBLEM-5-1"], "who brings no verifier", async () => {
    const { on, temporary, verifier } = await approved();
    for (const none of [undefined, ""]) {
      const reply = await on.redeem(temporary, none);
      assertProblem(reply, { problem: "parameter_absent", status: 400, says: "oauth_verifier" });
    }
    credentialsIn(await on.redeem(temporary, verifier));
  });

  rule("RFC5849-2.3-3", "who brings no temporary credentials", async () => {
    const on = await legs();
    const reply = await on.send("/oauth1/access_token", { params: { oauth_verifier: "x" } });
    assertProblem(reply, { problem: "parameter_absent", status: 400, says: "oauth_token" });
  });

  rule("RFC5849-2.3-3", "who does not know the secret of the temporary credentials", async () => {
    const { on, temporary, verifier } = await approved();
    for (const secret of ["", `${temporary.secret}x`])
      assertProblem(await on.redeem({ ...temporary, secret }, verifier), { problem: "signature_invalid" });
  });

  rule(["RFC5849-2.3-5", "OAUTHPROBLEM-2-13"], "temporary credentials that nobody has decided on", async () => {
    const on = await legs();
    const temporary = await on.temporary();
    assertProblem(await on.redeem(temporary, "x"), { problem: "permission_unknown" });
    await on.ask(temporary.token);
    assertProblem(await on.redeem(temporary, "x"), { problem: "permission_unknown" });
    credentialsIn(await on.redeem(temporary, await on.verifier(temporary.token)));
  });

  rule(["RFC5849-2.3-5", "OAUTHPROBLEM-2-14"], "those that a person refused", async () => {
    const on = await legs();
    const temporary = await on.temporary();
    await on.deny(temporary.token);
    assertProblem(await on.redeem(temporary, "x"), { problem: "permission_denied" });
  });

  rule(["RFC5849-2.3-6", "OAUTHPROBLEM-2-10", "RFC5849-2-2"], "those that have expired, approved or not", async () => {
    const { on, temporary, verifier } = await approved({ settings: { OAUTH1_TEMPORARY_SECONDS: "60" } });
    const waiting = await on.temporary();
    on.under.clock.advance(59);
    assertProblem(await on.redeem(waiting, "x"), { problem: "permission_unknown" });
    on.under.clock.advance(1);
    for (const each of [temporary, waiting])
      assertProblem(await on.redeem(each, verifier), { problem: "token_expired" });
    on.under.clock.advance(3_600);
    assertProblem(await on.redeem(temporary, verifier), { problem: "token_rejected" });
  });

  rule(
    ["RFC5849-2.3-7", "RFC5849-2-1", "OAUTHPROBLEM-2-9"],
    "those that were used before, and leaves what came of them",
    async () => {
      const { on, temporary, verifier } = await approved();
      const credentials = credentialsIn(await on.redeem(temporary, verifier));
      assertProblem(await on.redeem(temporary, verifier), { problem: "token_used" });
      assert.notProperty(await familyOf(on, credentials), "revokedAt");
    },
  );

  rule("RFC5849-2.3-7", "all but one of many who redeem the same at once", async () => {
    const { on, temporary, verifier } = await approved();
    const replies = await Promise.all(Array.from({ length: 20 }, () => on.redeem(temporary, verifier)));
    const [lost, won] = [
      replies.filter(({ status }) => status !== 200),
      replies.filter(({ status }) => status === 200),
    ];
    assert.lengthOf(won, 1);
    for (const reply of lost) assertProblem(reply, { problem: "token_used" });
  });

  rule(["RFC5849-2.3-8", "OAUTHPROBLEM-6-1"], "another verifier, and takes the right one afterwards", async () => {
    const { on, temporary, verifier } = await approved();
    const other = await on.verifier((await on.temporary()).token);
    for (const wrong of [other, `${verifier} `, verifier.toLowerCase(), verifier.slice(1), "0"]) {
      const reply = await on.redeem(temporary, wrong);
      assertProblem(reply, { problem: "parameter_rejected", status: 400, says: "oauth_verifier" });
      assert.equal(saidIn(reply)["oauth_parameters_rejected"], "oauth_verifier");
    }
    credentialsIn(await on.redeem(temporary, verifier));
  });

  rule("RFC5849-3.2-14", "temporary credentials of another consumer, as if nobody had them", async () => {
    const { on, temporary, verifier } = await approved();
    const consumer = consumerOf(await registerConsumer(on.under.issuer));
    const reply = await on.redeem(temporary, verifier, { consumer });
    const unknown = await on.redeem({ ...temporary, token: `${temporary.token}x` }, verifier, { consumer });
    for (const each of [reply, unknown]) assertProblem(each, { problem: "token_rejected" });
    assert.deepEqual(saidIn(reply), saidIn(unknown));
  });

  rule("RFC5849-3.2-14", "token credentials in the place of temporary ones", async () => {
    const on = await legs();
    assertProblem(await on.redeem(await on.credentials(), "x"), { problem: "token_rejected" });
  });

  for (const [name, change] of [
    ["gone", (on: Legs) => on.under.issuer.durable.accounts.remove(on.owner.id, on.under.clock.now())],
    ["deactivated", (on: Legs) => on.under.issuer.durable.accounts.change(on.owner.id, { isActive: false })],
  ] as const) {
    beyond("RFC5849-2.3-11", `what was allowed by a person who is ${name}`, async () => {
      const { on, temporary, verifier } = await approved();
      await change(on);
      assertProblem(await on.redeem(temporary, verifier), { problem: "token_rejected", says: "account" });
    });
  }
});

describe("a verifier that a person types", () => {
  async function typed() {
    const { on, temporary, verifier } = await approved({ callback: "oob" });
    const wrong = verifier.startsWith("0") ? `1${verifier.slice(1)}` : `0${verifier.slice(1)}`;
    return { on, temporary, verifier, wrong };
  }

  rule("RFC5849-2.2-13", "is eight digits, with or without what people put between them", async () => {
    for (const write of [
      (pin: string) => pin,
      (pin: string) => `${pin.slice(0, 4)} ${pin.slice(4)}`,
      (pin: string) => ` ${pin.slice(0, 4)}-${pin.slice(4)} `,
    ]) {
      const { on, temporary, verifier } = await typed();
      assert.match(verifier, /^\d{8}$/);
      credentialsIn(await on.redeem(temporary, write(verifier)));
    }
  });

  rule("RFC5849-2.2-9", "may be mistaken four times", async () => {
    const { on, temporary, verifier, wrong } = await typed();
    for (let time = 1; time <= 4; time += 1)
      assertProblem(await on.redeem(temporary, wrong), { problem: "parameter_rejected", status: 400 });
    credentialsIn(await on.redeem(temporary, verifier));
  });

  rule("RFC5849-2.2-9", "is worth nothing after five mistakes", async () => {
    const { on, temporary, verifier, wrong } = await typed();
    for (let time = 1; time <= 5; time += 1) await on.redeem(temporary, wrong);
    for (const each of [wrong, verifier])
      assertProblem(await on.redeem(temporary, each), { problem: "token_rejected", says: "too often" });
  });

  rule("RFC5849-2.2-9", "is judged five times at the most, however many guess at once", async () => {
    const { on, temporary, wrong } = await typed();
    const replies = await Promise.all(Array.from({ length: 30 }, () => on.redeem(temporary, wrong)));
    assert.lengthOf(
      replies.filter(({ status }) => status === 400),
      5,
    );
  });

  it("is not used up by whoever cannot sign with the temporary credentials", async () => {
    const { on, temporary, verifier, wrong } = await typed();
    for (let time = 1; time <= 9; time += 1) await on.redeem({ ...temporary, secret: "guessed" }, wrong);
    credentialsIn(await on.redeem(temporary, verifier));
  });
});

describe("temporary credentials while stores fail", () => {
  for (const verb of ["postgres families.open", "redis claim on", "redis count tt"]) {
    it(`stay usable when '${verb}' is refused`, async () => {
      const stores = brokenStores();
      const { on, temporary, verifier } = await approved({ callback: "oob", stores: (real) => stores.wrap(real) });
      stores.break({ [verb]: "refused" });
      assert.equal((await on.redeem(temporary, verifier)).status, 503);
      stores.break({});
      credentialsIn(await on.redeem(temporary, verifier));
    });
  }

  it("give nothing twice when the family was written and nobody was told", async () => {
    const stores = brokenStores();
    const { on, temporary, verifier } = await approved({ stores: (real) => stores.wrap(real) });
    stores.break({ "postgres families.open": "unacknowledged" });
    assert.equal((await on.redeem(temporary, verifier)).status, 503);
    stores.break({});
    assertProblem(await on.redeem(temporary, verifier), { problem: "token_used" });
  });
});
