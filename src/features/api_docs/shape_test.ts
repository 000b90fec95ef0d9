import { assert } from "chai";
import * as fc from "fast-check";
import type { Schema } from "../../engine/mod.ts";
import { BOOK } from "./_described_test.ts";
import { printExample, printShape } from "./shape.ts";

const ROWS: readonly (readonly [what: string, schema: Schema, shape: string, example: unknown])[] = [
  ["a text", { type: "string" }, "string", ""],
  ["a number", { type: "number" }, "number", 0],
  ["a flag", { type: "boolean" }, "boolean", false],
  ["a whole number with a standard", { type: "integer", default: 100 }, "integer", 100],
  ["a text with an example", { type: "string", default: "b", examples: ["a"] }, "string", "a"],
  ["an object with an example", { ...BOOK, examples: [{ id: 7 }] }, "{\n  id: integer\n  name?: string\n}", { id: 7 }],
  ["one of some words", { type: "string", enum: ["a", "b"] }, '"a" | "b"', "a"],
  ["one word", { const: "Bearer" }, '"Bearer"', "Bearer"],
  ["a text or nothing", { type: ["string", "null"] }, "string | null", ""],
  ["whatever there is", {}, "anything", ""],
  ["an object of whatever", { type: "object" }, "object", {}],
  ["an object with members", BOOK, "{\n  id: integer\n  name?: string\n}", { id: 0 }],
  ["a list", { type: "array", items: { type: "string" } }, "[string, …]", []],
  ["a map", { type: "object", additionalProperties: { type: "string" } }, "{ name: string, … }", {}],
  [
    "an object in an object",
    { type: "object", required: ["book"], properties: { book: BOOK } },
    "{\n  book: {\n    id: integer\n    name?: string\n  }\n}",
    { book: { id: 0 } },
  ],
];

for (const [what, schema, shape, example] of ROWS) {
  describe(`the schema of ${what}`, () => {
    it("is printed as a person reads it", () => assert.equal(printShape(schema), shape));
    it("has an example", () => assert.deepEqual(JSON.parse(printExample(schema)), example));
  });
}

describe("printExample()", () => {
  it("has a few members where none must be there, the first ones", () => {
    const names = ["a", "b", "c", "d", "e", "f", "g"];
    const properties = Object.fromEntries(names.map((name) => [name, { type: "string" } as const]));
    assert.deepEqual(Object.keys(JSON.parse(printExample({ type: "object", properties }))), names.slice(0, 5));
  });

  it("has every member that must be there, whatever they are called", () => {
    const names = fc.uniqueArray(
      fc.string({ minLength: 1 }).filter((name) => name !== "__proto__"),
      { minLength: 1, maxLength: 9 },
    );
    fc.assert(
      fc.property(names, (required) => {
        const properties = Object.fromEntries(required.map((name) => [name, { type: "integer" } as const]));
        const example = JSON.parse(printExample({ type: "object", required, properties }));
        assert.sameMembers(Object.keys(example), required);
      }),
    );
  });
});
