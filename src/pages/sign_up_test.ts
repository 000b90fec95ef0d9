import { assert } from "chai";
import { renderSignUp, type SignUpField } from "./mod.ts";
import { SIGN_UP } from "./_sample_pages_test.ts";
import { tabOrder } from "./_inspect_test.ts";
import { elements, readPage } from "./_read_page_test.ts";

const FIELDS: readonly SignUpField[] = ["username", "email", "password", "repeated"];

function inputOf(markup: string, name: string): ReadonlyMap<string, string> {
  return elements(readPage(markup), "input").find(({ attributes }) => attributes.get("name") === name)!.attributes;
}

describe("renderSignUp()", () => {
  it("asks for a name, an address and a password twice, and has three ways on", () => {
    assert.deepEqual(tabOrder(renderSignUp(SIGN_UP)).slice(-7), [
      "input username",
      "input email",
      "input password",
      "input repeated",
      "button Create account",
      "button I have an account",
      "button Cancel",
    ]);
  });

  it("tells password managers what is new, and never fills a password in", () => {
    const markup = renderSignUp({ ...SIGN_UP, username: "alice", email: "alice@example.com" });
    for (const name of ["password", "repeated"]) {
      assert.equal(inputOf(markup, name).get("autocomplete"), "new-password");
      assert.isUndefined(inputOf(markup, name).get("value"));
    }
    assert.equal(inputOf(markup, "username").get("value"), "alice");
    assert.equal(inputOf(markup, "email").get("value"), "alice@example.com");
  });

  it("demands everything but the address", () => {
    const markup = renderSignUp(SIGN_UP);
    assert.deepEqual(
      FIELDS.filter((name) => inputOf(markup, name).has("required")),
      ["username", "password", "repeated"],
    );
  });

  for (const name of FIELDS) {
    it(`says what is wrong with ${name} where it stands, and marks no other field`, () => {
      const markup = renderSignUp({ ...SIGN_UP, problems: { [name]: "It is wrong" } });
      const marked = FIELDS.filter((field) => inputOf(markup, field).get("aria-invalid") === "true");
      assert.deepEqual(marked, [name]);
      assert.include(inputOf(markup, name).get("aria-describedby"), `${name}-problem`);
      assert.include(markup, 'role="alert"');
    });
  }

  it("says what is wrong with the whole before anything else", () => {
    const markup = renderSignUp({ ...SIGN_UP, problem: "Wait 1 second", problems: { email: "It is wrong" } });
    assert.include(markup, "Wait 1 second");
    assert.notInclude(markup, "Look at the fields");
  });

  it("has no alert where nothing is wrong", () => assert.notInclude(renderSignUp(SIGN_UP), 'role="alert"'));
});
