import { assert } from "chai";
import { fieldsOf, findAll, findOne, mainText, textOf } from "./_read_page_test.ts";
import { checkedOf, SIGNATURE_CHECK } from "./_sample_pages_test.ts";
import { renderSignatureCheck, type SignatureCheckModel } from "./mod.ts";

function pageOf(model: Partial<SignatureCheckModel> = {}): string {
  return renderSignatureCheck({ ...SIGNATURE_CHECK, ...model });
}

function shown(model: Partial<SignatureCheckModel> = {}): string {
  return mainText(pageOf(model)).replaceAll(/\s+/g, " ");
}

const CHECKED = checkedOf("text");

describe("renderSignatureCheck()", () => {
  it("posts what is pasted with the mark of our forms", () => {
    const page = pageOf();
    assert.deepEqual(fieldsOf(page, "/tenant/oauth1/check"), [["csrf", "seal"]]);
    assert.equal(findOne(page, "textarea", { name: "request" }).attributes.get("id"), "request");
  });

  it("says first what came of it, then asks for another request", () => {
    const text = shown({ checked: CHECKED });
    assert.isBelow(text.indexOf("The signature is wrong."), text.indexOf("Check another request"));
    assert.notInclude(shown(), "Check another request");
  });

  for (const [what, isRight, look] of [
    ["right", true, "note"],
    ["wrong", false, "alert"],
    ["neither", undefined, "note"],
  ] as const) {
    it(`says aloud that a signature is ${what}`, () => {
      const { isRight: _wrong, ...rest } = CHECKED;
      const page = pageOf({ checked: isRight === undefined ? rest : { ...rest, isRight } });
      assert.equal(findOne(page, "p", { role: "status" }).attributes.get("class"), look);
    });
  }

  it("marks what differs, and nothing else", () => {
    const ours = [
      { text: "GET&", differs: false },
      { text: "http", differs: true },
    ];
    const page = pageOf({ checked: { verdict: "Right.", notes: [], parts: [{ name: "Address", ours }], params: [] } });
    assert.deepEqual(findAll(page, "mark").map(textOf), ["http"]);
    assert.notInclude(mainText(page), "Client");
  });

  it("shows both sides where they differ", () => {
    const text = shown({ checked: CHECKED });
    for (const side of ["Server", "Client"]) assert.include(text, side);
  });

  it("says that there is nothing where there is nothing", () => {
    const param = { name: "", value: "", from: "query" };
    const text = shown({ checked: { ...CHECKED, parts: [{ name: "Address", ours: [] }], params: [param] } });
    assert.include(text, "(without a name)nothing from the query");
  });

  it("says that no request of an application was refused", () => {
    assert.include(shown({ refused: { applicationName: "Printer" } }), "of PrinterNo request was refused");
  });

  it("shows the request that was refused", () => {
    const refused = { applicationName: "Printer", at: "Today", request: "GET https://a.test/", checked: CHECKED };
    assert.include(shown({ refused }), "of PrinterToday: GET https://a.test/The signature is wrong.");
  });

  it("leads to the rule that was broken, and to no script", () => {
    const links = (url: string) => {
      const checked = { ...CHECKED, fault: { says: "It", rule: { id: "RFC5849-3.4-1", url } } };
      return findAll(pageOf({ checked }), "a", { rel: "noopener noreferrer" }).length;
    };
    assert.deepEqual(["https://rules.test/", "javascript:alert(1)"].map(links), [1, 0]);
  });
});
