import { assert } from "chai";
import { assert as forAll, jsonValue, property } from "fast-check";
import { type KnownResource, parseKnownResources, ResourcesRefused } from "./mod.ts";

const URI = "https://api.test/books";

describe("parseKnownResources()", () => {
  for (const [what, said, known] of [
    ["nothing but its name in the world", {}, {}],
    ["a name for people", { name: "Books" }, { name: "Books" }],
    ["its scopes", { scope: "books:read books:write" }, { scope: ["books:read", "books:write"] }],
    ["who serves it", { servers: ["books-1", "books-2"] }, { servers: ["books-1", "books-2"] }],
  ] satisfies readonly (readonly [string, object, KnownResource])[]) {
    it(`reads a resource of which is said ${what}`, () => {
      assert.deepEqual([...parseKnownResources({ [URI]: said })], [[URI, known]]);
    });
  }

  it("reads none, and several of any scheme", () => {
    assert.equal(parseKnownResources({}).size, 0);
    assert.deepEqual([...parseKnownResources({ [URI]: {}, "urn:b": {} }).keys()], [URI, "urn:b"]);
  });

  for (const [what, value, says] of [
    ["a text", "https://api.test", "a JSON object of the URIs"],
    ["a list", [URI], "a JSON object of the URIs"],
    ["nothing", undefined, "a JSON object of the URIs"],
    ["a path", { "/books": {} }, "it is not an absolute URI"],
    ["a fragment", { [`${URI}#x`]: {} }, "it has a fragment"],
    ["a resource that is a text", { [URI]: "Books" }, "a JSON object for each resource"],
    ["a resource that is a list", { [URI]: [] }, "a JSON object for each resource"],
    ["a member that there is not", { [URI]: { scopes: "read" } }, "no members of a resource but name, scope, servers"],
    ["an empty name", { [URI]: { name: " " } }, "name as a text of 1 to 100 characters"],
    ["a name that is too long", { [URI]: { name: "x".repeat(101) } }, "name as a text of 1 to 100 characters"],
    ["a name that is a number", { [URI]: { name: 7 } }, "name as a text of 1 to 100 characters"],
    ["no scope at all", { [URI]: { scope: "" } }, "scope as names separated by spaces"],
    ["scopes as a list", { [URI]: { scope: ["read"] } }, "scope as names separated by spaces"],
    ["a scope that none can be", { [URI]: { scope: 'a "b"' } }, "scope as names separated by spaces"],
    ["nobody who serves it", { [URI]: { servers: [] } }, "servers as a list of client ids"],
    ["a server without a name", { [URI]: { servers: [""] } }, "servers as a list of client ids"],
    ["a server that is a number", { [URI]: { servers: ["a", 7] } }, "servers as a list of client ids"],
    ["a server as a text", { [URI]: { servers: "books" } }, "servers as a list of client ids"],
  ] as const) {
    it(`says what to give in place of ${what}`, () => {
      assert.throws(() => parseKnownResources(value), ResourcesRefused, says);
    });
  }

  it("reads or refuses whatever JSON there is", () => {
    forAll(
      property(jsonValue(), (value) => {
        try {
          parseKnownResources({ [URI]: value });
        } catch (error) {
          assert.instanceOf(error, ResourcesRefused);
        }
      }),
    );
  });
});
