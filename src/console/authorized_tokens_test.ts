import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { person } from "../../test/support/cast.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { markupOf } from "../../test/support/replies.ts";
import { ACCOUNT_FORM } from "../engine/mod.ts";
import { allowed, isLive } from "./_allowed_test.ts";
import { AUTHORIZED_TOKEN_DELETE, AUTHORIZED_TOKENS } from "./authorized_tokens.ts";
import { placeOf, type Visit, visit } from "./_visit_test.ts";

const AT_PATH = { url: "https://issuer.test/t" };
const GONE = { code: "invalid_request", status: 404 } as const;

function pathOf(tag: string): string {
  return `/t/o/authorized_tokens/${encodeURIComponent(tag)}/delete/`;
}

function ask(on: Visit, tag: string) {
  return AUTHORIZED_TOKEN_DELETE.handle(on.request({ path: pathOf(tag) }));
}

function answer(on: Visit, tag: string) {
  const exchange = on.form(ACCOUNT_FORM, {});
  const { request } = on.request({ path: pathOf(tag) });
  return AUTHORIZED_TOKEN_DELETE.handle({
    ...exchange,
    request: { ...request, method: "POST", form: exchange.request.form, cookies: exchange.request.cookies },
  });
}

describe("the list of authorized applications", () => {
  it("has what is alive, with a way to end it, and nothing of another person", async () => {
    const on = await visit(AT_PATH);
    const mine = await allowed(on, { scope: ["read", "write"] }, "Mine");
    const revoked = await allowed(on, {}, "Revoked");
    await on.issuer.durable.families.revoke(revoked.tag, START);
    await allowed(on, { accountId: (await person(on.issuer)).id }, "Of another");
    const page = markupOf(await AUTHORIZED_TOKENS.handle(on.request()));
    for (const text of ["Mine", "read write", `/t/authorized_tokens/${mine.tag}/delete`]) assert.include(page, text);
    for (const text of ["Revoked", "Of another"]) assert.notInclude(page, text);
  });

  for (const [grantType, ends, said] of [
    ["oauth1", undefined, ["OAuth 1.0a", "When you revoke it"]],
    ["oauth1", START + 86_400, ["OAuth 1.0a", "2026-01-02"]],
    ["authorization_code", undefined, []],
  ] as const) {
    it(`says ${said.join(" and ") || "nothing of kind and end"} of ${grantType} that ends ${ends ?? "never"}`, async () => {
      const on = await visit();
      await allowed(on, { grantType, ...(ends === undefined ? {} : { expiresAt: ends }) }, "Photo Printer");
      const page = markupOf(await AUTHORIZED_TOKENS.handle(on.request()));
      for (const text of said) assert.include(page, text);
      assert.equal(page.includes("When you revoke it"), grantType === "oauth1" && ends === undefined);
      assert.equal(page.includes("OAuth 1.0a"), grantType === "oauth1");
    });
  }

  it("says so when there is none", async () => {
    const on = await visit();
    assert.include(markupOf(await AUTHORIZED_TOKENS.handle(on.request())), "No application can use your account.");
  });
});

describe("the question before an access is revoked", () => {
  it("says what it is about, and ends nothing yet", async () => {
    const on = await visit(AT_PATH);
    const family = await allowed(on, { expiresAt: START + 86_400 }, "Photo Printer");
    const page = markupOf(await ask(on, family.tag));
    for (const text of ["Photo Printer", "Revoke it", "2026-01-02"]) assert.include(page, text);
    assert.isTrue(await isLive(on, family));
  });

  it("is not asked of what was revoked", async () => {
    const on = await visit(AT_PATH);
    const family = await allowed(on);
    await on.issuer.durable.families.revoke(family.tag, START);
    await assertRefused(() => ask(on, family.tag), GONE);
  });

  it("ends the access when it is answered, and tells who listens", async () => {
    const on = await visit(AT_PATH);
    const family = await allowed(on);
    assert.equal(placeOf(await answer(on, family.tag)), "/t/authorized_tokens");
    assert.isFalse(await isLive(on, family));
    assert.deepEqual(on.events, ["token.revoked"]);
  });

  it("answers twice alike", async () => {
    const on = await visit(AT_PATH);
    const family = await allowed(on);
    await answer(on, family.tag);
    assert.equal(placeOf(await answer(on, family.tag)), "/t/authorized_tokens");
  });

  it("does not tell another's access from one that never was", async () => {
    const on = await visit(AT_PATH);
    const another = await allowed(on, { accountId: (await person(on.issuer)).id });
    for (const tag of [another.tag, "nothing0", "__proto__", "a/b", "\u0000"]) {
      await assertRefused(() => ask(on, tag), GONE);
      await assertRefused(() => answer(on, tag), GONE);
    }
    assert.isTrue(await isLive(on, another));
  });

  rule("RFC6749-10.12-2", "is answered by a form of ours alone", async () => {
    const on = await visit(AT_PATH);
    const family = await allowed(on);
    const forged = on.request({ method: "POST", path: pathOf(family.tag), form: "csrf=x" });
    await assertRefused(() => AUTHORIZED_TOKEN_DELETE.handle(forged), {
      code: "invalid_request",
      rule: "RFC6749-10.12-2",
      status: 403,
    });
    assert.isTrue(await isLive(on, family));
  });
});
