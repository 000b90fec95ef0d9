import { assert } from "chai";
import { beyond } from "../../conformance/support/rule.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { markupOf } from "../../test/support/replies.ts";
import { placeOf, visit } from "./_visit_test.ts";
import { ACCOUNT_FORM } from "../engine/mod.ts";
import { logout } from "./sign_out.ts";

describe("logout()", () => {
  it("ends this session alone, forgets its cookie and tells who listens", async () => {
    const on = await visit({ url: "https://issuer.test/t" });
    const elsewhere = await on.issuer.sessions.start(on.ann);
    const reply = await logout(on.form(ACCOUNT_FORM, {}));
    assert.deepEqual(reply.cookies, [{ name: "sid", value: "", clear: true }]);
    assert.equal(reply.status, 200);
    for (const text of ["You are logged out", 'href="/t/login"', "Log in again"]) assert.include(markupOf(reply), text);
    assert.isUndefined(await on.issuer.sessions.find(on.sid));
    assert.isDefined(await on.issuer.sessions.find(elsewhere.id));
    assert.deepEqual(on.events, ["session.ended", "logout"]);
  });

  for (const [name, purpose] of [
    ["that was made for another purpose", "sign in"],
    ["without a mark", ""],
  ] as const) {
    beyond("RFC6749-10.12-2", `ends nothing by a form ${name}`, async () => {
      const on = await visit();
      const form = purpose === "" ? on.form(ACCOUNT_FORM, { csrf: undefined }) : on.form(purpose, {});
      await assertRefused(() => logout(form), { code: "invalid_request", status: 403 });
      assert.isDefined(await on.issuer.sessions.find(on.sid));
      assert.deepEqual(on.events, []);
    });
  }

  it("shows the first page to whom nobody signed in, without asking for a form", async () => {
    const { issuer, clock, request } = await visit({ url: "https://issuer.test/t" });
    assert.equal(placeOf(await logout(exchangeAt(issuer))), "/t/");
    assert.equal(placeOf(await logout(exchangeAt(issuer, { cookies: { sid: "unknown" } }))), "/t/");
    clock.advance(28_800);
    assert.equal(placeOf(await logout(request())), "/t/");
  });
});
