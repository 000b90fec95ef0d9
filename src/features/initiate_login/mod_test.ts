import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { metadataContext } from "../../../test/support/metadata.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { initiateLogin } from "./mod.ts";

const [FIELD] = initiateLogin().clientMetadata ?? [];
const INVALID = "invalid_client_metadata";

describe("initiate_login_uri", () => {
  for (const uri of [
    "https://client.test/login",
    "https://client.test:8443/login?tenant=1",
    "http://localhost:3000/login",
    "http://127.0.0.1:3000/",
  ]) {
    it(`may be ${uri}`, () => assert.equal(FIELD?.parse(uri, metadataContext()), uri));
  }

  for (const uri of [
    "http://client.test/login",
    "http://localhost.evil.test/",
    "javascript:alert(1)",
    "com.example.app:/login",
    "//client.test/login",
    "https://client.test@evil.test/",
    "https:\\\\client.test",
    "",
    7,
    null,
    ["https://client.test/login"],
  ]) {
    it(`is refused as ${JSON.stringify(uri)}`, async () =>
      assertRefused(() => FIELD?.parse(uri, metadataContext()), { code: INVALID }));
  }

  rule("OIDC-4-1", "has no fragment, behind which a query would be lost", async () =>
    assertRefused(() => FIELD?.parse("https://client.test/login#top", metadataContext()), {
      code: INVALID,
      rule: "OIDC-4-1",
    }),
  );
});
