import { assert } from "chai";
import { complaintsAbout, tabOrder } from "./_inspect_test.ts";
import { fieldsOf, findAll, findOne, mainText, textOf } from "./_read_page_test.ts";
import { ACCOUNT, CONSENT, LOGIN, PROBLEM } from "./_sample_pages_test.ts";
import {
  type AuthorizedApplication,
  renderAccount,
  renderConsent,
  renderHome,
  renderLogin,
  renderProblem,
} from "./mod.ts";

const MANY = Array.from({ length: 120 }, (_, index) => `number-${index}`);

function applicationOf(tag: string): AuthorizedApplication {
  return { clientName: `Application ${tag}`, clientId: tag, scopes: [], since: "today", tag };
}

describe("the account page of somebody with many applications", () => {
  const html = renderAccount({ ...ACCOUNT, authorized: MANY.map(applicationOf), sessions: [] });

  it("has a button for each, and no two of the same name", () => {
    const buttons = tabOrder(html).filter((name) => name.startsWith("button Remove"));
    assert.deepEqual(
      buttons,
      MANY.map((tag) => `button Remove access of Application ${tag}`),
    );
  });

  it("has a heading for each below that of the list", () => {
    assert.lengthOf(findAll(html, "h3"), MANY.length);
    assert.deepEqual(complaintsAbout(html), []);
  });

  it("says nothing of an empty list", () => assert.notInclude(mainText(html), "No application"));

  it("lists the permissions of each in their order", () => {
    const one = { ...applicationOf("one"), scopes: ["write", "read"] };
    const list = findOne(renderAccount({ ...ACCOUNT, authorized: [one] }), "ul", { "aria-label": "Permissions" });
    assert.deepEqual(
      list.children.map((child) => (typeof child === "string" ? child : textOf(child))),
      ["write", "read"],
    );
  });
});

describe("the account page of somebody with no application", () => {
  const html = renderAccount({ ...ACCOUNT, authorized: [], sessions: [] });

  it("has no form but that which logs out, and no list", () => {
    assert.deepEqual(
      findAll(html, "form").map(({ attributes }) => attributes.get("action")),
      ["/tenant/logout"],
    );
    assert.lengthOf(findAll(html, "ul"), 0);
  });

  it("does not say that removing works at once, as there is nothing to remove", () => {
    assert.notInclude(mainText(html), "at once");
  });
});

describe("the consent page with many permissions", () => {
  const scopes = MANY.map((name, index) => ({
    name,
    sentence: `Do ${name}`,
    checked: index % 2 === 0,
    known: index % 3 === 0,
  }));
  const html = renderConsent({ ...CONSENT, scopes });

  it("posts those that are ticked, in their order", () => {
    const posted = fieldsOf(html, "/consent").filter(([name]) => name === "scope");
    const ticked = scopes.filter(({ checked }) => checked).map(({ name }) => ["scope", name]);
    assert.deepEqual(
      posted,
      ticked.map(([name, value]) => [name!, value!] as const),
    );
  });

  it("labels each with what it means, and says which were allowed before", () => {
    const labels = findAll(html, "label").map(textOf);
    const expected = scopes.map(({ name, known }) => `Do ${name} ${name} ${known ? "allowed before" : ""}`);
    assert.deepEqual(labels, expected);
    assert.deepEqual(complaintsAbout(html), []);
  });
});

describe("the consent page without permissions", () => {
  const html = renderConsent({ ...CONSENT, scopes: [], problem: "Tick one" });

  it("says so, in no group of tick boxes", () => {
    assert.include(mainText(html), "no permission beyond knowing that you are here");
    assert.lengthOf(findAll(html, "fieldset"), 0);
  });

  it("still announces a problem", () => assert.equal(textOf(findOne(html, "p", { role: "alert" })), "Tick one"));
});

describe("pages, as to what their states have in common", () => {
  const problem = "Try again";

  for (const [page, html, told] of [
    ["the log-in page", renderLogin(LOGIN), 0],
    ["the log-in page after a failed try", renderLogin({ ...LOGIN, problem }), 1],
    ["the consent page", renderConsent(CONSENT), 0],
    ["the consent page after a failed try", renderConsent({ ...CONSENT, problem }), 1],
    ["the error page, whose heading says it", renderProblem(PROBLEM), 0],
  ] as const) {
    it(`interrupts ${told === 1 ? "once" : "nobody"} on ${page}`, () => {
      assert.lengthOf(findAll(html, "p", { role: "alert" }), told);
      assert.lengthOf(findAll(html, "p", { id: "problem" }), told);
    });
  }

  for (const base of ["", "/tenant", "/a/b"]) {
    it(`lead to places below '${base}' only`, () => {
      const frame = { base, signedInAs: "alice", csrf: "seal" };
      const html = renderHome({ ...frame, issuer: "https://issuer.test", links: [] });
      const addresses = ["a", "form", "link", "img"].flatMap((tag) =>
        findAll(html, tag).map(
          ({ attributes }) => attributes.get("href") ?? attributes.get("action") ?? attributes.get("src"),
        ),
      );
      assert.lengthOf(addresses, 7);
      for (const address of addresses) assert.isTrue(address === "#main" || address!.startsWith(`${base}/`), address);
    });
  }
});
