import { assert } from "chai";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { CHANGE_PASSWORD_ADDRESS } from "./change_password_address.ts";
import { placeOf } from "./_visit_test.ts";

describe("the address for password managers", () => {
  for (const [url, path] of [
    ["https://issuer.test", "/account/password"],
    ["https://issuer.test/t", "/t/account/password"],
  ] as const) {
    it(`leads to ${path} where the issuer is ${url}`, async () => {
      const { issuer } = await issuerUnderTest({ url });
      assert.equal(placeOf(await CHANGE_PASSWORD_ADDRESS.handle(exchangeAt(issuer))), path);
    });
  }

  it("is one of the host, whatever the path of the issuer", () => {
    assert.deepInclude(CHANGE_PASSWORD_ADDRESS, { path: "/.well-known/change-password", wellKnown: "host" });
  });
});
