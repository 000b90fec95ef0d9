import { assert } from "chai";
import { assert as forAll, constantFrom, property, subarray } from "fast-check";
import { isSubset } from "../../protocol/mod.ts";
import { permissionFor, rememberedAt, resourceOfPermission, sentenceFor } from "./permission.ts";

const BOOKS = "https://api.test/books";
const SONGS = "https://api.test/songs";

describe("permissions to use a resource", () => {
  it("are told from scopes, also from one that is called as the resource is", () => {
    assert.equal(resourceOfPermission(permissionFor(BOOKS)), BOOKS);
    assert.isUndefined(resourceOfPermission(BOOKS));
    assert.isUndefined(resourceOfPermission("read"));
  });

  for (const [uri, said, sentence] of [
    [BOOKS, { name: "Books" }, "Use this access at Books, api.test"],
    [SONGS, undefined, "Use this access at api.test"],
    ["http://localhost:8000/api", {}, "Use this access at localhost:8000"],
    ["urn:example:songs", { name: "Songs" }, "Use this access at Songs, urn:example:songs"],
    ["urn:example:songs", undefined, "Use this access at urn:example:songs"],
  ] as const) {
    it(`are explained by '${sentence}'`, () => {
      assert.equal(sentenceFor(uri, new Map(said === undefined ? [] : [[uri, said]])), sentence);
    });
  }
});

describe("rememberedAt()", () => {
  const at = (...uris: readonly string[]) => uris.map(permissionFor);

  it("remembers each scope together with each resource, and the resources", () => {
    assert.deepEqual(rememberedAt(["read", "write", ...at(BOOKS, SONGS)], []), [
      `@${BOOKS}`,
      `read@${BOOKS}`,
      `write@${BOOKS}`,
      `@${SONGS}`,
      `read@${SONGS}`,
      `write@${SONGS}`,
    ]);
  });

  it("takes a scope alone for one at all resources of the request", () => {
    assert.deepEqual(rememberedAt(["read"], [BOOKS]), [`@${BOOKS}`, `read@${BOOKS}`]);
    assert.deepEqual(rememberedAt(at(BOOKS), [BOOKS, SONGS]), [`@${BOOKS}`]);
  });

  it("covers exactly what was allowed before, at the very places", () => {
    const scopes = subarray(["read", "write", "admin"]);
    const places = subarray([BOOKS, SONGS], { minLength: 1 });
    forAll(
      property(scopes, places, scopes, places, (allowed, where, wanted, there) => {
        const before = rememberedAt([...allowed, ...at(...where)], []);
        const now = rememberedAt([...wanted, ...at(...there)], []);
        const covered = isSubset(wanted, allowed) && isSubset(there, where);
        assert.equal(isSubset(now, before), covered);
      }),
    );
  });

  it("never covers a request that names no resource, nor is covered by what was allowed everywhere", () => {
    forAll(
      property(constantFrom("read", "write"), (scope) => {
        const remembered = rememberedAt([scope, ...at(BOOKS)], []);
        assert.isFalse(isSubset([scope], remembered));
        assert.isFalse(isSubset(remembered, [scope]));
      }),
    );
  });
});
