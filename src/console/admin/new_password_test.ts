import { assert } from "chai";
import { Params } from "../../protocol/mod.ts";
import { passwordFields, readNewPassword } from "./new_password.ts";

const GOOD = "a good password";

function read(password: string, repeated = password) {
  return readNewPassword(Params.parse(new URLSearchParams({ password, repeated }).toString(), { controls: true }));
}

describe("readNewPassword()", () => {
  for (const password of [GOOD, "  blanks  ", "пароль-пароль", "\u{1F600}\u{1F600}", "x".repeat(1_024)])
    it(`takes ${JSON.stringify(password.slice(0, 20))} as it is`, () =>
      assert.deepEqual(read(password), { password, problems: {} }));

  for (const [what, password, repeated, fields] of [
    ["nothing", "", "", ["password"]],
    ["a short one", "1234567", "1234567", ["password"]],
    ["a long one", "x".repeat(1_025), "x".repeat(1_025), ["password"]],
    ["a line break", `${GOOD}\n`, `${GOOD}\n`, ["password"]],
    ["two that differ", GOOD, GOOD.toUpperCase(), ["repeated"]],
    ["one that is typed once", GOOD, "", ["repeated"]],
    ["a short one, and another", "x", "y", ["password", "repeated"]],
  ] as const) {
    it(`refuses ${what}`, () => assert.sameMembers(Object.keys(read(password, repeated).problems), [...fields]));
  }
});

describe("passwordFields()", () => {
  it("are for new passwords, say what is wrong, and hold nothing", () => {
    const fields = passwordFields({ password: "Too short", repeated: "Not alike" });
    for (const field of fields) {
      assert.deepInclude(field, { kind: "password", autocomplete: "new-password" });
      assert.notProperty(field, "value");
    }
    assert.deepEqual(
      fields.map(({ problem }) => problem),
      ["Too short", "Not alike"],
    );
  });
});
