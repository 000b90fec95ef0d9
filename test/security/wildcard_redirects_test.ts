import { assert } from "chai";
import { RegistrationRefused } from "../../src/clients/mod.ts";
import { client } from "../support/cast.ts";
import { codeFlow, codeRequest } from "../support/code_flow.ts";
import { thrownBy } from "../support/refusals.ts";
import { assertError, assertProblemPage, locationOf } from "../support/replies.ts";
import { scene, type Scene } from "../http/tokens.ts";
import { elsewhere } from "./elsewhere.ts";

const REGISTERED = "https://*.apps.test/cb";
const settings = { ALLOW_URI_WILDCARDS: "true" };

function stage(): Promise<Scene> {
  return scene({ settings, client: { redirectUris: [REGISTERED], skipAuthorization: true } });
}

describe("a redirect URI with a star, where the installation allows it", () => {
  for (const [name, asked] of [
    ["the star itself", REGISTERED],
    ["no label", "https://.apps.test/cb"],
    ["the domain without a label", "https://apps.test/cb"],
    ["two labels", "https://a.b.apps.test/cb"],
    ["a domain that only ends alike", "https://evilapps.test/cb"],
    ["a domain behind it", "https://a.apps.test.evil.test/cb"],
    ["user information", "https://evil.test@a.apps.test/cb"],
    ["user information in the label", "https://a:b@c.apps.test/cb"],
    ["a path in the label", "https://evil.test/.apps.test/cb"],
    ["a query in the label", "https://evil.test?.apps.test/cb"],
    ["a fragment in the label", "https://evil.test#.apps.test/cb"],
    ["a short label before a path", "https://evil/.apps.test/cb"],
    ["a backslash in the label", "https://evil\\.apps.test/cb"],
    ["an encoded slash in the label", "https://evil%2f.apps.test/cb"],
    ["a port", "https://a.apps.test:8443/cb"],
    ["a port in the label", "https://evil:443.apps.test/cb"],
    ["plain http", "http://a.apps.test/cb"],
    ["another path", "https://a.apps.test/cb/more"],
    ["dots in the path", "https://a.apps.test/x/../cb"],
    ["a query", "https://a.apps.test/cb?next=https://evil.test"],
    ["capital letters", "https://A.apps.test/cb"],
    ["a label of another script", "https://аpp.apps.test/cb"],
    ["a line break", "https://a\n.apps.test/cb"],
    ["a dash at an end", "https://-a.apps.test/cb"],
    ["a label that is too long", `https://${"a".repeat(64)}.apps.test/cb`],
    ["a dot at the end of the host", "https://a.apps.test./cb"],
  ] as const) {
    elsewhere("Keycloak CVE-2023-6927", `does not stand for ${name}`, async () => {
      const on = await stage();
      for (const prompt of [undefined, "none"]) {
        const query = codeRequest(on.app, { redirect_uri: asked, prompt });
        assertProblemPage(await on.get("/authorize", { query }), { error: "invalid_request", says: "redirect_uri" });
      }
    });
  }

  elsewhere("Keycloak CVE-2023-6927", "gives a code for the very host that asked, and to no sister of it", async () => {
    const on = await stage();
    const { browser, redeem } = await codeFlow(on, { client: on.app, account: on.ann });
    const [mine, sister] = ["https://mine.apps.test/cb", "https://sister.apps.test/cb"];
    async function code(): Promise<string> {
      const to = locationOf(await browser.get("/authorize", { query: codeRequest(on.app, { redirect_uri: mine }) }));
      assert.equal(to.origin + to.pathname, mine);
      return to.searchParams.get("code") ?? assert.fail("there is no code");
    }
    for (const redirect_uri of [sister, REGISTERED, undefined])
      assertError(await redeem(await code(), { redirect_uri }), { error: "invalid_grant" });
    assert.equal((await redeem(await code(), { redirect_uri: mine })).status, 200);
  });

  elsewhere(
    "Keycloak CVE-2023-6927",
    "stands for nothing where the installation does not allow it any more",
    async () => {
      const on = await scene();
      await on.issuer.durable.clients.change(on.app.id, { redirectUris: [REGISTERED] });
      const app = { ...on.app, redirectUris: [REGISTERED] };
      await on.issuer.clients.changed(app);
      for (const redirect_uri of ["https://a.apps.test/cb", REGISTERED]) {
        const reply = await on.get("/authorize", { query: codeRequest(app, { redirect_uri }) });
        assertProblemPage(reply, { error: "invalid_request", says: "redirect_uri" });
      }
    },
  );

  for (const uri of [
    "https://*",
    "https://*/cb",
    "https://*.test/cb",
    "https://*.test./cb",
    "https://**.apps.test/cb",
    "https://*.*.apps.test/cb",
    "https://a*.apps.test/cb",
    "https://a.*.test/cb",
    "https://*.apps.test@evil.test/cb",
    "https://*.127.0.0.1/cb",
    "https://*.[::1]/cb",
    "http://*.apps.test/cb",
    "*://a.apps.test/cb",
    "com.example.*:/cb",
    "https://*.apps.test/cb#f",
  ]) {
    elsewhere("Keycloak CVE-2023-6927", `is not registered: ${uri}`, async () => {
      const on = await stage();
      const refused = await thrownBy(() => client(on.issuer, { redirectUris: [uri] }));
      assert.instanceOf(refused, RegistrationRefused);
    });
  }
});
