import { assert } from "chai";
import { encode, type Given } from "../../test/support/issuer_under_test.ts";
import { PASSWORD } from "../../test/support/cast.ts";
import { refusalOf } from "../../test/support/refusals.ts";
import { markupOf } from "../../test/support/replies.ts";
import { ACCOUNT_FORM, formToken } from "../engine/mod.ts";
import { ACCOUNT_PASSWORD } from "./password_page.ts";
import { placeOf, type Visit, visit } from "./_visit_test.ts";

const NEW = "a new and good password";

function send(on: Visit, fill: Given = {}) {
  const csrf = formToken(on.request(), ACCOUNT_FORM);
  const body = encode({ csrf, current: PASSWORD, password: NEW, repeated: NEW, ...fill });
  return ACCOUNT_PASSWORD.handle(on.request({ method: "POST", body }));
}

describe("the page of a new password", () => {
  it("asks for the current one and twice for the new one, and says what ends", async () => {
    const on = await visit({ url: "https://issuer.test/t" });
    const page = markupOf(await ACCOUNT_PASSWORD.handle(on.request()));
    for (const text of ['action="/t/account/password"', 'autocomplete="current-password"', "Everywhere else"])
      assert.include(page, text);
    assert.lengthOf(page.match(/autocomplete="new-password"/g) ?? [], 2);
  });

  it("goes back to the account page, which says that it is done", async () => {
    const on = await visit({ url: "https://issuer.test/t" });
    const reply = await send(on);
    assert.equal(placeOf(reply), "/t/account?done=password");
    assert.deepEqual(
      reply.cookies?.map(({ name }) => name),
      ["sid"],
    );
  });

  it("sets no cookie and shows no password where something is wrong", async () => {
    const on = await visit();
    const reply = await send(on, { current: "a wrong guess" });
    assert.equal(reply.status, 400);
    assert.isUndefined(reply.cookies);
    for (const secret of ["a wrong guess", NEW]) assert.notInclude(markupOf(reply), secret);
  });

  it("changes nobody whose account is gone by now", async () => {
    const on = await visit();
    const { issuer } = on;
    const accounts = { ...issuer.durable.accounts, find: async () => undefined };
    const csrf = formToken(on.request(), ACCOUNT_FORM);
    const body = encode({ csrf, current: PASSWORD, password: NEW, repeated: NEW });
    const exchange = on.request({ method: "POST", body });
    const gone = { ...exchange, issuer: { ...issuer, durable: { ...issuer.durable, accounts } } };
    assert.equal((await ACCOUNT_PASSWORD.handle(gone)).status, 400);
  });

  it("takes no form of another site", async () => {
    const on = await visit();
    const refused = await refusalOf(async () => send(on, { csrf: "forged" }));
    assert.equal(refused.status, 403);
  });
});
