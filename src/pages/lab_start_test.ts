import { assert } from "chai";
import { describe, it } from "mocha";
import { elements, readPage } from "./_read_page_test.ts";
import { type LabStartModel, renderLabStart } from "./mod.ts";

const FURTHER = { name: "further", label: "Further", kind: "text", value: "" } as const;

function shown(parts: Partial<LabStartModel> = {}): string {
  return renderLabStart({
    base: "",
    csrf: "seal",
    action: "/lab",
    fields: [],
    more: [FURTHER],
    plans: [],
    runs: [],
    links: [],
    ...parts,
  });
}

describe("renderLabStart()", () => {
  for (const [what, field, isOpen] of [
    ["is empty", FURTHER, false],
    ["is filled in", { ...FURTHER, value: "https://a.test" }, true],
    ["is wrong", { ...FURTHER, problem: "Give it" }, true],
  ] as const)
    it(`has further fields ${isOpen ? "open" : "folded"} where one ${what}`, () => {
      const [details] = elements(readPage(shown({ more: [field] })), "details");
      assert.equal(details?.attributes.has("open"), isOpen);
    });

  it("says what was just done where something was", () => {
    assert.notInclude(shown(), 'role="status"');
    assert.match(shown({ note: "It is gone" }), /role="status">It is gone</);
  });

  it("says nothing of runs to who has none", () => {
    assert.notInclude(shown(), "Your runs in this browser");
    assert.include(shown({ runs: [{ name: "mine", facts: [] }] }), "Your runs in this browser");
  });
});
