import { assert } from "chai";
import { assert as forAll, asyncProperty, integer, scheduler } from "fast-check";
import { beyond, rule } from "../../../conformance/support/rule.ts";
import { assertActive, introspected, pairOf } from "../../../test/http/tokens.ts";
import { client, person } from "../../../test/support/cast.ts";
import { type CodeFlow, codeFlow, credentialsOf, VERIFIER } from "../../../test/support/code_flow.ts";
import { brokenStores } from "../../../test/support/broken_stores.ts";
import { type FaultyStores, faultyStores } from "../../../test/support/faulty_stores.ts";
import { issuerUnderTest, type IssuerUnderTestOptions } from "../../../test/support/issuer_under_test.ts";
import { strangeToken } from "../../../test/support/records.ts";
import { assertError, bodyOf } from "../../../test/support/replies.ts";
import { scheduledStores } from "../../../test/support/scheduled_stores.ts";
import type { ClientInput } from "../../clients/mod.ts";
import { digest } from "../../platform/mod.ts";
import type { Reply } from "../../protocol/mod.ts";
import { markKind } from "../../stores/mod.ts";

async function flow(
  options: IssuerUnderTestOptions & { readonly said?: Partial<ClientInput> } = {},
): Promise<CodeFlow> {
  const under = await issuerUnderTest(options);
  return codeFlow(under, { client: await client(under.issuer, options.said) });
}

/** A flow on stores that can be made to fail. */
async function faultyFlow(): Promise<CodeFlow & { readonly faults: FaultyStores }> {
  let faults: FaultyStores | undefined;
  const made = await flow({ stores: (real) => (faults = faultyStores(real)).stores });
  return { ...made, faults: faults! };
}

/** Redeems a code as another client of the same issuer. */
async function redeemAsAnother(on: CodeFlow, code: string): Promise<Reply> {
  const another = await client(on.under.issuer);
  return (await codeFlow(on.under, { client: another, account: on.account })).redeem(code);
}

describe("a code that is redeemed", () => {
  rule(
    ["RFC6749-4.1.4-1", "RFC6749-5.1-1"],
    "gives both tokens of the person with the scope that was granted",
    async () => {
      const on = await flow();
      const reply = await on.redeem(await on.code({ scope: "read" }));
      const { access } = pairOf(reply);
      assert.equal(bodyOf(reply)["scope"], "read");
      assert.deepInclude(await introspected(on.under, access), {
        active: true,
        scope: "read",
        sub: on.account.sub,
        client_id: on.client.clientId,
      });
    },
  );

  it("gives no refresh token to a client that may not use one", async () => {
    const on = await flow({ said: { grantTypes: ["authorization_code"] } });
    const reply = await on.redeem(await on.code());
    assert.equal(reply.status, 200);
    assert.notProperty(bodyOf(reply), "refresh_token");
  });

  it("begins one family, whose tag the code and both tokens share", async () => {
    const on = await flow();
    const code = await on.code();
    const { access, refresh } = pairOf(await on.redeem(code));
    for (const token of [access, refresh]) assert.equal(token.slice(6, 14), code.slice(6, 14));
    const family = await on.under.issuer.durable.families.find(code.slice(6, 14));
    assert.deepInclude(family, { client: on.client.id, accountId: on.account.id, codeDigest: digest(code) });
  });

  it("costs one durable commit", async () => {
    const on = await faultyFlow();
    const code = await on.code();
    on.faults.arm();
    assert.equal((await on.redeem(code)).status, 200);
    const writes = on.faults.calls.filter((call) => call.startsWith("postgres") && !call.includes("find"));
    assert.deepEqual(writes, ["postgres families.open"]);
  });
});

describe("a code that is refused", () => {
  for (const [ids, name, changes, error, says] of [
    ["RFC6749-4.1.3-1", "no code", { code: undefined }, "invalid_request", "'code' is missing"],
    ["RFC6749-4.1.3-1", "an empty code", { code: "" }, "invalid_request", "'code' is missing"],
    ["RFC6749-4.1.3-4", "a code that nobody made", { code: strangeToken("ac") }, "invalid_grant", "unknown"],
    ["RFC6749-4.1.3-4", "another token in its place", { code: strangeToken("rt") }, "invalid_grant", "unknown"],
    ["RFC6749-4.1.3-4", "a text in its place", { code: "__proto__" }, "invalid_grant", "unknown"],
    ["RFC6749-4.1.3-5", "no redirect_uri", { redirect_uri: undefined }, "invalid_grant", "redirect_uri is missing"],
    ["RFC6749-4.1.3-5", "an empty redirect_uri", { redirect_uri: "" }, "invalid_grant", "redirect_uri is missing"],
    ["RFC6749-4.1.3-5", "another", { redirect_uri: "https://client.test/other" }, "invalid_grant", "differs"],
    [
      "RFC6749-4.1.3-5",
      "one with a slash behind",
      { redirect_uri: "https://client.test/cb/" },
      "invalid_grant",
      "differs",
    ],
    ["RFC6749-4.1.3-5", "one in other letters", { redirect_uri: "https://client.test/CB" }, "invalid_grant", "differs"],
    ["RFC6749-3.2-4", "two codes", { code: ["a", "b"] }, "invalid_request", "repeated"],
    ["RFC6749-3.2-4", "two redirect URIs", { redirect_uri: ["a", "b"] }, "invalid_request", "repeated"],
  ] as const) {
    rule(ids, `for ${name} is not used up`, async () => {
      const on = await flow();
      const code = await on.code();
      assertError(await on.redeem(code, changes), { error, says });
      assert.equal((await on.redeem(code)).status, 200);
    });
  }

  rule(["RFC6749-4.1.3-3", "RFC6749-10.5-6", "RFC6749-4.1.2-7"], "to another client is not used up", async () => {
    const on = await flow();
    const code = await on.code();
    assertError(await redeemAsAnother(on, code), { error: "invalid_grant", says: "another client" });
    assert.equal((await on.redeem(code)).status, 200);
  });

  rule(["RFC6749-4.1.2-2", "RFC6749-10.5-4", "RFC6749-4.1.3-4"], "once its time is over", async () => {
    const on = await flow();
    const [early, late] = [await on.code(), await on.code()];
    on.under.clock.advance(59);
    assert.equal((await on.redeem(early)).status, 200);
    on.under.clock.advance(1);
    assertError(await on.redeem(late), { error: "invalid_grant", says: "expired" });
  });

  it("to a client that was deleted in between", async () => {
    const on = await flow();
    const code = await on.code();
    await on.under.issuer.durable.clients.remove(on.client.id);
    await on.under.issuer.clients.changed(on.client);
    assertError(await on.redeem(code), { error: "invalid_client", status: 401 });
  });

  it("when its person was removed in between, and nothing is alive", async () => {
    const on = await flow();
    const code = await on.code();
    await on.under.issuer.durable.accounts.remove(on.account.id, on.under.clock.now());
    assertError(await on.redeem(code), { error: "invalid_grant" });
  });
});

describe("the redirect URI of a code whose request named none", () => {
  it("need not be sent", async () => {
    const on = await flow();
    const code = await on.code({ redirect_uri: undefined });
    assert.equal((await on.redeem(code, { redirect_uri: undefined })).status, 200);
  });
});

describe("a code that comes again", () => {
  rule(
    ["RFC6749-4.1.2-5", "RFC6749-4.1.2-6", "RFC9700-4.2.4-2", "RFC9700-4.2.4-3"],
    "ends what came of it",
    async () => {
      const on = await flow();
      const code = await on.code();
      const { access, refresh } = pairOf(await on.redeem(code));
      assertError(await on.redeem(code), { error: "invalid_grant", says: "used before" });
      await assertActive(on.under, access, false);
      await assertActive(on.under, refresh, false);
      assert.include(on.under.events, "code.replayed");
    },
  );

  it("ends also what refreshing gave since", async () => {
    const on = await flow();
    const code = await on.code();
    const first = pairOf(await on.redeem(code));
    const { as } = credentialsOf(on.client);
    const form = { grant_type: "refresh_token", refresh_token: first.refresh };
    const next = pairOf(await on.under.post("/token", { ...(as === undefined ? {} : { as }), form }));
    await on.redeem(code);
    for (const token of [first.access, next.access, next.refresh]) await assertActive(on.under, token, false);
  });

  beyond("RFC6749-4.1.2-6", "ends it also when another client, or a wrong redirect URI, comes with it", async () => {
    for (const again of [
      (on: CodeFlow, code: string) => redeemAsAnother(on, code),
      (on: CodeFlow, code: string) => on.redeem(code, { redirect_uri: "https://evil.test/" }),
      (on: CodeFlow, code: string) => on.redeem(code, { code_verifier: "x".repeat(43) }),
    ]) {
      const on = await flow();
      const code = await on.code();
      const { access } = pairOf(await on.redeem(code));
      assertError(await again(on, code), { error: "invalid_grant", says: "used before" });
      await assertActive(on.under, access, false);
    }
  });

  it("is noticed by its digest in the durable store when the ephemeral one forgot its use", async () => {
    const on = await flow();
    const code = await on.code();
    const { access } = pairOf(await on.redeem(code));
    await on.under.issuer.ephemeral.forget(markKind("u"), [`{${code.slice(6, 14)}}${digest(code)}`]);
    assertError(await on.redeem(code), { error: "invalid_grant", says: "used before" });
    await assertActive(on.under, access, false);
  });

  it("leaves another authorization of the same person and client alone", async () => {
    const on = await flow();
    const [stolen, other] = [await on.code(), await on.code()];
    const { access } = pairOf(await on.redeem(other));
    await on.redeem(stolen);
    await on.redeem(stolen);
    await assertActive(on.under, access);
  });
});

describe("a code while stores fail", () => {
  async function brokenFlow() {
    const stores = brokenStores();
    const on = await flow({ stores: (real) => stores.wrap(real) });
    return { on, code: await on.code(), stores };
  }

  it("stays usable when its family cannot be written", async () => {
    const { on, code, stores } = await brokenFlow();
    stores.break({ "postgres families.open": "refused" });
    assert.equal((await on.redeem(code)).status, 503);
    stores.break({});
    pairOf(await on.redeem(code));
  });

  it("is burnt, and nothing worse, when it cannot be made usable again either", async () => {
    const { on, code, stores } = await brokenFlow();
    stores.break({ "postgres families.open": "refused", "redis forget u": "refused" });
    assert.equal((await on.redeem(code)).status, 503);
    stores.break({});
    assertError(await on.redeem(code), { error: "invalid_grant", says: "used before" });
  });

  for (const verb of ["postgres families.open", "redis claim u"]) {
    it(`gives nothing that lives when '${verb}' was done but nobody was told`, async () => {
      const { on, code, stores } = await brokenFlow();
      stores.break({ [verb]: "unacknowledged" });
      assert.equal((await on.redeem(code)).status, 503);
      stores.break({});
      assertError(await on.redeem(code), { error: "invalid_grant", says: "used before" });
      const family = await on.under.issuer.durable.families.find(code.slice(6, 14));
      assert.isDefined(family?.revokedAt);
    });
  }
});

describe("many who redeem one code at once, in any order of their store calls", () => {
  const runs = { numRuns: 60 };

  rule(["RFC6749-4.1.2-5", "RFC6749-10.5-5"], "one wins at the most, and what it got is dead afterwards", () =>
    forAll(
      asyncProperty(scheduler(), integer({ min: 2, max: 4 }), async (schedule, many) => {
        const scheduled = scheduledStores();
        const on = await flow({ stores: (real) => scheduled.wrap(real) });
        const code = await on.code();
        const requests = Array.from({ length: many }, () => () => on.redeem(code));
        const replies = await scheduled.atOnce(schedule, requests);
        const winners = replies.filter(({ status }) => status === 200).map(pairOf);
        assert.isAtMost(winners.length, 1);
        for (const reply of replies) if (reply.status !== 200) assertError(reply, { error: "invalid_grant" });
        for (const { access, refresh } of winners) {
          await assertActive(on.under, access, false);
          await assertActive(on.under, refresh, false);
        }
      }),
      runs,
    ),
  );

  it("wrong guesses neither win nor keep the owner from winning", () =>
    forAll(
      asyncProperty(scheduler(), integer({ min: 1, max: 3 }), async (schedule, guesses) => {
        const scheduled = scheduledStores();
        const on = await flow({ stores: (real) => scheduled.wrap(real) });
        const code = await on.code();
        const wrong = Array.from({ length: guesses }, () => () => on.redeem(code, { code_verifier: "x".repeat(43) }));
        const replies = await scheduled.atOnce(schedule, [
          ...wrong,
          () => on.redeem(code, { code_verifier: VERIFIER }),
        ]);
        const statuses = replies.map(({ status }) => status);
        assert.deepEqual(
          statuses.slice(0, guesses),
          wrong.map(() => 400),
        );
        assert.include([200, 400], statuses.at(-1));
      }),
      runs,
    ));
});

describe("a code of one person", () => {
  it("is never the token of another who signs in with the same browser", async () => {
    const on = await flow();
    const code = await on.code();
    const another = await person(on.under.issuer);
    await on.browser.signIn(another);
    const { access } = pairOf(await on.redeem(code));
    assert.equal((await introspected(on.under, access))["sub"], on.account.sub);
    const { access: theirs } = pairOf(await on.redeem(await on.code()));
    assert.equal((await introspected(on.under, theirs))["sub"], another.sub);
  });
});
