import { assert } from "chai";
import { describe, it } from "mocha";
import { markupOf } from "../../../test/support/replies.ts";
import { type LabVisit, labVisit, statusOf } from "./_lab_visit_test.ts";
import { preflightForm, showPreflight } from "./preflight_page.ts";

const RIGHT = {
  redirect_uris: ["https://app.example/cb"],
  token_endpoint_auth_method: "client_secret_basic",
  scope: "openid",
};
const FRAGMENT = { ...RIGHT, redirect_uris: ["https://app.example/cb#a"] };
const WARNED = { ...RIGHT, grant_types: ["authorization_code"], scope: "openid offline_access" };

describe("the preflight page", () => {
  let lab: LabVisit;
  before(async () => {
    lab = await labVisit();
  });

  function sent(fields: Readonly<Record<string, string>>) {
    const reply = preflightForm(lab.sends("/lab/preflight", { plan: "oidc-basic", document: "", ...fields }));
    return { status: reply.status, text: markupOf(reply).replaceAll("&quot;", '"') };
  }

  for (const [what, document, headline] of [
    ["nothing", RIGHT, "Nothing is wrong with it for the plan 'OpenID Connect, code flow', as far as this tells."],
    ["one error", FRAGMENT, "For the plan 'OpenID Connect, code flow': one thing that will fail."],
    ["one warning", WARNED, "For the plan 'OpenID Connect, code flow': one thing that may."],
  ] as const)
    it(`says in one sentence that there is ${what}`, () => {
      const { status, text } = sent({ document: JSON.stringify(document) });
      assert.equal(status, 200);
      assert.include(text, headline);
    });

  it("tells of a finding its rule and where that stands, how to mend it, and what it stops", () => {
    const { text } = sent({ document: JSON.stringify(FRAGMENT) });
    assert.match(text, /verdict bad">error</);
    for (const words of ["rfc6749#section-3.1.2", "How to mend it.", "Before it is mended", "redirect_uri_fragment"])
      assert.include(text, words);
  });

  it("reads what was filled in where no document was pasted, and the document where one was", () => {
    const filled = { redirect_uris: "https://app.example/cb#a", scope: "openid" };
    assert.include(sent(filled).text, "redirect_uri_fragment");
    assert.notInclude(sent({ ...filled, document: JSON.stringify(RIGHT) }).text, "redirect_uri_fragment");
  });

  for (const [what, fields, says] of [
    ["nothing at all", {}, "Paste what your client"],
    ["broken JSON", { document: '{\n"a": }' }, "line 2, character 6. Here a value is due."],
    ["a text", { document: '"a"' }, "as it is not one JSON object."],
    ["too much", { document: `"${"x".repeat(50_000)}"` }, "Give at most 50000 characters."],
    ["no plan", { plan: "", document: "{}" }, "Choose one of the plans."],
  ] as const)
    it(`refuses ${what}, says what to do, and keeps it`, () => {
      const { status, text } = sent(fields);
      assert.equal(status, 400);
      assert.include(text, says);
      if ("document" in fields) assert.include(text, fields.document.slice(0, 40));
    });

  it("has the plan chosen that the address asks for", () => {
    const page = (query: string) => markupOf(showPreflight(lab.at("/lab/preflight", { query })));
    assert.include(page("plan=spa"), 'value="spa" selected');
    assert.include(page("plan=nobody"), 'value="oidc-basic" selected');
  });

  it("takes no form of another page", async () => {
    assert.equal(await statusOf(() => preflightForm(lab.sends("/lab/preflight", { csrf: "x" }))), 403);
  });
});
