import { assert } from "chai";
import { leanFamily } from "../../test/contract/record_samples.ts";
import { client, person } from "../../test/support/cast.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { assertRefused, refusalOf } from "../../test/support/refusals.ts";
import { markupOf } from "../../test/support/replies.ts";
import { allowed, isLive } from "./_allowed_test.ts";
import { placeOf, visit } from "./_visit_test.ts";
import { ACCOUNT_FORM } from "../engine/mod.ts";
import { ACCOUNT_PAGE, ACCOUNT_REVOKE } from "./account_page.ts";

describe("the account page", () => {
  it("tells a person who they are here", async () => {
    const on = await visit();
    const reply = await ACCOUNT_PAGE.handle(on.request());
    assert.equal(reply.status, 200);
    const page = markupOf(reply);
    for (const text of [on.ann.username, ">2026-01-01<", "No application can use your account"])
      assert.include(page, text);
  });

  it("lists what is alive, one's own alone, with a form to take each away", async () => {
    const on = await visit({ url: "https://issuer.test/t" });
    const mine = await allowed(on, { scope: ["read", "write"] }, "Mine");
    const revoked = await allowed(on, {}, "Revoked");
    await on.issuer.durable.families.revoke(revoked.tag, START);
    await allowed(on, { expiresAt: START }, "Expired");
    await allowed(on, { accountId: (await person(on.issuer)).id }, "Of another");
    const page = markupOf(await ACCOUNT_PAGE.handle(on.request()));
    for (const text of ["Mine", "<code>read</code>", "<code>write</code>", `value="${mine.tag}"`, "/t/account/revoke"])
      assert.include(page, text);
    for (const text of ["Revoked", "Expired", "Of another"]) assert.notInclude(page, text);
  });

  it("leaves out what belongs to a client that is gone", async () => {
    const on = await visit();
    await allowed(on, {}, "Gone");
    const { issuer } = on;
    const clients = { ...issuer.clients, findByNumber: async () => undefined };
    const page = markupOf(await ACCOUNT_PAGE.handle({ ...on.request(), issuer: { ...issuer, clients } }));
    assert.notInclude(page, "Gone");
    assert.include(page, on.ann.username);
  });

  it("sends to sign in, and back, who is not signed in or whose account is gone", async () => {
    const on = await visit({ url: "https://issuer.test/t" });
    const login = "/t/login?next=%2Ft%2Faccount";
    assert.equal(placeOf(await ACCOUNT_PAGE.handle(exchangeAt(on.issuer, { path: "/t/account" }))), login);
    const accounts = { ...on.issuer.durable.accounts, find: async () => undefined };
    const issuer = { ...on.issuer, durable: { ...on.issuer.durable, accounts } };
    assert.equal(placeOf(await ACCOUNT_PAGE.handle({ ...on.request(), issuer })), login);
  });
});

describe("the form that takes an access away", () => {
  it("ends the access, forgets the consent and tells who listens", async () => {
    const on = await visit({ url: "https://issuer.test/t" });
    const family = await allowed(on);
    const consent = { accountId: on.ann.id, client: family.client, scope: ["read"], grantedAt: START };
    await on.issuer.durable.consents.remember(consent);
    const reply = await ACCOUNT_REVOKE.handle(on.form(ACCOUNT_FORM, { tag: family.tag }));
    assert.equal(placeOf(reply), "/t/account");
    assert.isFalse(await isLive(on, family));
    assert.isUndefined(await on.issuer.durable.consents.find(on.ann.id, family.client));
    assert.deepEqual(on.events, ["token.revoked"]);
  });

  it("ends no other access of the same person", async () => {
    const on = await visit();
    const [one, other] = [await allowed(on), await allowed(on)];
    await ACCOUNT_REVOKE.handle(on.form(ACCOUNT_FORM, { tag: one.tag }));
    assert.isTrue(await isLive(on, other));
  });

  it("does not tell another's access from one that never was", async () => {
    const on = await visit();
    const another = await allowed(on, { accountId: (await person(on.issuer)).id });
    const app = await client(on.issuer);
    const machine = leanFamily(app.id, { grantType: "client_credentials" });
    await on.issuer.durable.families.open(machine);
    const refusals = [];
    for (const tag of [another.tag, machine.tag, "nothing0", "__proto__"]) {
      const { status, description } = await refusalOf(() => ACCOUNT_REVOKE.handle(on.form(ACCOUNT_FORM, { tag })));
      refusals.push(`${status} ${description}`);
    }
    assert.match(refusals[0] ?? "", /^404 /);
    assert.lengthOf([...new Set(refusals)], 1);
    assert.isTrue(await isLive(on, another));
    assert.deepEqual(on.events, []);
  });

  for (const [name, purpose, fields, status] of [
    ["a form made for another purpose", "sign in", {}, 403],
    ["a form without its mark", ACCOUNT_FORM, { csrf: undefined }, 403],
    ["a form without a tag", ACCOUNT_FORM, { tag: undefined }, 400],
    ["a form with two tags", ACCOUNT_FORM, { tag: ["one", "two"] }, 400],
  ] as const) {
    it(`ends nothing by ${name}`, async () => {
      const on = await visit();
      const family = await allowed(on);
      const form = on.form(purpose, { tag: family.tag, ...fields });
      await assertRefused(() => ACCOUNT_REVOKE.handle(form), { code: "invalid_request", status });
      assert.isTrue(await isLive(on, family));
    });
  }

  it("sends to sign in who is not signed in, and ends nothing", async () => {
    const on = await visit();
    const family = await allowed(on);
    const { request } = on.form(ACCOUNT_FORM, { tag: family.tag });
    const reply = await ACCOUNT_REVOKE.handle({
      ...on.request({ cookies: {} }),
      request: { ...request, cookies: new Map() },
    });
    assert.equal(placeOf(reply), "/login?next=%2Faccount");
    assert.isTrue(await isLive(on, family));
  });
});
