import { assert } from "chai";
import { describe } from "mocha";
import type { SafeFetch } from "../../src/platform/mod.ts";
import { client, person } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import { issuerUnderTest } from "../support/issuer_under_test.ts";
import { NO_FETCH } from "../support/no_fetch.ts";
import { bodyOf, markupOf } from "../support/replies.ts";
import { openSessionFrame } from "../support/session_frame.ts";
import { valueBrowser } from "../support/value_browser.ts";
import { elsewhere } from "./elsewhere.ts";

describe("what OpenID Connect opens to strangers", () => {
  elsewhere("Keycloak CVE-2024-1249", "is no frame that answers to whoever knocks", async () => {
    const under = await issuerUnderTest();
    const script = /<script>([\s\S]*)<\/script>/.exec(markupOf(await under.get("/check_session")))?.[1] ?? "";
    const frame = openSessionFrame(script);
    assert.lengthOf(await frame.ask("client a.b"), 1);
    for (const event of [{ origin: "https://evil.test" }, { origin: "null" }, { source: null }])
      assert.deepEqual(await frame.ask("client a.b", event), [], JSON.stringify(event));
    const others = Array.from({ length: 1_000 }, () => frame.ask("client a.b", { origin: "https://evil.test" }));
    assert.deepEqual((await Promise.all(others)).flat(), []);
  });

  elsewhere("ForgeRock CVE-2021-29156", "is no question to the directory of people", async () => {
    const under = await issuerUnderTest({
      stores: ({ durable, ...others }) => ({
        ...others,
        durable: {
          ...durable,
          accounts: new Proxy(durable.accounts, {
            get: (_accounts, name) => assert.fail(`accounts were asked: ${String(name)}`),
          }),
        },
      }),
    });
    for (const name of ["ann", "nobody", "*", "a*", "ann)(userPassword=a*", "ann' OR '1'='1", "\u0000"]) {
      const resource = `acct:${encodeURIComponent(name)}@${new URL(under.issuer.url).host}`;
      const answer = bodyOf(await under.get("/.well-known/webfinger", { query: { resource } }));
      assert.deepEqual(answer["links"], [
        { rel: "http://openid.net/specs/connect/1.0/issuer", href: under.issuer.url },
      ]);
    }
  });

  elsewhere("MITREid CVE-2021-26715", "is no picture that this server goes and gets", async () => {
    const fetched: unknown[] = [];
    const fetch: SafeFetch = (url, options) => {
      fetched.push(url);
      return NO_FETCH(url, options);
    };
    const under = await issuerUnderTest({ fetch });
    const logo = "https://pictures.test/logo.png";
    const app = await client(under.issuer, { metadata: { logo_uri: logo, client_uri: "https://client.test/" } });
    const browser = valueBrowser(under);
    await browser.signIn(await person(under.issuer));
    const page = markupOf(await browser.follow(await browser.get("/authorize", { query: codeRequest(app) })));
    assert.include(page, logo);
    assert.deepEqual(fetched, []);
  });
});
