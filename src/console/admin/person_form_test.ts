import { assert } from "chai";
import * as fc from "fast-check";
import { accountRecord } from "../../../test/support/records.ts";
import { Params } from "../../protocol/mod.ts";
import { judgePerson, personParts, problemsOf, readTyped, type TypedPerson, typedOf } from "./person_form.ts";

const TYPED: TypedPerson = {
  username: "ada",
  email: "ada@example.test",
  first_name: "Ada",
  last_name: "Lovelace",
  claims: "",
  is_staff: false,
  is_active: true,
};

function judged(changes: Partial<TypedPerson>) {
  return judgePerson({ ...TYPED, ...changes });
}

describe("problemsOf()", () => {
  it("names fields as the form does, and says all of one field", () => {
    const problems = problemsOf([
      { member: "firstName", says: "A" },
      { member: "claims", says: "B" },
      { member: "claims", says: "C" },
    ]);
    assert.deepEqual(problems, { first_name: "A", claims: "B; C" });
  });
});

describe("readTyped()", () => {
  it("reads what was filled in, without blanks around it, and ticks as yes or no", () => {
    const form = Params.of([
      ["username", " ada "],
      ["email", "a@b "],
      ["is_staff", "yes"],
      ["is_active", "on"],
    ]);
    const typed = { username: "ada", email: "a@b", first_name: "", last_name: "", claims: "" };
    assert.deepEqual(readTyped(form), { ...typed, is_staff: true, is_active: false });
  });
});

describe("typedOf()", () => {
  it("is read back as the record that it shows", () => {
    const record = accountRecord({ claims: { nickname: "A", address: { country: "DE" } } });
    const { input, problems } = judgePerson(typedOf(record));
    assert.deepEqual(problems, {});
    const { username, email, firstName, lastName, claims } = record;
    assert.deepEqual(input, { username, email, firstName, lastName, claims });
  });

  it("shows no claims where there are none", () => assert.equal(typedOf(accountRecord()).claims, ""));
});

describe("judgePerson()", () => {
  it("folds a name as it is kept, and takes blank claims for none", () => {
    for (const claims of ["", "  \r\n ", "{}"])
      assert.deepEqual(judged({ username: "ａｄａ", claims }), {
        input: { username: "ada", email: TYPED.email, firstName: "Ada", lastName: "Lovelace", claims: undefined },
        problems: {},
      });
  });

  const WRONG: readonly (readonly [Partial<TypedPerson>, readonly string[]])[] = [
    [{ username: "" }, ["username"]],
    [{ username: "a b" }, ["username"]],
    [{ email: "nowhere" }, ["email"]],
    [{ first_name: "\0", last_name: "x".repeat(151) }, ["first_name", "last_name"]],
    [{ claims: "[1]" }, ["claims"]],
    [{ claims: "null" }, ["claims"]],
    [{ claims: "{" }, ["claims"]],
    [{ claims: '{"iss":"x"}' }, ["claims"]],
    [{ claims: `{"a":${"[".repeat(30_000)}${"]".repeat(30_000)}}` }, ["claims"]],
    [
      { username: "", email: "x", first_name: "\0", last_name: "\0", claims: "x" },
      ["username", "email", "first_name", "last_name", "claims"],
    ],
  ];
  for (const [changes, fields] of WRONG) {
    it(`finds what is wrong with ${fields.join(", ")}: ${JSON.stringify(changes).slice(0, 60)}`, () =>
      assert.sameMembers(Object.keys(judged(changes).problems), [...fields]));
  }

  it("never throws, whatever was typed", () => {
    const text = fc.string({ unit: "binary", maxLength: 300 });
    const typed = fc.record({
      username: text,
      email: text,
      first_name: text,
      last_name: text,
      claims: fc.oneof(text, fc.json()),
    });
    fc.assert(
      fc.property(typed, (one) => {
        const { input, problems } = judged(one);
        assert.isObject(problems);
        assert.isString(input.username);
      }),
      { seed: 4 },
    );
  });
});

describe("personParts()", () => {
  it("has a field for everything, as it was typed, with what is wrong beside it", () => {
    const parts = personParts(
      { ...TYPED, is_staff: true },
      { problems: { email: "No" }, rights: ["is_staff", "is_active"] },
    );
    const fields = parts.flatMap((part) => part.fields);
    assert.deepEqual(
      fields.map(({ name, value }) => [name, value]),
      Object.entries({ ...TYPED, is_staff: "yes", is_active: "yes" }),
    );
    assert.deepEqual(
      fields.flatMap(({ name, problem }) => (problem === undefined ? [] : [[name, problem]])),
      [["email", "No"]],
    );
  });

  it("leaves out the rights that are not to be had here", () => {
    const fields = personParts(TYPED, { problems: {}, rights: [] }).flatMap((part) => part.fields);
    assert.notIncludeMembers(
      fields.map(({ name }) => name),
      ["is_staff", "is_active"],
    );
    const some = personParts(TYPED, { problems: {}, rights: ["is_staff"] }).at(-1);
    assert.deepEqual(
      some?.fields.map(({ name, value }) => [name, value]),
      [["is_staff", ""]],
    );
  });
});
