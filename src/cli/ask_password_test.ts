import { assert } from "chai";
import { dialogue } from "./_dialogue_test.ts";
import { askPassword } from "./ask_password.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";

describe("askPassword()", () => {
  it("asks twice and shows nothing of what is typed", async () => {
    const { outcome, asked } = await dialogue(askPassword, [
      ["Password: ", "a password\r"],
      ["Password (again): ", "a password\r"],
    ]);
    assert.equal(outcome, "a password");
    assert.equal(asked, "Password: \nPassword (again): \n");
  });

  it("asks both again when the two differ", async () => {
    const { outcome, asked } = await dialogue(askPassword, [
      ["Password: ", "a password\r"],
      ["Password (again): ", "another one\r"],
      ["differ\nPassword: ", "a third one\r"],
      ["Password (again): ", "a third one\r"],
    ]);
    assert.equal(outcome, "a third one");
    assert.include(asked, "  The two differ\n");
  });

  it("says at once what is wrong with the first, before it asks for the second", async () => {
    const { outcome, asked } = await dialogue(askPassword, [
      ["Password: ", "short\r"],
      ["bytes\nPassword: ", "long enough\r"],
      ["Password (again): ", "long enough\r"],
    ]);
    assert.equal(outcome, "long enough");
    assert.match(asked, /^Password: \n {2}Give 8 to 1024 bytes\nPassword: \n/);
  });

  it("ends when the person leaves", async () => {
    const { outcome } = await dialogue(askPassword, [["Password: ", "\u0003"]]);
    assert.instanceOf(outcome, CommandFailed);
    assert.equal(outcome instanceof CommandFailed && outcome.exitCode, EXIT.interrupted);
  });
});
