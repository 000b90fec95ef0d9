import { assert } from "chai";
import { accountOf, bearing, contextOf } from "./_context_test.ts";
import { type Access, ANONYMOUS } from "./access.ts";
import { hasEachScope, hasScope } from "./has_scope.ts";
import type { Permission } from "./permission.ts";

type Row = readonly [sentence: string, permission: Permission, access: Access, lacks: readonly string[] | "nothing"];

const SIGNED_IN: Access = { kind: "session", account: accountOf() };
const byQuery = hasScope(({ query }) => (query["prices"] === undefined ? ["read"] : ["read", "prices"]));

const ROWS: readonly Row[] = [
  ["allows a token with every scope", hasScope("read", "write"), bearing(["write", "admin", "read"]), "nothing"],
  [
    "refuses a token that lacks one of two, and names both",
    hasScope("read", "write"),
    bearing(["read"]),
    ["read", "write"],
  ],
  ["compares whole words", hasScope("read"), bearing(["reader", "rea", "READ"]), ["read"]],
  ["allows any live token when no scope is named", hasScope(), bearing([]), "nothing"],
  ["refuses an anonymous caller", hasScope("read"), ANONYMOUS, ["read"]],
  ["refuses an anonymous caller when no scope is named", hasScope(), ANONYMOUS, []],
  ["refuses credentials of another kind", hasScope("read"), SIGNED_IN, ["read"]],
  ["works the scope out from the request", byQuery, bearing(["read"]), "nothing"],
  [
    "refuses what cannot be in a token, wherever it came from",
    hasScope(() => ["read write"]),
    bearing(["read", "write"]),
    ["read write"],
  ],
];

/** Access by a token that a reader answered which another wrote. */
function strange(token: unknown): Access {
  return { kind: "token", token, account: async () => undefined } as Access;
}

describe("hasScope()", () => {
  for (const [sentence, permission, access, lacks] of ROWS) {
    it(sentence, async () => {
      const verdict = await permission(access, contextOf());
      assert.equal(verdict.allowed, lacks === "nothing");
      if (lacks !== "nothing") assert.deepEqual(verdict.scope, lacks);
    });
  }

  it("asks for more when the request asks for more", async () => {
    const verdict = await byQuery(bearing(["read"]), contextOf({ url: "/?prices" }));
    assert.deepEqual(verdict, { allowed: false, scope: ["read", "prices"] });
  });

  for (const name of ["", "read write", 'a"b', "caf\u00e9", " read"]) {
    it(`throws for the name '${name}', which no scope can have`, () => {
      assert.throws(() => hasScope(name), TypeError, "no scope can have that name");
    });
  }

  const mayRead: unknown = () => ["read"];
  for (const [what, given] of [
    ["undefined, as a name that was misspelled is", [undefined]],
    ["a list", [["read"]]],
    ["a function beside a name", ["read", mayRead]],
    ["two functions", [mayRead, mayRead]],
    ["a number", [7]],
  ] as const) {
    it(`throws for ${what}, so that nobody is let in by mistake`, () => {
      assert.throws(() => hasScope(...(given as unknown as readonly string[])), TypeError, "Cannot demand a scope");
    });
  }

  it("keeps to what was given, whatever becomes of the list", async () => {
    const names = ["read"];
    const permission = hasEachScope(names);
    names.pop();
    assert.deepEqual(await permission(bearing([]), contextOf()), { allowed: false, scope: ["read"] });
  });

  for (const [what, token] of [
    ["no scope", {}],
    ["a scope that is text", { scope: "read" }],
    ["a scope that is null", { scope: null }],
    ["nothing at all", undefined],
  ] as const) {
    it(`refuses a token of another's reader with ${what}, also where any live token will do`, async () => {
      for (const permission of [hasScope("read"), hasScope(), hasScope(() => [])]) {
        assert.isFalse((await permission(strange(token), contextOf())).allowed);
      }
    });
  }
});
