import { assert } from "chai";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { ownPath } from "./own_path.ts";

describe("ownPath()", () => {
  for (const [next, path] of [
    ["/tenant/applications", "/tenant/applications"],
    ["/tenant/authorize?client_id=a&scope=read+write&x=%2F", "/tenant/authorize?client_id=a&scope=read+write&x=%2F"],
    [undefined, "/tenant/account"],
    ["", "/tenant/account"],
    ["/tenant", "/tenant/account"],
    ["/tenants/x", "/tenant/account"],
    ["/other", "/tenant/account"],
    ["tenant/x", "/tenant/account"],
    ["//tenant/x", "/tenant/account"],
    ["/tenant//evil.test", "/tenant/account"],
    ["/\\evil.test", "/tenant/account"],
    ["/tenant/\\evil.test", "/tenant/account"],
    ["/tenant/\r\nSet-Cookie: a=b", "/tenant/account"],
    ["/tenant/#fragment", "/tenant/account"],
    ["https://evil.test/tenant/", "/tenant/account"],
    ["javascript:/tenant/", "/tenant/account"],
  ] as const) {
    it(`is ${path} for ${JSON.stringify(next) ?? "nothing"}`, async () => {
      const { issuer } = await issuerUnderTest({ url: "https://issuer.test/tenant" });
      assert.equal(ownPath(next, exchangeAt(issuer)), path);
    });
  }
});
