import { assert } from "chai";
import { labServer, type LabServer } from "../support/lab_server.ts";
import { type Seen, type Visitor, visitor } from "../support/visitor.ts";

const RIGHT = `{\r\n\t"redirect_uris": ["https://app.example/cb"],\r\n\t"token_endpoint_auth_method": "client_secret_basic",\r\n\t"scope": "openid"\r\n}`;
const WRONG = '{ "redirect_uris": ["https://app.example/cb#a"], "scope": "openid", "client_secret": "<b>hidden</b>" }';

/** The texts of a page as they were before they were escaped. */
function plainOf({ text }: Seen): string {
  return text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}

describe("the preflight page", () => {
  let server: LabServer;
  let browser: Visitor;
  before(async () => {
    server = await labServer();
    browser = visitor(server.base);
  });
  after(() => server.close());

  async function send(fill: Readonly<Record<string, string | readonly string[]>>): Promise<Seen> {
    return browser.submit(await browser.go("/lab/preflight"), { form: "/preflight", fill });
  }

  it("says of a right client that nothing is wrong, whose document has line breaks and tabs", async () => {
    const seen = await send({ document: RIGHT });
    assert.equal(seen.status, 200);
    assert.include(seen.text, "Nothing is wrong with it for the plan 'OpenID Connect, code flow'");
    assert.notInclude(seen.text, "What to mend");
    assert.equal(seen.headers.get("cache-control"), "no-store");
  });

  it("says what will fail, by which rule, how to mend it, and what cannot be run so long", async () => {
    const { status, text } = await send({ document: WRONG });
    assert.equal(status, 200);
    assert.match(text, /verdict bad">error</);
    for (const words of [
      "https://app.example/cb#a",
      "RFC6749-3.1.2-2",
      "How to mend it.",
      "no case of that can be run (",
    ])
      assert.include(text, words);
    assert.include(text, 'href="https://www.rfc-editor.org/rfc/rfc6749#section-3.1.2"');
  });

  it("keeps what was typed, as text", async () => {
    const { text } = await send({ document: WRONG });
    assert.include(text, "&lt;b>hidden&lt;/b>");
    assert.notInclude(text, "<b>hidden");
  });

  it("takes what was filled in where there is no document", async () => {
    const fill = {
      redirect_uris: "https://app.example/cb#a\r\n",
      grant_types: ["authorization_code", "refresh_token"],
    };
    const { status, text } = await send({
      ...fill,
      scope: "openid",
      token_endpoint_auth_method: "client_secret_basic",
    });
    assert.equal(status, 200);
    assert.include(text, "redirect_uri_fragment");
    assert.match(text, /cb#a\s*<\/textarea>/);
  });

  for (const [what, fill, says] of [
    ["nothing", {}, "Paste what your client is registered"],
    ["what is no JSON", { document: '{\r\n  "redirect_uris": [,]\r\n}' }, "line 2, character 21. Here a value is due."],
    ["JSON with a member twice", { document: '{"a":1,"a":2}' }, 'The member "a" is there for the second time.'],
    ["a list", { document: "[]" }, "Cannot read the document as it is not one JSON object."],
    ["too much", { document: `"${"x".repeat(50_000)}"` }, "at most 50000 characters"],
    ["a plan that there is not", { plan: "nobody", document: "{}" }, "Choose one of the plans."],
  ] as const)
    it(`refuses ${what}, says why, and keeps it`, async () => {
      const seen = await send(fill);
      assert.equal(seen.status, 400);
      assert.include(plainOf(seen), says);
      assert.include(seen.text, "Nothing was looked at yet.");
      if ("document" in fill) assert.include(plainOf(seen), fill.document.slice(0, 30));
    });

  it("takes nothing from a form that no page of ours made", async () => {
    const body = new URLSearchParams({ plan: "spa", document: "{}" });
    assert.equal((await browser.fetch(`${server.base}/lab/preflight`, { method: "POST", body })).status, 403);
  });

  it("leaves no key and no cookie of a run behind", () => {
    assert.isEmpty([...browser.cookies.keys()].filter((name) => name.startsWith("lab_")));
  });
});
