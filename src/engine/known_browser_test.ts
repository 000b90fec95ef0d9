import { assert } from "chai";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { markupOf } from "../../test/support/replies.ts";
import { html } from "../protocol/mod.ts";
import type { Exchange } from "./exchange.ts";
import { BROWSER_COOKIE, checkForm, formToken } from "./form_token.ts";
import { showToBrowser } from "./known_browser.ts";
import { Params } from "../protocol/mod.ts";

function show(known: Exchange) {
  return html(200, formToken(known, "test"));
}

describe("showToBrowser()", () => {
  it("brings a browser that was never here a cookie, to which the form is tied", async () => {
    const { issuer } = await issuerUnderTest();
    const header = { "x-name": "value" };
    const reply = showToBrowser(exchangeAt(issuer, { cookies: { other: "1" }, headers: header }), (known) => {
      assert.deepEqual([known.request.header("x-name"), known.request.cookies.get("other")], ["value", "1"]);
      return show(known);
    });
    const cookies = Object.fromEntries((reply.cookies ?? []).map(({ name, value }) => [name, value]));
    assert.hasAllKeys(cookies, [BROWSER_COOKIE]);
    checkForm(exchangeAt(issuer, { cookies }), Params.of([["csrf", markupOf(reply)]]), "test");
  });

  it("leaves a browser that was here its cookie", async () => {
    const { issuer } = await issuerUnderTest();
    const exchange = exchangeAt(issuer, { cookies: { [BROWSER_COOKIE]: "known" } });
    const reply = showToBrowser(exchange, show);
    assert.isUndefined(reply.cookies);
    assert.equal(markupOf(reply), formToken(exchange, "test"));
  });
});
