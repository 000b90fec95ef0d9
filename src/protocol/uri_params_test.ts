import { assert } from "chai";
import { assert as forAll, property } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { entries } from "./_arbitrary_test.ts";
import { addFragment, addQuery, Params } from "./mod.ts";

describe("addQuery()", () => {
  for (const [name, uri, expected] of [
    ["begins the query", "https://c.example/cb", "https://c.example/cb?code=1"],
    ["goes on behind parameters", "https://c.example/cb?a=b", "https://c.example/cb?a=b&code=1"],
    ["fills an empty query", "https://c.example/cb?", "https://c.example/cb?code=1"],
    ["adds no second ampersand", "https://c.example/cb?a&", "https://c.example/cb?a&code=1"],
    ["leaves odd bytes of the URI alone", "https://c.example/%7e?a=%20", "https://c.example/%7e?a=%20&code=1"],
    ["goes onto a private-use URI", "com.example.app:/cb", "com.example.app:/cb?code=1"],
  ] as const) {
    rule("RFC6749-3.1.2-3", name, () => assert.equal(addQuery(uri, { code: "1" }), expected));
  }

  it("leaves out what is undefined and keeps what is empty", () => {
    assert.equal(addQuery("https://c.example", { a: undefined, state: "" }), "https://c.example?state=");
    assert.equal(addQuery("https://c.example", { a: undefined }), "https://c.example");
  });

  it("prints Params, and names that repeat", () => {
    assert.equal(addQuery("https://c.example", Params.parse("a=1&a=%26")), "https://c.example?a=1&a=%26");
  });
});

describe("addFragment()", () => {
  it("puts the parameters behind the query", () => {
    assert.equal(addFragment("https://c.example/cb?a=b", { x: "1 2", y: "#" }), "https://c.example/cb?a=b#x=1+2&y=%23");
  });

  it("adds nothing for no parameters", () => assert.equal(addFragment("https://c.example", {}), "https://c.example"));
});

describe("properties of addQuery() and addFragment()", () => {
  it("adds parameters that URL parsers read back", () => {
    forAll(
      property(entries, (pairs) => {
        const query = new URL(addQuery("https://c.example/cb?own=1", pairs)).searchParams;
        assert.deepEqual([...query], [["own", "1"], ...pairs]);
        const { hash } = new URL(addFragment("https://c.example/cb", pairs));
        assert.deepEqual([...new URLSearchParams(`&${hash.slice(1)}`)], pairs);
      }),
    );
  });
});

for (const [name, add] of [
  ["addQuery()", addQuery],
  ["addFragment()", addFragment],
] as const) {
  it(`${name} will not add to a URI with a fragment`, () => {
    assert.throws(() => add("https://c.example/#a", { b: "1" }), TypeError, "fragment");
  });
}
