import { assert } from "chai";
import { badgesOf, fullName } from "./person_names.ts";

describe("fullName()", () => {
  for (const [firstName, lastName, expected] of [
    ["Ada", "Lovelace", "Ada Lovelace"],
    ["Ada", "", "Ada"],
    ["", "Lovelace", "Lovelace"],
    ["", "", ""],
  ] as const) {
    it(`of '${firstName}' and '${lastName}' is '${expected}'`, () =>
      assert.equal(fullName({ firstName, lastName }), expected));
  }
});

describe("badgesOf()", () => {
  for (const [isStaff, isActive, expected] of [
    [false, true, []],
    [true, true, ["staff"]],
    [false, false, ["barred"]],
    [true, false, ["staff", "barred"]],
  ] as const) {
    it(`of ${isStaff ? "staff" : "anybody"} who ${isActive ? "may" : "may not"} sign in are ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(badgesOf({ isStaff, isActive }), [...expected]));
  }
});
