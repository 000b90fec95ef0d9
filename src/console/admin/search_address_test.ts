import { assert } from "chai";
import * as fc from "fast-check";
import { assertRefused } from "../../../test/support/refusals.ts";
import { Params, wireRequest } from "../../protocol/mod.ts";
import { onePage, PAGE_SIZE, placeIn, searchHref, typedIn } from "./search_address.ts";

function asked(query: string) {
  return { request: wireRequest({ query }) };
}

describe("typedIn()", () => {
  for (const [query, expected] of [
    ["q=ann", "ann"],
    ["q=+ann+b+", "ann b"],
    ["q=", undefined],
    ["q=+++", undefined],
    ["other=ann", undefined],
  ] as const) {
    it(`finds ${JSON.stringify(expected)} in ?${query}`, () => assert.equal(typedIn(asked(query), "q"), expected));
  }

  it("refuses a field that stands twice", async () =>
    assertRefused(() => typedIn(asked("q=a&q=b"), "q"), { code: "invalid_request" }));
});

describe("placeIn()", () => {
  for (const [query, count, expected] of [
    ["", 1, undefined],
    ["before=", 1, undefined],
    ["before=17", 1, [17]],
    ["before=1767225600.17", 2, [1_767_225_600, 17]],
    ["before=0", 1, [0]],
  ] as const) {
    it(`reads ?${query}`, () => assert.deepEqual(placeIn(asked(query), count), expected && [...expected]));
  }

  for (const text of ["x", "-1", "1.5", "1e9", "9".repeat(16), "1 2", "1.", ".", "%00", "Infinity"]) {
    it(`refuses to begin at ${text}`, async () =>
      assertRefused(() => placeIn(asked(`before=${text}`), 1), { code: "invalid_request" }));
  }

  it("refuses too few numbers", async () =>
    assertRefused(() => placeIn(asked("before=17"), 2), { code: "invalid_request" }));
});

describe("searchHref()", () => {
  it("leaves out what is not looked for", () => {
    assert.equal(searchHref("/x", {}), "/x");
    assert.equal(searchHref("/x", { a: undefined }), "/x");
    assert.equal(searchHref("/x", { a: "1 2", b: undefined, c: "&" }), "/x?a=1+2&c=%26");
  });

  it("is read back as it was", () => {
    const text = fc.string({ unit: "grapheme" }).filter((one) => one.trim() !== "" && !/\p{Cc}/u.test(one));
    const property = fc.property(text, text, (a, b) => {
      const [, query = ""] = searchHref("/x", { a, b }).split("?");
      assert.deepEqual(Params.parse(query).entries(), [
        ["a", a],
        ["b", b],
      ]);
    });
    fc.assert(property, { seed: 4 });
  });
});

describe("onePage()", () => {
  for (const [count, shown, more] of [
    [0, 0, false],
    [PAGE_SIZE, PAGE_SIZE, false],
    [PAGE_SIZE + 1, PAGE_SIZE, true],
  ] as const) {
    it(`shows ${shown} of ${count}`, () => {
      const { items, last } = onePage(Array.from({ length: count }, (_, index) => index));
      assert.equal(items.length, shown);
      assert.equal(last, more ? PAGE_SIZE - 1 : undefined);
    });
  }
});
