import { assert } from "chai";
import { exchangeAt } from "../../test/support/exchange.ts";
import { httpServer } from "../../test/support/http_server.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { markupOf } from "../../test/support/replies.ts";
import { visit } from "./_visit_test.ts";
import { showHome } from "./home.ts";

describe("showHome()", () => {
  it("says to anybody which issuer this is", async () => {
    const { issuer } = await issuerUnderTest({ url: "https://issuer.test/t" });
    const page = markupOf(await showHome(exchangeAt(issuer)));
    assert.include(page, '<code class="strong">https://issuer.test/t</code>');
    assert.notInclude(page, "csrf");
  });

  it("leads to the account, the metadata, the sample API and the state of the server", async () => {
    const { issuer } = await issuerUnderTest({ url: "https://issuer.test/t" });
    const page = markupOf(await showHome(exchangeAt(issuer)));
    const links = [...page.matchAll(/<li><a href="([^"]*)">([^<]*)</g)].map(([, href, text]) => [href, text]);
    assert.deepEqual(links, [
      ["/t/account", "Your account"],
      ["/t/applications", "Your applications"],
      ["/t/.well-known/oauth-authorization-server", "Server metadata"],
      ["/t/api/", "Sample API"],
      ["/ready", "Readiness"],
    ]);
  });

  it("leads to the API documentation where there is one", async () => {
    const { issuer } = await issuerUnderTest({ url: "https://issuer.test/t", settings: { API_DOCS: "page" } });
    assert.include(markupOf(await showHome(exchangeAt(issuer))), '<a href="/t/docs">API documentation</a>');
  });

  it("leads to whatever a feature gives it, and to nothing else of that", async () => {
    const { issuer } = await issuerUnderTest({ url: "https://issuer.test/t" });
    const shared = { methods: ["GET"], speaks: "page", handle: showHome } as const;
    const place = { text: "A <place>", says: "What one does there" };
    const endpoints = [
      ...issuer.endpoints,
      { ...shared, name: "place", path: "/place", place },
      { ...shared, name: "hidden", path: "/hidden" },
    ];
    const page = markupOf(await showHome(exchangeAt({ ...issuer, endpoints })));
    assert.include(page, '<a href="/t/place">A &lt;place></a><p class="fine">What one does there</p>');
    assert.notInclude(page, "/t/hidden");
  });

  it("lets who is signed in sign out", async () => {
    const { ann, request } = await visit({ url: "https://issuer.test/t" });
    const page = markupOf(await showHome(request()));
    assert.include(page, ann.username);
    assert.include(page, 'action="/t/logout"');
    assert.match(page, /name="csrf" value="[\w-]{43}"/);
  });

  for (const base of ["", "/tenant", "/a/b"]) {
    it(`leads nowhere in vain, for an issuer at '${base}/'`, async () => {
      const server = await httpServer({ url: `https://issuer.test${base}` });
      try {
        const page = await (await fetch(`${server.origin}${base}/`)).text();
        const links = [...page.matchAll(/href="(\/[^"]*)"/g)].map(([, href]) => href ?? "");
        assert.isAtLeast(links.length, 5);
        for (const link of links) {
          const { status } = await fetch(server.origin + link, { redirect: "manual" });
          assert.oneOf(status, [200, 303, 401], link);
        }
      } finally {
        await server.stop();
      }
    });
  }
});
