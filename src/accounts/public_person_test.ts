import { assert } from "chai";
import { accountRecord } from "../../test/support/records.ts";
import { userOf } from "./public_person.ts";

describe("userOf()", () => {
  it("shows a person by the names of the wire", () => {
    const account = accountRecord({ id: 5, username: "ann", email: "a@b.test", firstName: "Ann", lastName: "Oak" });
    assert.deepEqual(userOf(account), {
      id: 5,
      username: "ann",
      email: "a@b.test",
      first_name: "Ann",
      last_name: "Oak",
    });
  });

  it("shows no member that it does not name, not even one that a record gets some day", () => {
    const account = { ...accountRecord({ isStaff: true, passwordHash: "a hash" }), apiKey: "a key" };
    assert.hasAllKeys(userOf(account), ["id", "username", "email", "first_name", "last_name"]);
    assert.notMatch(JSON.stringify(userOf(account)), /a hash|a key|true/);
  });

  it("shows empty texts as they are, so that each member is always there", () => {
    const account = accountRecord({ email: "", firstName: "", lastName: "" });
    assert.deepInclude(userOf(account), { email: "", first_name: "", last_name: "" });
  });
});
