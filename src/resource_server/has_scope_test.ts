import { assert } from "chai";
import { accountOf, bearing, contextOf } from "./_context_test.ts";
import { type Access, ANONYMOUS } from "./access.ts";
import { hasReadWriteScope, hasScope } from "./has_scope.ts";
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

describe("hasScope()", () => {
  for (const [sentence, permission, access, lacks] of ROWS) {
    it(sentence, async () => {
      const verdict = await permission(access, contextOf());
      assert.deepEqual(verdict, lacks === "nothing" ? { allowed: true } : { allowed: false, scope: lacks });
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
});

describe("hasReadWriteScope()", () => {
  for (const [method, needed] of [
    ["GET", "read"],
    ["HEAD", "read"],
    ["OPTIONS", "read"],
    ["POST", "write"],
    ["PUT", "write"],
    ["PATCH", "write"],
    ["DELETE", "write"],
    ["PROPFIND", "write"],
  ] as const) {
    it(`needs '${needed}' for ${method} and is content with it`, async () => {
      const context = contextOf({ method });
      const permission = hasReadWriteScope();
      assert.deepEqual(await permission(bearing([needed]), context), { allowed: true });
      const other = needed === "read" ? "write" : "read";
      assert.deepEqual(await permission(bearing([other]), context), { allowed: false, scope: [needed] });
    });
  }

  it("takes other words, and scopes that are always needed", async () => {
    const permission = hasReadWriteScope({ read: "look", write: "touch", also: ["music"] });
    assert.deepEqual(await permission(bearing(["look"]), contextOf()), { allowed: false, scope: ["music", "look"] });
    assert.deepEqual(await permission(bearing(["look", "music"]), contextOf()), { allowed: true });
    const touching = contextOf({ method: "PUT" });
    assert.deepEqual(await permission(bearing(["music", "touch"]), touching), { allowed: true });
  });
});
