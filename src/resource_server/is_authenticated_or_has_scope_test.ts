import { assert } from "chai";
import { accountOf, bearing, contextOf } from "./_context_test.ts";
import { type Access, ANONYMOUS } from "./access.ts";
import { isAuthenticatedOrHasScope } from "./is_authenticated_or_has_scope.ts";

const SIGNED_IN: Access = { kind: "session", account: accountOf() };

describe("isAuthenticatedOrHasScope()", () => {
  for (const [what, access, scope, allowed] of [
    ["lets a person in who is signed in", SIGNED_IN, ["read", "write"], true],
    ["lets a token in with every scope", bearing(["write", "read"]), ["read", "write"], true],
    ["refuses a token that lacks one", bearing(["read"], accountOf({ isStaff: true })), ["read", "write"], false],
    ["refuses nobody in particular", ANONYMOUS, ["read"], false],
    ["lets any live token in where no scope is named", bearing([]), [], true],
    ["refuses nobody in particular there as well", ANONYMOUS, [], false],
  ] as const) {
    it(what, async () => {
      const verdict = await isAuthenticatedOrHasScope(...scope)(access, contextOf());
      assert.equal(verdict.allowed, allowed);
      if (!allowed) assert.deepEqual(verdict.scope, scope);
    });
  }

  it("works the scope out for tokens only", async () => {
    const asked: string[] = [];
    const permission = isAuthenticatedOrHasScope(({ path }) => {
      asked.push(path);
      return [path.slice(1)];
    });
    const context = contextOf({ url: "/books" });
    assert.isTrue((await permission(SIGNED_IN, context)).allowed);
    assert.deepEqual(asked, []);
    assert.isTrue((await permission(bearing(["books"]), context)).allowed);
    assert.deepEqual(await permission(bearing(["read"]), context), { allowed: false, scope: ["books"] });
  });

  it("is not asked out of turn, as it is not about scopes alone", () => {
    assert.notEqual(isAuthenticatedOrHasScope("read").judgesScope, true);
  });

  for (const wrong of ["", "read write", undefined]) {
    it(`throws for the name ${JSON.stringify(wrong) ?? "undefined"}`, () => {
      assert.throws(() => isAuthenticatedOrHasScope(wrong as string), TypeError, "Cannot demand");
    });
  }
});
