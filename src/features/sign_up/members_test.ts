import { assert } from "chai";
import { anything, dictionary, property, assert as forAll, string } from "fast-check";
import { printMembers, printProblems, readMembers } from "./members.ts";

const GOOD = { username: "alice", password: "correct horse" };

describe("readMembers()", () => {
  it("takes what may be said of a person, and leaves everything else", () => {
    const said = { ...GOOD, email: "a@b.test", first_name: "Al", last_name: "Ice", is_staff: true, firstName: "no" };
    assert.deepEqual(readMembers(said), {
      input: { ...GOOD, email: "a@b.test", firstName: "Al", lastName: "Ice" },
      problems: {},
    });
  });

  it("leaves a password as it is", () => {
    assert.equal(readMembers({ ...GOOD, password: "  blanks around  " }).input.password, "  blanks around  ");
  });

  for (const [what, changes, problems] of [
    ["what is missing", { password: undefined }, { password: ["This field is required."] }],
    ["what is no text", { email: 5 }, { email: ["Give text."] }],
    ["what no form carries", { last_name: "a\u0007" }, { last_name: ["Give text without control characters."] }],
    ["what is too long", { first_name: "x".repeat(151) }, { first_name: ["Give at most 150 printable characters."] }],
    ["what is too short", { password: "1234567" }, { password: ["Give 8 to 1024 bytes."] }],
  ] as const) {
    it(`says of ${what} one thing`, () => {
      assert.deepEqual(readMembers({ ...GOOD, ...changes }).problems, problems);
    });
  }

  it("reads no member that a document inherits", () => {
    assert.hasAllKeys(readMembers(Object.create(GOOD) as Record<string, unknown>).problems, ["username", "password"]);
  });

  it("never fails, and says something wherever a member is no text", () => {
    forAll(
      property(dictionary(string(), anything()), anything(), (said, email) => {
        const { input, problems } = readMembers({ ...said, ...GOOD, email });
        if (email !== undefined && typeof email !== "string") assert.deepEqual(problems["email"], ["Give text."]);
        assert.deepInclude(input, GOOD);
      }),
    );
  });
});

describe("printProblems()", () => {
  it("has the words of every error beside the members", () => {
    assert.deepEqual(printProblems({ username: ["No."], email: ["No."] }), {
      username: ["No."],
      email: ["No."],
      error: "invalid_request",
      error_description: "Cannot make the account because of 'username', 'email'",
    });
  });
});

describe("printMembers()", () => {
  it("tells what was said by the names of the wire, and never the password", () => {
    assert.deepEqual(printMembers(GOOD), { username: "alice" });
    assert.deepEqual(printMembers({ ...GOOD, firstName: "Al", isStaff: true }), {
      username: "alice",
      first_name: "Al",
    });
  });
});
