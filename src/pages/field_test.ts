import { assert } from "chai";
import { fieldsOf, findAll, findOne, textOf } from "./_read_page_test.ts";
import { type FieldModel, renderForm } from "./mod.ts";

function page(...fields: readonly FieldModel[]): string {
  return renderForm({
    base: "",
    csrf: "seal",
    title: "Form",
    action: "/post",
    parts: [{ fields }],
    submit: "Save",
    back: "/",
  });
}

const WORDS = {
  name: "word",
  label: "Word",
  options: ["one", "two", "three"].map((value) => ({ value, text: value })),
};

/** What is posted of a field as it is filled in at first. */
const POSTED: readonly (readonly [FieldModel, readonly string[]])[] = [
  [{ name: "word", label: "Word", kind: "text", value: "a b" }, ["a b"]],
  [{ name: "word", label: "Word", kind: "lines", value: ["one", "two"] }, ["one\ntwo"]],
  [{ ...WORDS, kind: "ticks", value: ["three", "one"] }, ["one", "three"]],
  [{ ...WORDS, kind: "ticks", value: "two" }, ["two"]],
  [{ ...WORDS, kind: "ticks" }, []],
  [{ name: "word", label: "Word", kind: "tick", value: "yes" }, ["yes"]],
  [{ name: "word", label: "Word", kind: "tick", value: "no" }, []],
  [{ name: "word", label: "Word", kind: "tick" }, []],
];

describe("Field()", () => {
  for (const [field, expected] of POSTED) {
    it(`of the kind ${field.kind} with ${JSON.stringify(field.value)} posts ${JSON.stringify(expected)}`, () => {
      const texts = findAll(page(field), "textarea").map(textOf);
      const posted = fieldsOf(page(field), "/post").filter(([name]) => name === "word");
      assert.deepEqual([...texts, ...posted.map(([, value]) => value)], [...expected]);
    });
  }

  for (const [value, chosen] of [
    ["two", "two"],
    [undefined, "one"],
  ] as const) {
    it(`of the kind choice with ${value} has ${chosen} chosen`, () => {
      const html = page({ ...WORDS, kind: "choice", ...(value === undefined ? {} : { value }) });
      const selected = findAll(html, "option").filter(({ attributes }) => attributes.has("selected"));
      assert.deepEqual(selected.map(textOf), [chosen]);
    });
  }

  for (const kind of ["text", "lines", "choice", "ticks", "tick"] as const) {
    it(`of the kind ${kind} is tied to its hint, its problem and its warning`, () => {
      const html = page({ ...WORDS, kind, hint: "A hint", problem: "It is wrong", warning: "Beware" });
      const tied = findAll(
        html,
        kind === "ticks" ? "fieldset" : kind === "lines" ? "textarea" : kind === "choice" ? "select" : "input",
      )
        .map(({ attributes }) => attributes.get("aria-describedby"))
        .filter((ids) => ids !== undefined);
      assert.deepEqual(tied, ["word-hint word-problem word-warning"]);
      assert.equal(textOf(findOne(html, "p", { id: "word-warning" })), "Beware");
      assert.equal(textOf(findOne(html, "p", { id: "word-hint" })), "A hint");
      assert.equal(textOf(findOne(html, "p", { id: "word-problem" })), "It is wrong");
    });
  }

  it("has numbers typed as text, by a keyboard of digits", () => {
    const input = findOne(page({ name: "word", label: "Word", kind: "number" }), "input", { name: "word" });
    assert.equal(input.attributes.get("type"), "text");
    assert.equal(input.attributes.get("inputmode"), "numeric");
  });

  for (const [required, expected] of [
    [undefined, true],
    [false, false],
  ] as const) {
    it(`is ${expected ? "" : "not "}demanded by the browser where required is ${required}`, () => {
      const field = { name: "word", label: "Word", kind: "text" } as const;
      const html = page(required === undefined ? field : { ...field, required });
      assert.equal(findOne(html, "input", { name: "word" }).attributes.has("required"), expected);
    });
  }
});
