import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { PASSWORD } from "../../test/support/cast.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { encode, issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { markupOf } from "../../test/support/replies.ts";
import { formOf } from "../../test/support/value_browser.ts";
import { placeOf, type Visit, visit } from "./_visit_test.ts";
import { login, showLogin } from "./sign_in.ts";

/** What `next` says, and where a person then goes, at an issuer below a path. */
const NEXT: Readonly<Record<string, string>> = {
  "/t/account": "/t/account",
  "/t/": "/t/",
  "/t/authorize?client_id=a&scope=read%20b&x=~-._": "/t/authorize?client_id=a&scope=read%20b&x=~-._",
  "/t/..%2f..%2f": "/t/..%2f..%2f",
  "": "/t/account",
  "/": "/t/account",
  "/t": "/t/account",
  "/tt/account": "/t/account",
  "/account": "/t/account",
  "t/account": "/t/account",
  "https://evil.test/t/": "/t/account",
  "//evil.test/t/": "/t/account",
  "///evil.test": "/t/account",
  "/\\evil.test/t/": "/t/account",
  "\\\\evil.test": "/t/account",
  "/t//evil.test": "/t/account",
  "/t/\\evil.test": "/t/account",
  "/t/ ": "/t/account",
  "/t/#@evil.test": "/t/account",
  "/t/@evil.test": "/t/account",
  "/t/;x": "/t/account",
  "/t/é": "/t/account",
  "javascript:alert(1)": "/t/account",
  "data:text/html,x": "/t/account",
};

const SIGN_IN = "sign in";
const AT_PATH = { url: "https://issuer.test/t" };

function credentials({ ann }: Visit) {
  return { username: ann.username, password: PASSWORD };
}

describe("showLogin()", () => {
  for (const [next, expected] of Object.entries(NEXT)) {
    rule("RFC9700-2.1-2", `keeps ${JSON.stringify(expected)} for next=${JSON.stringify(next)}`, async () => {
      const { request } = await visit(AT_PATH);
      const { action, fields } = formOf(showLogin(request({ query: encode({ next }) })));
      assert.equal(action, "/t/login");
      assert.equal(new Map(fields).get("next"), expected);
    });
  }

  it("gives a browser that comes first a name of 256 bits, to which its form is tied", async () => {
    const { issuer } = await issuerUnderTest();
    const reply = showLogin(exchangeAt(issuer, { headers: { "x-name": "value" } }));
    const [cookie, ...others] = reply.cookies ?? [];
    assert.deepInclude(cookie, { name: "b" });
    assert.match(cookie?.value ?? "", /^[\w-]{43}$/);
    assert.lengthOf(others, 0);
    const fields = Object.fromEntries(formOf(reply).fields);
    const form = encode({ ...fields, username: "nobody", password: "nothing" });
    const sent = { method: "POST", form };
    assert.equal((await login(exchangeAt(issuer, { ...sent, cookies: { b: cookie!.value } }))).status, 400);
    await assertRefused(() => login(exchangeAt(issuer, { ...sent, cookies: { b: "another" } })), {
      code: "invalid_request",
      status: 403,
    });
  });

  it("leaves the name of a browser that has one as it is", async () => {
    const { request } = await visit();
    assert.isUndefined(showLogin(request()).cookies);
  });
});

describe("login()", () => {
  for (const [next, expected] of Object.entries(NEXT)) {
    rule("RFC9700-4.11.2-1", `goes on to ${JSON.stringify(expected)} for next=${JSON.stringify(next)}`, async () => {
      const on = await visit(AT_PATH);
      assert.equal(placeOf(await login(on.form(SIGN_IN, { ...credentials(on), next }))), expected);
    });
  }

  rule("RFC9700-4.12-2", "redirects by 303, so that the password is not sent on", async () => {
    const on = await visit();
    assert.equal((await login(on.form(SIGN_IN, credentials(on)))).status, 303);
  });

  it("begins a session in place of the one before", async () => {
    const on = await visit();
    const reply = await login(on.form(SIGN_IN, credentials(on)));
    const [cookie] = reply.cookies ?? [];
    assert.equal(cookie?.name, "sid");
    assert.notEqual(cookie?.value, on.sid);
    assert.equal((await on.issuer.sessions.find(cookie?.value))?.accountId, on.ann.id);
    assert.isUndefined(await on.issuer.sessions.find(on.sid));
    assert.deepEqual(on.events, ["login.succeeded"]);
  });

  it("shows the form again, with its way, when the password is wrong", async () => {
    const on = await visit(AT_PATH);
    const reply = await login(on.form(SIGN_IN, { ...credentials(on), password: "wrong", next: "/t/api/" }));
    assert.equal(reply.status, 400);
    assert.isUndefined(reply.cookies);
    assert.include(markupOf(reply), "do not match");
    assert.equal(new Map(formOf(reply).fields).get("next"), "/t/api/");
    assert.isDefined(await on.issuer.sessions.find(on.sid));
  });

  const FORGED: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
    ["made for another purpose", "account", {}],
    ["without its mark", SIGN_IN, { csrf: "" }],
    ["with another mark", SIGN_IN, { csrf: "x".repeat(43) }],
  ];

  for (const [name, purpose, changes] of FORGED) {
    beyond("RFC6749-10.12-2", `signs nobody in by a form ${name}`, async () => {
      const on = await visit();
      const form = on.form(purpose, { ...credentials(on), ...changes });
      await assertRefused(() => login(form), { code: "invalid_request", status: 403 });
      assert.deepEqual(on.events, []);
    });
  }
});
