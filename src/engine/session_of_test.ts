import { assert } from "chai";
import { exchangeAt } from "../../test/support/exchange.ts";
import { visit } from "../../test/support/visit.ts";
import { sessionOf, signInPath } from "./session_of.ts";

describe("sessionOf()", () => {
  it("finds who is signed in with this browser", async () => {
    const { issuer, ann, request } = await visit();
    assert.equal((await sessionOf(request()))?.accountId, ann.id);
    assert.isUndefined(await sessionOf(exchangeAt(issuer)));
    assert.isUndefined(await sessionOf(exchangeAt(issuer, { cookies: { sid: "unknown" } })));
  });
});

describe("signInPath()", () => {
  it("says where to go afterwards", async () => {
    const { request } = await visit({ url: "https://issuer.test/t" });
    assert.equal(signInPath(request(), "/t/account?a=b&c"), "/t/login?next=%2Ft%2Faccount%3Fa%3Db%26c");
  });
});
