import { assert } from "chai";
import { API_ENDPOINTS } from "./endpoints.ts";

const SAFE: ReadonlySet<string> = new Set(["GET"]);

describe("the table of the sample API", () => {
  it("names each operation once, as code does", () => {
    const names = API_ENDPOINTS.map(({ name }) => name);
    assert.lengthOf(new Set(names), names.length);
    for (const name of names) assert.match(name, /^[a-z]+(?:[A-Z][a-z]+)?$/);
  });

  it("has each method of a path once", () => {
    const routes = API_ENDPOINTS.map(({ method, path }) => `${method} ${path}`);
    assert.lengthOf(new Set(routes), routes.length);
  });

  it("cannot be changed while the program runs", () => assert.isFrozen(API_ENDPOINTS));

  for (const { name, method, path, scope, summary } of API_ENDPOINTS) {
    it(`${name}: has a path that ends with a slash, and one sentence`, () => {
      assert.match(path, /^\/(?:(?:[a-z_]+|:id)\/)*$/);
      assert.match(summary, /^[A-Z][^.]+[^.\s]$/);
    });

    it(`${name}: asks for 'write' exactly where it changes something, and for one scope at most`, () => {
      assert.equal(scope.includes("write"), !SAFE.has(method));
      assert.isAtMost(scope.length, 1);
    });

    it(`${name}: asks for a scope where it shows people`, () => {
      assert.equal(scope.length > 0, path.startsWith("/users/"));
    });
  }
});
