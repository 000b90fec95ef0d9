import { assert } from "chai";
import { contextOf } from "./_context_test.ts";
import { ANONYMOUS } from "./access.ts";
import { allOf, anyOf, not, type Permission, type Verdict } from "./permission.ts";

const YES: Permission = () => ({ allowed: true });
const NO: Permission = async () => ({ allowed: false });
const NO_READ: Permission = () => ({ allowed: false, scope: ["read"] });
const NO_WRITE: Permission = async () => ({ allowed: false, scope: ["write"] });
const REFUSED = { allowed: false } as const;
const ALLOWED = { allowed: true } as const;

const MUST_NOT_RUN: Permission = () => {
  throw new TypeError("Cannot judge what is decided");
};

const ROWS: readonly [sentence: string, permission: Permission, verdict: Verdict][] = [
  ["allOf() allows what all allow", allOf(YES, YES), ALLOWED],
  [
    "allOf() stops at the first refusal and gives its scope",
    allOf(YES, NO_READ, MUST_NOT_RUN),
    { ...REFUSED, scope: ["read"] },
  ],
  ["allOf() waits for a permission that waits", allOf(YES, NO), REFUSED],
  ["anyOf() stops at the first that allows", anyOf(NO_READ, YES, MUST_NOT_RUN), ALLOWED],
  ["anyOf() names the first scope that would do", anyOf(NO, NO_READ, NO_WRITE), { ...REFUSED, scope: ["read"] }],
  ["anyOf() names no scope when none would do", anyOf(NO, NO), REFUSED],
  ["not() refuses what is allowed", not(YES), REFUSED],
  ["not() allows what is refused, by whoever", not(NO_WRITE), ALLOWED],
];

describe("permissions that are combined", () => {
  for (const [sentence, permission, verdict] of ROWS) {
    it(sentence, async () => {
      assert.deepEqual(await permission(ANONYMOUS, contextOf()), verdict);
    });
  }

  it("cannot be made of nothing, as that would let everybody in or nobody", () => {
    assert.throws(() => allOf(), TypeError, "none is given");
    assert.throws(() => anyOf(), TypeError, "none is given");
  });
});
