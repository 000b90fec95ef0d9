import { assert } from "chai";
import { tabOrder } from "./_inspect_test.ts";
import { fieldsOf, findAll, findOne, mainText } from "./_read_page_test.ts";
import { LOGIN } from "./_sample_pages_test.ts";
import { renderLogin } from "./mod.ts";

function input(html: string, name: string): ReadonlyMap<string, string> {
  return findOne(html, "input", { name }).attributes;
}

describe("renderLogin()", () => {
  it("posts the token, the name and the password to the action", () => {
    const fields = fieldsOf(renderLogin(LOGIN), "/tenant/login").map(([name]) => name);
    assert.deepEqual(fields, ["csrf", "username", "password"]);
  });

  it("carries where to go next in a hidden field", () => {
    const attributes = input(renderLogin({ ...LOGIN, next: "/authorize?a=1&b=2" }), "next");
    assert.deepEqual([attributes.get("type"), attributes.get("value")], ["hidden", "/authorize?a=1&b=2"]);
  });

  it("tells password managers which field is which", () => {
    const html = renderLogin(LOGIN);
    assert.equal(input(html, "username").get("autocomplete"), "username");
    assert.equal(input(html, "password").get("autocomplete"), "current-password");
    assert.equal(input(html, "password").get("type"), "password");
  });

  it("never prints a password", () => {
    assert.isFalse(input(renderLogin({ ...LOGIN, username: "alice", problem: "No" }), "password").has("value"));
  });

  const focus = [
    { says: "the username at first", model: {}, field: "username" },
    { says: "the username when an empty one was sent", model: { username: "" }, field: "username" },
    { says: "the password when the username is known", model: { username: "alice" }, field: "password" },
  ];
  for (const { says, model, field } of focus) {
    it(`puts the cursor into ${says}`, () => {
      const focused = findAll(renderLogin({ ...LOGIN, ...model }), "input").filter(({ attributes }) =>
        attributes.has("autofocus"),
      );
      assert.deepEqual(
        focused.map(({ attributes }) => attributes.get("name")),
        [field],
      );
    });
  }

  it("keeps the username that was typed", () => {
    assert.equal(input(renderLogin({ ...LOGIN, username: "alice" }), "username").get("value"), "alice");
  });

  it("offers an account and a way out only where there are such", () => {
    assert.notMatch(renderLogin(LOGIN), /name="action"/);
    const html = renderLogin({ ...LOGIN, signUp: true, cancel: true });
    assert.deepEqual(tabOrder(html).slice(-3), ["button Log in", "button Create an account", "button Cancel"]);
  });

  it("says a note without calling any field wrong", () => {
    const html = renderLogin({ ...LOGIN, note: "Come as somebody else" });
    assert.include(html, '<p class="note">Come as somebody else</p>');
    assert.notMatch(html, /aria-invalid|role="alert"/);
  });

  it("announces a problem and ties both fields to it", () => {
    const html = renderLogin({ ...LOGIN, problem: "The password is wrong" });
    assert.deepEqual(findOne(html, "p", { role: "alert", id: "problem" }).children, ["The password is wrong"]);
    for (const name of ["username", "password"]) {
      assert.equal(input(html, name).get("aria-describedby"), "problem");
      assert.equal(input(html, name).get("aria-invalid"), "true");
    }
  });

  it("says nothing of a problem when there is none", () => {
    const html = renderLogin(LOGIN);
    assert.lengthOf(findAll(html, "p", { role: "alert" }), 0);
    assert.isFalse(input(html, "username").has("aria-invalid"));
  });

  it("names the application that waits, only when there is one", () => {
    assert.include(mainText(renderLogin({ ...LOGIN, clientName: "Photo Printer" })), "to continue to Photo Printer");
    assert.notInclude(mainText(renderLogin(LOGIN)), "to continue to");
  });

  it("offers to cancel without filling in the fields, after the button that logs in", () => {
    const [first, second, ...more] = findAll(renderLogin({ ...LOGIN, cancel: true }), "button");
    assert.isFalse(first!.attributes.has("name"));
    assert.isTrue(second!.attributes.has("formnovalidate"));
    assert.deepEqual([second!.attributes.get("name"), second!.attributes.get("value")], ["action", "cancel"]);
    assert.isEmpty(more);
  });

  it("offers no way to cancel unless asked", () => {
    assert.lengthOf(findAll(renderLogin({ ...LOGIN, cancel: false }), "button"), 1);
  });
});
