import { assert } from "chai";

import { comparableInstant, instant, json, plain, present, secondsOf, writtenColumns } from "./columns.ts";

const COLUMNS = { name: plain("name"), tags: plain("tags"), at: instant("happened_at"), data: json("data") };

describe("writtenColumns()", () => {
  it("names the columns of what is given, in its order, counting parameters from the first", () => {
    const written = writtenColumns({ at: 5, name: "x" }, { columns: COLUMNS, first: 3 });
    assert.deepEqual(written, {
      names: ["happened_at", "name"],
      parameters: ["to_timestamp($3)", "$4"],
      values: [5, "x"],
    });
  });

  it("writes lists as lists, and JSON as text", () => {
    const { values } = writtenColumns({ tags: ["a", "b"], data: { n: [1] } }, { columns: COLUMNS, first: 1 });
    assert.deepEqual(values, [["a", "b"], '{"n":[1]}']);
  });

  it("writes null for what is undefined", () => {
    assert.deepEqual(writtenColumns({ name: undefined, at: undefined }, { columns: COLUMNS, first: 1 }).values, [
      null,
      null,
    ]);
  });

  it("leaves out what has no column, whatever its name", () => {
    const written = writtenColumns({ id: 1, constructor: "x", ["__proto__"]: "y" }, { columns: COLUMNS, first: 1 });
    assert.deepEqual(written, { names: [], parameters: [], values: [] });
  });

  for (const value of ["nul\0", ["nul\0"], { text: "nul\0" }]) {
    it(`refuses ${JSON.stringify(value)}`, () => {
      const member = typeof value === "object" && !Array.isArray(value) ? "data" : "name";
      assert.throws(() => writtenColumns({ [member]: value }, { columns: COLUMNS, first: 1 }), RangeError);
    });
  }

  it("refuses a value that no plain column takes", () => {
    assert.throws(() => writtenColumns({ name: { a: 1 } }, { columns: COLUMNS, first: 1 }), TypeError, "'name'");
    assert.throws(() => writtenColumns({ tags: [1] }, { columns: COLUMNS, first: 1 }), TypeError, "'tags'");
  });
});

describe("secondsOf()", () => {
  it("reads a time as seconds under its own name", () => {
    assert.equal(secondsOf("created_at"), "date_part('epoch', created_at) AS created_at");
  });
});

describe("present()", () => {
  it("leaves out what is null or undefined, and nothing else", () => {
    assert.deepEqual(present({ a: null, b: undefined, c: 0, d: "", e: false }), { c: 0, d: "", e: false });
  });
});

describe("comparableInstant()", () => {
  for (const [at, expected] of [
    [undefined, undefined],
    [0, 0],
    [-1, -1],
    [1_767_225_600, 1_767_225_600],
    [10 ** 15, 9_224_318_015_999],
    [Infinity, 9_224_318_015_999],
    [-(10 ** 15), -62_167_219_200],
  ] as const) {
    it(`takes ${at} for ${expected}`, () => assert.equal(comparableInstant(at), expected));
  }
});
