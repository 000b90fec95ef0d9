import { assert } from "chai";
import { array, assert as forAll, constantFrom, property, subarray } from "fast-check";
import type { Scope } from "../protocol/mod.ts";
import { accountOf, bearing, contextOf } from "./_context_test.ts";
import { type Access, ANONYMOUS } from "./access.ts";
import { hasOneOfScopes, type ScopesByMethod } from "./has_one_of_scopes.ts";
import type { Verdict } from "./permission.ts";

const TABLE: ScopesByMethod = {
  GET: [["read"]],
  POST: [["create", "music"], ["admin"], ["write"]],
  PUT: [["admin"], []],
  DELETE: [],
};

function judged(access: Access, method: string, table = TABLE): Verdict {
  const verdict = hasOneOfScopes(table)(access, contextOf({ method }));
  const late = hasOneOfScopes(() => table)(access, contextOf({ method }));
  // A table that comes with the request means the same.
  assert.deepEqual(late, verdict);
  return verdict as Verdict;
}

describe("hasOneOfScopes()", () => {
  for (const [method, held, took] of [
    ["GET", ["read"], ["read"]],
    ["POST", ["music", "create"], ["create", "music"]],
    ["POST", ["write", "admin"], ["admin"]],
    ["POST", ["write"], ["write"]],
    ["PUT", [], []],
    ["PUT", ["admin"], ["admin"]],
  ] as const) {
    it(`lets a token for '${held.join(" ")}' ${method} by the first list that it satisfies`, () => {
      assert.deepEqual(judged(bearing(held), method), { allowed: true, scope: took });
    });
  }

  for (const [method, held, first] of [
    ["GET", ["write", "admin"], ["read"]],
    ["POST", ["create"], ["create", "music"]],
    ["POST", [], ["create", "music"]],
  ] as const) {
    it(`refuses ${method} to a token for '${held.join(" ")}' and names the first list`, () => {
      assert.deepEqual(judged(bearing(held), method), { allowed: false, scope: first });
    });
  }

  for (const method of ["DELETE", "HEAD", "OPTIONS", "PATCH", "constructor", "__proto__", "toString"]) {
    it(`refuses ${method}, for which nothing is listed, to every token, and names no scope`, () => {
      for (const held of [[], ["read", "write", "admin", "create", "music"]]) {
        assert.deepEqual(judged(bearing(held), method), { allowed: false });
      }
    });
  }

  it("refuses whoever has no token, also where any live token will do", () => {
    const session: Access = { kind: "session", account: accountOf() };
    for (const access of [ANONYMOUS, session]) {
      assert.deepEqual(judged(access, "PUT"), { allowed: false, scope: ["admin"] });
      assert.deepEqual(judged(access, "GET"), { allowed: false, scope: ["read"] });
    }
  });

  it("works the table out from the request", () => {
    const permission = hasOneOfScopes(({ path }) => ({ GET: [[path.slice(1)]] }));
    const context = contextOf({ url: "/books" });
    assert.deepEqual(permission(bearing(["books"]), context), { allowed: true, scope: ["books"] });
    assert.deepEqual(permission(bearing(["read"]), context), { allowed: false, scope: ["books"] });
  });

  it("keeps to the table that it was made with", () => {
    const table = { GET: [["read"]] };
    const permission = hasOneOfScopes(table);
    table.GET[0]?.pop();
    assert.deepEqual(permission(bearing([]), contextOf()), { allowed: false, scope: ["read"] });
  });
});

describe("hasOneOfScopes(), of a table that cannot be meant", () => {
  for (const method of ["get", "Post", "", "GET POST", "*", "G3T"]) {
    it(`throws for the method '${method}'`, () => {
      assert.throws(() => hasOneOfScopes({ [method]: [["read"]] }), TypeError, `'${method}'`);
    });
  }

  for (const [what, scopes] of [
    ["no list", "read"],
    ["a list of words instead of lists", ["read"]],
    ["a name that no scope can have", [["read write"]]],
    ["nothing", undefined],
  ] as const) {
    it(`throws for ${what}`, () => {
      const table = { GET: scopes } as unknown as ScopesByMethod;
      assert.throws(() => hasOneOfScopes(table), TypeError, "Cannot demand");
    });
  }
});

describe("properties of hasOneOfScopes()", () => {
  const scope = subarray(["read", "write", "music", "admin"]);
  const table = array(scope, { maxLength: 4 });

  it("is any of the lists, in whatever order", () => {
    forAll(
      property(constantFrom("GET", "POST"), scope, table, (method, held: Scope, scopes) => {
        const { allowed } = judged(bearing(held), method, { [method]: scopes });
        assert.equal(
          allowed,
          scopes.some((words) => words.every((word) => held.includes(word))),
        );
        assert.equal(judged(bearing(held), method, { [method]: scopes.toReversed() }).allowed, allowed);
      }),
    );
  });

  it("names a scope that is enough, where there is one", () => {
    forAll(
      property(scope, table, (held, scopes) => {
        const verdict = judged(bearing(held), "GET", { GET: scopes });
        assert.equal(verdict.scope === undefined, scopes.length === 0);
        if (verdict.scope !== undefined) assert.isTrue(judged(bearing(verdict.scope), "GET", { GET: scopes }).allowed);
      }),
    );
  });
});
