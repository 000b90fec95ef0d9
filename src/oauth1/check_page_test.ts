import { assert } from "chai";
import { client, person } from "../../test/support/cast.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { markupOf } from "../../test/support/replies.ts";
import { valueBrowser } from "../../test/support/value_browser.ts";
import { signatureCheckPage } from "./check_page.ts";

/** What a person sees who pastes a request, without its markup. */
async function shownFor(request: string, fill: Readonly<Record<string, string>> = {}) {
  const under = await issuerUnderTest();
  const ann = await person(under.issuer);
  const { clientId } = await client(under.issuer, { grantTypes: ["oauth1"], ownerId: ann.id });
  const browser = valueBrowser(under);
  await browser.signIn(ann);
  const page = await browser.get("/oauth1/check");
  const reply = await browser.submit(page, { request: request.replace("KEY", clientId), ...fill });
  return { reply, markup: markupOf(reply) };
}

const PLAIN = "oauth_consumer_key=KEY&oauth_signature_method=PLAINTEXT&oauth_signature=";

describe("signatureCheckPage()", () => {
  it("is for whoever is signed in, and judges by itself what is pasted", () => {
    const { path, authority, speaks, methods, metadata } = signatureCheckPage({ window: 300 });
    assert.deepEqual({ path, authority, speaks }, { path: "/oauth1/check", authority: "person", speaks: "page" });
    assert.deepEqual([...methods], ["GET", "POST"]);
    assert.isUndefined(metadata);
  });

  it("names the mistake, with the rule and the way to its sentence", async () => {
    const { markup } = await shownFor(`GET /photos?${PLAIN}a-secret-that-tests-share HTTP/1.1`);
    assert.include(markup, "The key has no &amp; between the secrets");
    assert.include(markup, "https://www.rfc-editor.org/rfc/rfc5849#section-3.4.2");
  });

  it("says that a right signature is right, of PLAINTEXT as well", async () => {
    const { markup } = await shownFor(`GET /photos?${PLAIN}a-secret-that-tests-share%26 HTTP/1.1`);
    assert.include(markup, "The signature is right.");
  });

  it("shows parts once that are alike, and both where they differ", async () => {
    const { markup } = await shownFor(`GET /a?${PLAIN}x HTTP/1.1`, {
      base_string: "GET&https%3A%2F%2Fissuer.test%2Fb&",
    });
    const ways = Array.from(markup.matchAll(/<p class="strong">(\w+)<\/p>(<dl|<code)/g), ([, name, tag]) => [
      name,
      tag,
    ]);
    assert.deepEqual(ways, [
      ["Method", "<code"],
      ["Address", "<dl"],
      ["Parameters", "<dl"],
    ]);
  });

  it("takes a request of several lines, with control characters in it", async () => {
    const { reply } = await shownFor(`GET /a?${PLAIN}x HTTP/1.1\r\nHost: a\r\nX-Odd: \u0001\t\r\n\r\n`);
    assert.equal(reply.status, 200);
  });

  it("bounds what may be pasted", async () => {
    const { reply, markup } = await shownFor("x".repeat(65_537));
    assert.equal(reply.status, 400);
    assert.include(markup, "more than 65536 characters");
  });

  it("is kept by nobody", async () => {
    const { reply } = await shownFor("GET /photos");
    assert.include(reply.headers["Cache-Control"], "no-store");
  });
});
