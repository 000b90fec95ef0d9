import { assert } from "chai";
import { OAuthError } from "../../protocol/mod.ts";
import { objectsIn, readerOf, readJson } from "./read_json.ts";

function refusalOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof OAuthError) return `${error.status} ${error.description}`;
    throw error;
  }
  throw new TypeError("Nothing was refused");
}

describe("readJson()", () => {
  for (const [body, read] of [
    ["", {}],
    ["{}", {}],
    ['{"a":[1,{"b":null}]}', { a: [1, { b: null }] }],
  ] as const) {
    it(`reads '${body}'`, () => assert.deepEqual(readJson({ body }), read));
  }

  for (const body of ["[]", "null", "1", '"text"', "{", "{}{}", '{"a":1,"a":2}', '{"a":{"b":1,"b":2}}']) {
    it(`refuses '${body}'`, () =>
      assert.match(
        refusalOf(() => readJson({ body })),
        /^400 Cannot read the body/,
      ));
  }

  it("refuses what no database can hold, and what is too deep", () => {
    for (const body of ['{"a":"\\u0000"}', '{"a":"\\ud800"}', `{"a":${"[".repeat(11)}${"]".repeat(11)}}`])
      assert.match(
        refusalOf(() => readJson({ body })),
        /^400 /,
      );
  });
});

describe("readerOf()", () => {
  const reader = readerOf({ text: "x", whole: 5, object: { a: 1 }, list: [1], nothing: null }, "users[0]");

  it("reads what is there, and undefined for what is not, or is null", () => {
    assert.deepEqual(
      [reader.text("text"), reader.whole("whole", { least: 5, most: 5 }), reader.object("object"), reader.list("list")],
      ["x", 5, { a: 1 }, [1]],
    );
    for (const name of ["nothing", "missing", "toString", "__proto__"]) {
      assert.isUndefined(reader.text(name), name);
      assert.isUndefined(reader.whole(name, { least: 0, most: 1 }), name);
      assert.isUndefined(reader.object(name), name);
      assert.isUndefined(reader.list(name), name);
    }
  });

  for (const [kind, read, others] of [
    ["text", (name: string) => reader.text(name), ["whole", "object", "list"]],
    ["object", (name: string) => reader.object(name), ["text", "whole", "list"]],
    ["list", (name: string) => reader.list(name), ["text", "whole", "object"]],
    ["whole", (name: string) => reader.whole(name, { least: 0, most: 9 }), ["text", "object", "list"]],
  ] as const) {
    it(`takes no member of another kind for ${kind}, and says which`, () => {
      for (const name of others)
        assert.include(
          refusalOf(() => read(name)),
          `Cannot take users[0].${name}: give`,
        );
    });
  }

  for (const [value, range] of [
    [4, { least: 5, most: 9 }],
    [10, { least: 5, most: 9 }],
    [5.5, { least: 5, most: 9 }],
    [Number.MAX_VALUE, { least: 5, most: 9 }],
  ] as const) {
    it(`takes ${value} for no whole number from 5 to 9`, () => {
      const says = refusalOf(() => readerOf({ n: value }).whole("n", range));
      assert.include(says, "Cannot take n: give a whole number from 5 to 9");
    });
  }

  it("names a member that is none of those that there are", () => {
    reader.only("text", "whole", "object", "list", "nothing");
    assert.include(
      refusalOf(() => reader.only("text", "whole", "object", "list")),
      "users[0].nothing: there is none of that name, but text, whole, object, list",
    );
  });
});

describe("objectsIn()", () => {
  it("names each by its place", () => {
    assert.deepEqual(objectsIn([{ a: 1 }, {}], "clients"), [
      { document: { a: 1 }, place: "clients[0]" },
      { document: {}, place: "clients[1]" },
    ]);
  });

  for (const item of [null, 1, "x", []]) {
    it(`refuses ${JSON.stringify(item)}`, () => {
      assert.include(
        refusalOf(() => objectsIn([{}, item], "clients")),
        "clients[1]: give an object",
      );
    });
  }
});
