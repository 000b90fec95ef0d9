import { assert } from "chai";
import { membersOf } from "./_call_test.ts";
import { printComplaints, readUserFields } from "./user_fields.ts";

const ALL = { username: "ann", email: "ann@people.test", first_name: "Ann", last_name: "Oak" };
const READ = { username: "ann", email: "ann@people.test", firstName: "Ann", lastName: "Oak" };
const FIELDS = Object.keys(ALL);

function read(body: Readonly<Record<string, unknown>>, whole = false) {
  return readUserFields(membersOf(body), { whole });
}

function fieldsOf(body: Readonly<Record<string, unknown>>, whole = false): readonly string[] {
  return read(body, whole).complaints.map(({ field }) => field);
}

describe("readUserFields()", () => {
  it("reads all fields by their names on the wire", () => {
    for (const whole of [true, false]) assert.deepEqual(read(ALL, whole), { changes: READ, complaints: [] });
  });

  it("changes nothing where no field is there", () => assert.deepEqual(read({}), { changes: {}, complaints: [] }));

  for (const field of FIELDS) {
    it(`demands '${field}' only where all fields are replaced`, () => {
      const { [field as "email"]: _, ...others } = ALL;
      assert.deepEqual(fieldsOf(others, true), [field]);
      assert.deepEqual(fieldsOf(others, false), []);
    });
  }

  for (const name of [
    "password",
    "passwordHash",
    "password_hash",
    "is_staff",
    "isStaff",
    "isActive",
    "id",
    "sub",
    "firstName",
    "__proto__",
  ]) {
    it(`ignores '${name}', which may not be written`, () => {
      const members = new Map<string, unknown>([
        [name, "x"],
        ["email", ""],
      ]);
      assert.deepEqual(readUserFields(members, { whole: false }), { changes: { email: "" }, complaints: [] });
    });
  }

  it("keeps a name in its usual form, and other texts as they are", () => {
    const { changes } = read({ username: "\uff41\uff4e\uff4e", first_name: "\uff21nn" });
    assert.deepEqual(changes, { username: "ann", firstName: "\uff21nn" });
  });

  it("lets an empty text clear everything but the name", () => {
    const body = { username: "", email: "", first_name: "", last_name: "" };
    assert.deepEqual(fieldsOf(body), ["username"]);
  });
});

describe("readUserFields(), of wrong values", () => {
  for (const value of [null, 7, true, ["a"], { a: 1 }]) {
    it(`asks for text instead of ${JSON.stringify(value)} in each field`, () => {
      const { changes, complaints } = read(Object.fromEntries(FIELDS.map((field) => [field, value])));
      assert.deepEqual(
        complaints,
        FIELDS.map((field) => ({ field, says: "Give text" })),
      );
      assert.deepEqual(changes, {});
    });
  }

  for (const [what, character] of [
    ["NUL", "\0"],
    ["a line break", "\n"],
    ["an escape", "\u001b"],
    ["a control character above ASCII", "\u0085"],
    ["the first half of a pair", "\ud83d"],
    ["the second half of a pair", "\ude00"],
    ["what a decoder could not read", "\ufffd"],
  ] as const) {
    it(`refuses ${what} in each field`, () => {
      for (const field of FIELDS) {
        const { complaints, changes } = read({ [field]: `a${character}b` });
        assert.deepEqual(complaints, [{ field, says: "Give text without control characters" }]);
        assert.deepEqual(changes, {});
      }
    });
  }

  it("takes a whole pair, which is one character", () =>
    assert.deepEqual(fieldsOf({ first_name: "Ann \ud83d\ude00" }), []));

  for (const [field, value] of [
    ["username", "a b"],
    ["username", "a".repeat(151)],
    ["email", "nobody"],
    ["first_name", "x".repeat(151)],
    ["last_name", "x".repeat(151)],
  ] as const) {
    it(`tells what is wrong with '${value.slice(0, 8)}' by the name '${field}' that the caller knows`, () =>
      assert.deepEqual(fieldsOf({ [field]: value }), [field]));
  }

  it("tells everything at once, and one thing a field", () => {
    assert.sameMembers([...fieldsOf({ username: "a b", email: 7, first_name: "\0" }, true)], FIELDS);
  });
});

describe("printComplaints()", () => {
  it("groups what is said by field, in order", () => {
    const complaints = [
      { field: "email", says: "One" },
      { field: "username", says: "Two" },
      { field: "email", says: "Three" },
    ];
    assert.deepEqual(printComplaints(complaints), {
      error: "invalid_request",
      error_description: "Cannot save the person because of 'email', 'username'",
      fields: { email: ["One", "Three"], username: ["Two"] },
    });
  });
});
