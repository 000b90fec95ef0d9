import { assert } from "chai";
import { BOOK } from "./_described_test.ts";
import { collectComponents } from "./hoist.ts";

describe("collectComponents()", () => {
  it("puts a titled schema aside and refers to it", () => {
    const { refer, schemas } = collectComponents();
    assert.deepEqual(refer(BOOK), { $ref: "#/components/schemas/Book" });
    assert.deepEqual(schemas, { Book: BOOK });
  });

  it("leaves a schema without a title where it stands", () => {
    const { refer, schemas } = collectComponents();
    assert.deepEqual(refer({ type: "string", format: "uri" }), { type: "string", format: "uri" });
    assert.deepEqual(schemas, {});
  });

  it("finds titled schemas wherever they stand: in items, members and further members", () => {
    const { refer, schemas } = collectComponents();
    const reference = { $ref: "#/components/schemas/Book" };
    assert.deepEqual(refer({ type: "array", items: BOOK }), { type: "array", items: reference });
    assert.deepEqual(refer({ type: "object", properties: { a: BOOK } }), {
      type: "object",
      properties: { a: reference },
    });
    assert.deepEqual(refer({ type: "object", additionalProperties: BOOK }), {
      type: "object",
      additionalProperties: reference,
    });
    assert.deepEqual(Object.keys(schemas), ["Book"]);
  });

  it("refers from one component to another", () => {
    const { refer, schemas } = collectComponents();
    refer({ title: "Books", type: "array", items: BOOK });
    assert.deepEqual(schemas["Books"], { title: "Books", type: "array", items: { $ref: "#/components/schemas/Book" } });
  });

  for (const flag of [true, false]) {
    it(`keeps further members that are ${flag ? "allowed" : "refused"}`, () => {
      const schema = { type: "object", additionalProperties: flag } as const;
      assert.deepEqual(collectComponents().refer(schema), schema);
    });
  }

  it("takes the same schema twice, and no other under its title", () => {
    const { refer } = collectComponents();
    refer(BOOK);
    refer({ ...BOOK });
    assert.throws(() => refer({ ...BOOK, required: [] }), TypeError, "two schemas called 'Book'");
  });
});
