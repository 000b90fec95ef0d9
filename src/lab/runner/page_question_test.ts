import { assert } from "chai";
import { buttonFor, questionOf } from "./page_question.ts";

const HEADER = '<form method="post" action="/lab/i/a/logout"><button type="submit">Log out</button></form>';

function page(...buttons: readonly string[]): string {
  return `${HEADER}<form method="post" action="/lab/i/a/x">${buttons.join("")}</form>`;
}

function button(value: string, name = "action"): string {
  return `<button type="submit" class="main" name="${name}" value="${value}">x</button>`;
}

function pressed(markup: string, denies = false): string | undefined {
  const form = questionOf(markup);
  return form === undefined ? undefined : buttonFor(form, denies)?.value;
}

describe("questionOf()", () => {
  it("passes over the form by which one logs out of any page", () => {
    assert.equal(questionOf(page())?.action, "/lab/i/a/x");
    assert.isUndefined(questionOf(HEADER));
  });

  it("takes the question whether to log out for one", () => {
    assert.equal(questionOf('<form action="/logout/confirm"></form>')?.action, "/logout/confirm");
  });
});

describe("buttonFor()", () => {
  for (const [what, buttons, denies, expected] of [
    ["allows", [button("deny"), button("allow")], false, "allow"],
    ["denies", [button("deny"), button("allow")], true, "deny"],
    ["logs out", [button("stay"), button("logout")], false, "logout"],
    ["goes on with the account that is there", [button("continue"), button("another")], false, "continue"],
    ["neither cancels nor makes an account", [button("create"), button("cancel")], false, undefined],
    ["presses nothing where there is nothing", [], false, undefined],
  ] as const) {
    it(what, () => assert.equal(pressed(page(...buttons), denies), expected));
  }
});
