import { assert } from "chai";
import { complaintsAbout } from "./_inspect_test.ts";
import { elements, findAll, findOne, mainText, readPage, textOf } from "./_read_page_test.ts";
import { apiDocsOf } from "./_sample_pages_test.ts";
import { API_DOCS_SCRIPT, type ApiField, type ApiOperationModel, renderApiDocs } from "./mod.ts";

const MODEL = { ...apiDocsOf("text"), base: "/tenant" };
const [OPERATION] = MODEL.groups[0]!.operations;
const LOGIN = MODEL.login!;

/** The page of one operation that differs. */
function pageOf(changes: Partial<ApiOperationModel>): string {
  const group = { name: "Sample API", brief: false, operations: [{ ...OPERATION!, ...changes }] };
  return renderApiDocs({ ...MODEL, groups: [group] });
}

function fieldOf(changes: Partial<ApiField>): string {
  const field: ApiField = { name: "id", place: "path", says: "Which one", required: true, kind: "text" };
  return pageOf({ fields: [{ ...field, ...changes }] });
}

describe("renderApiDocs()", () => {
  it("loads its script from a file of the house, and has no other", () => {
    const scripts = findAll(renderApiDocs(MODEL), "script");
    assert.deepEqual(
      scripts.map(({ attributes, children }) => [attributes.get("src"), attributes.get("type"), children.length]),
      [[`/tenant${API_DOCS_SCRIPT.path}`, "module", 0]],
    );
  });

  it("keeps every control from whom it would lead nowhere: all wait for the script", () => {
    const page = readPage(renderApiDocs(MODEL));
    const controls = elements(page, "fieldset").flatMap((set) => elements(set).filter(({ tag }) => tag === "button"));
    assert.lengthOf(controls, elements(page, "main").flatMap((main) => elements(main, "button")).length);
    for (const set of elements(page, "fieldset")) assert.isTrue(set.attributes.has("disabled"));
  });

  it("tells the script where to log in, and nothing where nobody can", () => {
    const { attributes } = findOne(renderApiDocs(MODEL), "section", { id: "access" });
    for (const name of ["authorize", "token", "revoke", "docs", "client", "issuer"])
      assert.equal(attributes.get(`data-${name}`), "text", name);
    const { login: _login, ...without } = MODEL;
    assert.lengthOf(findAll(renderApiDocs(without), "section", { id: "access" }), 0);
    assert.deepEqual(complaintsAbout(renderApiDocs(without)), []);
  });

  it("leaves the address of revocation out where there is none", () => {
    const { revoke: _revoke, ...login } = LOGIN;
    const { attributes } = findOne(renderApiDocs({ ...MODEL, login }), "section", { id: "access" });
    assert.isFalse(attributes.has("data-revoke"));
  });

  for (const checked of [true, false]) {
    it(`has a scope ${checked ? "ticked" : "not ticked"} that is ${checked ? "" : "not "}standard`, () => {
      const login = { ...LOGIN, scopes: [{ name: "read", sentence: "See your data", checked }] };
      const html = renderApiDocs({ ...MODEL, login });
      assert.equal(findOne(html, "input", { name: "scope", value: "read" }).attributes.has("checked"), checked);
      assert.include(mainText(html), "See your data");
    });
  }

  for (const sendsToken of [true, false]) {
    it(`says to the script that a call is sent ${sendsToken ? "with" : "without"} the token`, () => {
      const { attributes } = findOne(pageOf({ sendsToken, method: "PUT", path: "/api/{id}" }), "form", {
        "data-method": "PUT",
      });
      assert.equal(attributes.has("data-token"), sendsToken);
      assert.equal(attributes.get("data-path"), "/api/{id}");
    });
  }

  it("has parameters to read where the page cannot send the call, and no form", () => {
    const html = pageOf({ canTry: false });
    assert.lengthOf(findAll(html, "form", { class: "trial" }), 0);
    assert.include(mainText(html), "Parameters");
    assert.notInclude(mainText(pageOf({ canTry: false, fields: [] })), "Parameters");
  });

  it("shows of a brief group only methods and paths", () => {
    const html = renderApiDocs({ ...MODEL, groups: [{ name: "Pages", brief: true, operations: [OPERATION!] }] });
    assert.lengthOf(findAll(html, "h3"), 0);
    assert.include(mainText(html), "1 pages and forms");
  });

  for (const [kind, tag, type] of [
    ["text", "input", "text"],
    ["number", "input", "text"],
    ["secret", "input", "password"],
    ["long", "textarea", undefined],
    ["choice", "select", undefined],
  ] as const) {
    it(`has a control for ${kind}, with a label, a hint and the place where it is sent`, () => {
      const html = fieldOf({ kind, choices: ["a", "b"] });
      const { attributes } = findOne(html, tag, { name: "id" });
      assert.equal(attributes.get("type"), type);
      assert.equal(attributes.get("data-in"), "path");
      assert.isTrue(attributes.has("required"));
      assert.deepEqual(complaintsAbout(html), []);
    });
  }

  it("keeps what is typed into a secret out of the browser's memory", () => {
    assert.equal(findOne(fieldOf({ kind: "secret" }), "input", { name: "id" }).attributes.get("autocomplete"), "off");
  });

  for (const [required, choices] of [
    [true, ["a", "b"]],
    [false, ["", "a", "b"]],
  ] as const) {
    it(`lets a choice ${required ? "never" : "also"} be none where it is ${required ? "" : "not "}required`, () => {
      const options = findAll(fieldOf({ kind: "choice", required, choices: ["a", "b"] }), "option");
      assert.deepEqual(options.map(textOf), [...choices]);
    });
  }

  it("is told apart by names of buttons, for who hears them alone", () => {
    const button = findOne(pageOf({ summary: "Lists people", fields: [] }), "form", { class: "trial" });
    assert.equal(textOf(button).trim(), "Send: Lists people");
  });
});

describe("API_DOCS_SCRIPT", () => {
  it("is named by its content", () => assert.match(API_DOCS_SCRIPT.path, /^\/assets\/api_docs\.[0-9a-f]{16}\.js$/));

  it("is a module that reads, and puts no markup into the page", () => {
    for (const word of ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "localStorage"])
      assert.notInclude(API_DOCS_SCRIPT.text, word);
  });

  it("asks nobody to fetch what helps to debug it", () => assert.notInclude(API_DOCS_SCRIPT.text, "sourceMappingURL"));
});
