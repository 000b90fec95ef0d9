import { assert } from "chai";
import { exchangeAt } from "../../test/support/exchange.ts";
import { visit } from "./_visit_test.ts";
import { sessionOf } from "./session_of.ts";

describe("sessionOf()", () => {
  it("finds who is signed in with this browser", async () => {
    const { issuer, ann, request } = await visit();
    assert.equal((await sessionOf(request()))?.accountId, ann.id);
    assert.isUndefined(await sessionOf(exchangeAt(issuer)));
    assert.isUndefined(await sessionOf(exchangeAt(issuer, { cookies: { sid: "unknown" } })));
  });
});
