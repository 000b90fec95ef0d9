import { assert } from "chai";
import { constantFrom, property, assert as forAll, record, string } from "fast-check";
import { encode, type Given } from "../../../test/support/issuer_under_test.ts";
import { Params } from "../../protocol/mod.ts";
import { readForm } from "./form.ts";

const GOOD = { username: "alice", email: "alice@example.com", password: "correct horse", repeated: "correct horse" };

function read(changes: Given = {}) {
  return readForm(Params.parse(encode({ ...GOOD, ...changes })));
}

describe("readForm()", () => {
  it("takes what is right, without the spaces around a name", () => {
    const { input, problems } = read({ username: " alice ", email: " alice@example.com " });
    assert.deepEqual(problems, {});
    assert.deepEqual(input, { username: "alice", email: "alice@example.com", password: "correct horse" });
  });

  it("needs no address of e-mail", () => {
    assert.deepEqual(read({ email: undefined }), { input: { ...read().input, email: "" }, problems: {} });
  });

  it("leaves a password as it was typed", () => {
    const password = "  spaces around  ";
    assert.equal(read({ password, repeated: password }).input.password, password);
  });

  for (const [name, changes, fields] of [
    ["no name", { username: undefined }, ["username"]],
    ["a name of spaces", { username: "   " }, ["username"]],
    ["a name with a space in it", { username: "al ice" }, ["username"]],
    ["a name that is too long", { username: "x".repeat(151) }, ["username"]],
    ["an address that is none", { email: "alice" }, ["email"]],
    ["a password that is too short", { password: "short", repeated: "short" }, ["password"]],
    ["no password", { password: undefined, repeated: undefined }, ["password"]],
    ["a password that is too long", { password: "x".repeat(1_025), repeated: "x".repeat(1_025) }, ["password"]],
    ["two passwords that differ", { repeated: "correct house" }, ["repeated"]],
    ["passwords that differ by a space", { repeated: "correct horse " }, ["repeated"]],
    ["one password", { repeated: undefined }, ["repeated"]],
    [
      "everything wrong at once",
      { username: "", email: "a", password: "b", repeated: "c" },
      ["username", "email", "password", "repeated"],
    ],
  ] as const) {
    it(`says what is wrong with ${name}, by its field`, () => {
      assert.sameMembers(Object.keys(read(changes).problems), [...fields]);
    });
  }

  it("never says a password again", () => {
    forAll(
      property(
        record({
          username: string(),
          email: string(),
          password: constantFrom("a-secret", "a secret"),
          repeated: string(),
        }),
        (typed) => {
          const safe = Object.fromEntries(
            Object.entries(typed).map(([key, value]) => [key, value.replace(/[^ -~]/g, "")]),
          );
          const { problems } = readForm(Params.parse(encode(safe)));
          assert.notInclude(JSON.stringify(problems), typed.password);
        },
      ),
    );
  });
});
