import { assert } from "chai";
import { assert as forAll, array, constantFrom, property, stringMatching, string, webUrl } from "fast-check";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { checkResource, coversResource, resourceProblem } from "./mod.ts";

const BOOKS = "https://api.example/books";

describe("resourceProblem()", () => {
  for (const text of [
    BOOKS,
    "https://api.example",
    "https://api.example/",
    "https://api.example:8443/a/b/?tenant=1&x=%20",
    "http://localhost:8000/api",
    "https://[2001:db8::1]/x",
    "https://xn--bcher-kva.example/",
    "urn:example:books",
    "urn:uuid:33336dcd-a239-444a-90ae-76d381c3e6d5",
    "api://9b1deb4d",
    "com.example.app:/x",
  ]) {
    rule("RFC8707-2-1", `finds nothing wrong with ${text}`, () => {
      assert.isUndefined(resourceProblem(text));
      checkResource(text);
    });
  }

  for (const [text, problem, id] of [
    ["", "it is not an absolute URI", "RFC8707-2-1"],
    ["books", "it is not an absolute URI", "RFC8707-2-1"],
    ["/books", "it is not an absolute URI", "RFC8707-2-1"],
    ["//api.example/books", "it is not an absolute URI", "RFC8707-2-1"],
    ["?resource", "it is not an absolute URI", "RFC8707-2-1"],
    ["https:", "it is not an absolute URI", "RFC8707-2-1"],
    ["https://", "it is not an absolute URI", "RFC8707-2-1"],
    ["https://api.example/a b", "it is not an absolute URI", "RFC8707-2-1"],
    ["https://api.example/bücher", "it is not an absolute URI", "RFC8707-2-1"],
    ["https://api.example/\\evil", "it is not an absolute URI", "RFC8707-2-1"],
    ['https://api.example/"', "it is not an absolute URI", "RFC8707-2-1"],
    ["https://api.example/<b>", "it is not an absolute URI", "RFC8707-2-1"],
    ["https://api.example/%", "it is not an absolute URI", "RFC8707-2-1"],
    ["https://api.example/%zz", "it is not an absolute URI", "RFC8707-2-1"],
    ["https://api.example:99999/", "it is not an absolute URI", "RFC8707-2-1"],
    ["api:///books", "it names no host", "RFC8707-2-1"],
    ["1https://api.example/", "it is not an absolute URI", "RFC8707-2-1"],
    ["https://api.example/#", "it has a fragment", "RFC8707-2-2"],
    ["https://api.example/#books", "it has a fragment", "RFC8707-2-2"],
    ["urn:example:a#b", "it has a fragment", "RFC8707-2-2"],
    ["https://ann:s3cret@api.example/", "it holds credentials", "RFC8707-2-1"],
    ["https://@api.example/", "it holds credentials", "RFC8707-2-1"],
    [`https://api.example/${"a".repeat(481)}`, "it is longer than 500 characters", "RFC8707-2-1"],
  ] as const) {
    rule(id, `says of ${JSON.stringify(text.slice(0, 40))} that ${problem}`, async () => {
      assert.equal(resourceProblem(text), problem);
      await assertRefused(() => checkResource(text), { code: "invalid_target", status: 400, rule: id, says: problem });
    });
  }

  it("takes 500 characters and no more", () => {
    const longest = `https://api.example/${"a".repeat(480)}`;
    assert.isUndefined(resourceProblem(longest));
    assert.isDefined(resourceProblem(`${longest}a`));
  });

  it("judges any text without throwing, and no text with a fragment is fine", () => {
    forAll(property(string({ unit: "binary" }), (text) => assert.isDefined(resourceProblem(`${text}#`))));
    forAll(property(string(), (text) => assert.notEqual(resourceProblem(text), "")));
  });
});

describe("coversResource()", () => {
  for (const [bound, resource] of [
    [BOOKS, BOOKS],
    [BOOKS, `${BOOKS}/`],
    [`${BOOKS}/`, BOOKS],
    [BOOKS, `${BOOKS}/42`],
    [BOOKS, `${BOOKS}/42/pages?from=1`],
    ["https://api.example", BOOKS],
    ["https://api.example/", BOOKS],
    ["HTTPS://API.example:443/books", BOOKS],
    [`${BOOKS}?tenant=1`, `${BOOKS}?tenant=1`],
    [`${BOOKS}/?tenant=1`, `${BOOKS}?tenant=1`],
    ["urn:example:books", "urn:example:books"],
    ["api://books", "api://books/42"],
    [BOOKS, "https://api.example/x/../books"],
  ] as const) {
    rule("RFC8707-3-1", `lets a token for ${bound} be used at ${resource}`, () => {
      assert.isTrue(coversResource(bound, resource));
    });
  }

  for (const [bound, resource] of [
    [BOOKS, "https://api.example"],
    [BOOKS, "https://api.example/bookshop"],
    [BOOKS, "https://api.example/Books"],
    [BOOKS, "https://api.example/%62ooks"],
    [BOOKS, "https://api.example/x/books"],
    [BOOKS, "https://api.example/books%2F42"],
    [BOOKS, "https://api.example/books/../admin"],
    [BOOKS, "https://api.example/books/%2e%2e/admin"],
    [BOOKS, "https://api.example.evil/books"],
    [BOOKS, "https://api.example@evil.example/books"],
    [BOOKS, "https://evil.example/https://api.example/books"],
    [BOOKS, "http://api.example/books"],
    [BOOKS, "https://api.example:8443/books"],
    [BOOKS, "https://api.example./books"],
    ["https://api.example", "https://api.example.evil"],
    ["https://api.example", "https://api.exampleevil/"],
    [`${BOOKS}?tenant=1`, `${BOOKS}?tenant=2`],
    [`${BOOKS}?tenant=1`, BOOKS],
    [`${BOOKS}?tenant=1`, `${BOOKS}/42?tenant=1`],
    ["urn:example:books", "urn:example:books:42"],
    ["urn:example:books", "urn:example:Books"],
    ["", BOOKS],
    [BOOKS, ""],
    ["*", BOOKS],
  ] as const) {
    rule("RFC8707-3-1", `keeps a token for '${bound}' away from '${resource}'`, () => {
      assert.isFalse(coversResource(bound, resource));
    });
  }
});

describe("coversResource(), by its laws", () => {
  const segment = stringMatching(/^[a-z0-9]{1,4}$/);
  const path = array(segment, { maxLength: 4 });
  const origin = constantFrom("https://api.example", "https://api.example.evil", "http://api.example", "api://books");

  beyond("RFC8707-3-1", "covers each place below, and nothing above or beside", () => {
    forAll(
      property(origin, path, path, (at, base, rest) => {
        const bound = [at, ...base].join("/");
        assert.isTrue(coversResource(bound, [bound, ...rest].join("/")));
        if (rest.length > 0) assert.isFalse(coversResource([bound, ...rest].join("/"), bound));
        if (base.length > 0) assert.isFalse(coversResource(bound, `${bound}x`));
      }),
    );
  });

  it("never covers another origin, whatever the path", () => {
    forAll(
      property(webUrl(), path, (text, rest) => {
        if (new URL(text).origin === "https://api.example") return;
        assert.isFalse(coversResource(["https://api.example", ...rest].join("/"), text));
      }),
    );
  });

  it("is a partial order: what covers what covers it is the same place", () => {
    forAll(
      property(origin, path, path, (at, one, other) => {
        const [first, second] = [[at, ...one].join("/"), [at, ...other].join("/")];
        const both = coversResource(first, second) && coversResource(second, first);
        assert.equal(both, first === second);
      }),
    );
  });

  it("answers for any two texts", () => {
    forAll(property(string(), string(), (one, other) => assert.isBoolean(coversResource(one, other))));
  });
});
