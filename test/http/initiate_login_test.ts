import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import type { ClientInput } from "../../src/clients/mod.ts";
import { client } from "../support/cast.ts";
import { codeFlow } from "../support/code_flow.ts";
import { issuerUnderTest, type IssuerUnderTestOptions } from "../support/issuer_under_test.ts";
import { assertError, markupOf } from "../support/replies.ts";
import { register, registered, registrar, WEB_APP } from "./registration.ts";

const LOGIN = "https://client.test/login?from=op";

/** The account page of a person who gave an application access. */
async function accountPage(
  metadata: Record<string, unknown>,
  options: IssuerUnderTestOptions = {},
  said: Partial<ClientInput> = {},
): Promise<string> {
  const under = await issuerUnderTest(options);
  const app = await client(under.issuer, { name: "Photo Printer", skipAuthorization: true, metadata, ...said });
  const { browser, code, redeem } = await codeFlow(under, { client: app });
  await redeem(await code({ scope: "read" }));
  return markupOf(await browser.get("/account"));
}

/** Where links called Open lead. */
function openLinks(page: string): readonly string[] {
  const links = page.matchAll(/<a [^>]*href="([^"]*)"[^>]*>Open</g);
  return [...links].map(([, href = ""]) => href.replaceAll("&amp;", "&"));
}

describe("the account page", () => {
  rule(["OIDC-4-1", "OIDC-4-2"], "leads to where an application begins a login, and says with whom", async () => {
    const [link, ...others] = openLinks(await accountPage({ initiate_login_uri: LOGIN }));
    assert.isEmpty(others);
    const { origin, pathname, searchParams } = new URL(link ?? "");
    assert.equal(origin + pathname, "https://client.test/login");
    assert.deepEqual(
      [...searchParams],
      [
        ["from", "op"],
        ["iss", "https://issuer.test"],
      ],
    );
  });

  beyond("OIDC-4-1", "tells the application nothing of the person before they sign in there", async () => {
    const [link = ""] = openLinks(await accountPage({ initiate_login_uri: LOGIN }));
    assert.notMatch(link, /login_hint|target_link_uri|sid|sub/);
  });

  it("has no such link for an application that says nothing of it", async () => {
    const page = await accountPage({});
    assert.include(page, "Photo Printer");
    assert.isEmpty(openLinks(page));
  });

  it("has none at an issuer without OpenID Connect", async () => {
    const settings = { OIDC_ENABLED: "false" };
    assert.isEmpty(openLinks(await accountPage({ initiate_login_uri: LOGIN }, { settings })));
  });

  for (const uri of ["javascript:alert(1)", "data:text/html,x"]) {
    it(`leads to no script, should a record hold '${uri}'`, async () => {
      assert.isEmpty(openLinks(await accountPage({ initiate_login_uri: uri })));
    });
  }
});

describe("a client that registers where its logins begin", () => {
  it("is told what holds", async () => {
    const { told } = await registered(await registrar("token"), { initiate_login_uri: LOGIN });
    assert.deepInclude(told, { initiate_login_uri: LOGIN });
  });

  for (const uri of ["http://client.test/login", "https://client.test/#x", "javascript:alert(1)", 7]) {
    it(`is refused with ${JSON.stringify(uri)}`, async () => {
      const reply = await register(await registrar(), { ...WEB_APP, initiate_login_uri: uri });
      assertError(reply, { error: "invalid_client_metadata", says: "initiate_login_uri" });
    });
  }
});
