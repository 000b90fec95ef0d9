import { assert } from "chai";
import { assert as forAll, constantFrom, dictionary, option, property, uniqueArray } from "fast-check";
import { beyond } from "../../conformance/support/rule.ts";
import { Params } from "./mod.ts";
import { entries, hostileText, legalText } from "./_arbitrary_test.ts";
import { answersOrRefuses, assertRefused, refusalOf } from "./_refusal_test.ts";

function crowd(count: number): string {
  return Array.from({ length: count }, (_, index) => `p${index}=1`).join("&");
}

describe("Params.parse()", () => {
  for (const [name, raw, expected] of [
    ["nothing", "", []],
    ["one parameter", "a=1", [["a", "1"]]],
    [
      "several in order",
      "b=2&a=1",
      [
        ["b", "2"],
        ["a", "1"],
      ],
    ],
    [
      "a repeated name",
      "a=1&a=2",
      [
        ["a", "1"],
        ["a", "2"],
      ],
    ],
    ["an equals sign in a value", "a=b=c", [["a", "b=c"]]],
    [
      "a name without a value",
      "a&b=",
      [
        ["a", ""],
        ["b", ""],
      ],
    ],
    ["no name", "=1", [["", "1"]]],
    [
      "stray ampersands as nothing",
      "&a=1&&b=2&",
      [
        ["a", "1"],
        ["b", "2"],
      ],
    ],
    ["encoded names and values", "r%C3%A9sum%C3%A9=a+b%26c", [["résumé", "a b&c"]]],
    [
      "brackets and dots as part of the name",
      "a[b]=1&c.d=2",
      [
        ["a[b]", "1"],
        ["c.d", "2"],
      ],
    ],
    ["a semicolon as part of the value", "a=1;b=2", [["a", "1;b=2"]]],
  ] as const) {
    it(`reads ${name}`, () => assert.deepEqual(Params.parse(raw).entries(), expected));
  }

  for (const [name, raw, says] of [
    ["a broken value and names its parameter", "state=%zz", "parameter 'state'"],
    ["an encoded NUL", "a=1&state=%00", "parameter 'state'"],
    ["a raw line end", "state=a\r\nSet-Cookie: b", "parameter 'state'"],
    ["a name that cannot be read", "%ff=1", "unprintable name"],
    ["a broken name with a fine value", "%zz=1", "unprintable name"],
    ["a broken value under a name that may not come back", "%22=%zz", "unprintable name"],
    ["a broken value under an endless name", `${"n".repeat(65)}=%zz`, "unprintable name"],
    ["a broken value under no name", "=%zz", "unprintable name"],
  ] as const) {
    it(`refuses ${name}`, () => {
      assertRefused(() => Params.parse(raw), { code: "invalid_request", status: 400, says });
    });
  }

  for (const name of ["n".repeat(64), "!~", "a[b]"]) {
    it(`names the parameter ${name.slice(0, 5)} when it refuses its value`, () => {
      assertRefused(() => Params.parse(`${name}=%zz`), { code: "invalid_request", says: `'${name}'` });
    });
  }

  for (const name of ["n".repeat(65), "a b", "b a", " a", "a'", "a%22", "a%5C", "%5C", "%C3%BC"]) {
    it(`does not name the parameter ${name.slice(0, 5)}`, () => {
      assertRefused(() => Params.parse(`${name}=%zz`), { code: "invalid_request", says: "unprintable name" });
    });
  }

  it("takes 200 parameters and refuses 201", () => {
    assert.equal(Params.parse(crowd(200)).size, 200);
    assertRefused(() => Params.parse(crowd(201)), { code: "invalid_request", says: "'200'" });
  });

  it("says nothing of a value", () => {
    assert.notInclude(refusalOf(() => Params.parse("password=s3cret%zz")).description, "s3cret");
  });
});

describe("Params.parse() for who judges every field", () => {
  for (const [name, raw, value] of [
    ["lines", "a=1%0D%0A2", "1\r\n2"],
    ["NUL", "a=%00", "\0"],
    ["C1", "a=%C2%85", "\u0085"],
  ] as const) {
    it(`lets ${name} through in values`, () => assert.equal(Params.parse(raw, { controls: true }).get("a"), value));
  }

  for (const [name, raw] of [
    ["a control character in a name", "a%00=1"],
    ["a raw one", "a=\n"],
    ["what is no UTF-8", "a=%ED%A0%80"],
  ] as const) {
    it(`refuses ${name} all the same`, () =>
      assertRefused(() => Params.parse(raw, { controls: true }), { code: "invalid_request" }));
  }
});

describe("Params.of()", () => {
  it("takes names and values as they are", () => {
    assert.equal(Params.of(new Map([["a b", "%zz"]])).get("a b"), "%zz");
  });

  for (const [name, entry] of [
    ["a control character in a value", ["a", "\0"]],
    ["a control character in a name", ["a\n", "1"]],
    ["a lone surrogate", ["a", "\ud800"]],
  ] as const) {
    it(`refuses ${name}`, () => assertRefused(() => Params.of([entry]), { code: "invalid_request" }));
  }

  it("refuses 201 parameters", () => {
    const many = Array.from({ length: 201 }, () => ["a", "1"] as const);
    assertRefused(() => Params.of(many), { code: "invalid_request" });
  });
});

describe("Params.get()", () => {
  it("answers the value", () => assert.equal(Params.parse("a=1&b=2").get("b"), "2"));
  it("answers undefined for a name that is not there", () => assert.isUndefined(Params.parse("a=1").get("b")));

  it("reads a parameter without a value as one that was not sent", () => {
    assert.isUndefined(Params.parse("a=&b").get("a"));
    assert.isUndefined(Params.parse("a=&b").get("b"));
  });

  it("refuses a repeated parameter when it is read", () => {
    const params = Params.parse("a=1&b=2&a=1");
    assert.equal(params.get("b"), "2");
    assertRefused(() => params.get("a"), {
      code: "invalid_request",
      rule: "RFC6749-3.1-4",
      says: "'a' as it is repeated",
    });
  });

  beyond("RFC6749-3.1-4", "refuses a repeated parameter also where one is empty", () => {
    for (const raw of ["a=&a=1", "a=1&a=", "a&a"])
      assertRefused(() => Params.parse(raw).get("a"), { code: "invalid_request" });
  });

  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    it(`takes ${name} for a name like any other`, () => {
      assert.isUndefined(Params.empty.get(name));
      assert.equal(Params.parse(`${name}=1`).get(name), "1");
    });
  }
});

describe("Params.require()", () => {
  it("answers the value", () => assert.equal(Params.parse("code=1").require("code"), "1"));

  for (const raw of ["", "code=", "Code=1"]) {
    it(`refuses '${raw}' by the name and the rule`, () => {
      assertRefused(() => Params.parse(raw).require("code", { rule: "RFC6749-4.1.3-1" }), {
        code: "invalid_request",
        rule: "RFC6749-4.1.3-1",
        says: "Cannot answer the request as the parameter 'code' is missing",
      });
    });
  }
});

describe("Params.all() and has()", () => {
  const params = Params.parse("resource=a&x=1&resource=&resource=b&empty=");

  it("answer each value but the empty ones", () => assert.deepEqual(params.all("resource"), ["a", "b"]));
  it("answer nothing for an absent name", () => assert.deepEqual(params.all("none"), []));

  for (const [name, there] of [
    ["resource", true],
    ["x", true],
    ["empty", false],
    ["none", false],
  ] as const) {
    it(`say ${there} for ${name}`, () => assert.equal(params.has(name), there));
  }

  it("find a value behind an empty one", () => assert.isTrue(Params.parse("a=&a=1").has("a")));
});

describe("Params.only()", () => {
  it("keeps the known ones, repeated or empty", () => {
    const kept = Params.parse("a=1&b=2&a=&c=3").only(new Set(["a", "c", "z"]));
    assert.deepEqual(kept.entries(), [
      ["a", "1"],
      ["a", ""],
      ["c", "3"],
    ]);
  });

  it("answers itself when all are known", () => {
    const params = Params.parse("a=1");
    assert.strictEqual(params.only(new Set(["a"])), params);
  });
});

describe("Params.with()", () => {
  const params = Params.parse("a=1&b=2&a=3");

  it("replaces all of a name, adds and removes", () => {
    assert.equal(params.with({ a: "4", c: "5", b: undefined }).toString(), "a=4&c=5");
  });

  it("leaves the old ones alone", () => {
    params.with({ a: undefined });
    assert.equal(params.toString(), "a=1&b=2&a=3");
  });

  it("refuses what could not have been parsed", () => {
    assertRefused(() => params.with({ a: "\n" }), { code: "invalid_request" });
  });
});

describe("Params properties", () => {
  it("parses what it printed", () => {
    forAll(property(entries, (pairs) => assert.deepEqual(Params.parse(Params.of(pairs).toString()).entries(), pairs)));
  });

  it("prints as URLSearchParams does", () => {
    forAll(property(entries, (pairs) => assert.equal(String(Params.of(pairs)), String(new URLSearchParams(pairs)))));
  });

  it("answers or refuses, and then reads as URLSearchParams does", () => {
    forAll(
      property(hostileText, (raw) => {
        if (!answersOrRefuses(() => Params.parse(raw))) return;
        // the leading ampersand keeps URLSearchParams from dropping a question mark
        assert.deepEqual([...Params.parse(raw)], [...new URLSearchParams(`&${raw}`)]);
      }),
    );
  });

  it("stays the same through with() and its undoing", () => {
    forAll(
      property(
        entries,
        dictionary(constantFrom("k1", "k2"), option(legalText, { nil: undefined })),
        (pairs, changes) => {
          const params = Params.of(pairs);
          const undone = Object.fromEntries(Object.keys(changes).map((name) => [name, undefined]));
          assert.equal(String(params.with(changes).with(undone)), String(params));
        },
      ),
    );
  });

  it("keeps with only() a part in the same order", () => {
    forAll(
      property(entries, uniqueArray(legalText), (pairs, names) => {
        const known = new Set(names);
        const expected = pairs.filter(([name]) => known.has(name));
        assert.deepEqual(Params.of(pairs).only(known).entries(), expected);
      }),
    );
  });
});
