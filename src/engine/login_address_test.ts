import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { loginAddressOf } from "./mod.ts";

const ISSUER = { url: "https://issuer.test/tenant", clientMetadata: new Map([["initiate_login_uri", {} as never]]) };

function addressOf(initiateLoginUri: unknown): string | undefined {
  return loginAddressOf({ metadata: { initiate_login_uri: initiateLoginUri } }, ISSUER);
}

describe("loginAddressOf()", () => {
  rule(["OIDC-4-1", "OIDC-4-2"], "is the registered address with the issuer in its query", () => {
    const iss = "iss=https%3A%2F%2Fissuer.test%2Ftenant";
    assert.equal(addressOf("https://client.test/login"), `https://client.test/login?${iss}`);
    assert.equal(addressOf("https://client.test/login?a=%20b"), `https://client.test/login?a=%20b&${iss}`);
  });

  for (const held of [undefined, null, 7, true, ["https://client.test/login"]]) {
    it(`is none where the client holds ${JSON.stringify(held)}`, () => assert.isUndefined(addressOf(held)));
  }

  it("is none at an issuer that no longer takes the member", () => {
    const metadata = { initiate_login_uri: "https://client.test/login" };
    assert.isUndefined(loginAddressOf({ metadata }, { ...ISSUER, clientMetadata: new Map() }));
  });
});
