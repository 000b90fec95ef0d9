import { assert } from "chai";
import { fieldsOf, findAll, mainText } from "./_read_page_test.ts";
import { LOGOUT } from "./_sample_pages_test.ts";
import { renderLogout } from "./mod.ts";

function saidOn(model: Partial<typeof LOGOUT>): string {
  return mainText(renderLogout({ ...LOGOUT, ...model })).replaceAll(/\s+/g, " ");
}

describe("renderLogout()", () => {
  it("posts the token and what it carries along", () => {
    assert.deepEqual(fieldsOf(renderLogout(LOGOUT), "/tenant/logout/confirm"), [
      ["csrf", "seal"],
      ["client_id", "printer"],
      ["state", "a b"],
    ]);
  });

  it("stays logged in when Enter is pressed, as that button comes first", () => {
    const buttons = findAll(renderLogout(LOGOUT), "button", { name: "action" });
    assert.deepEqual(
      buttons.map(({ attributes }) => attributes.get("value")),
      ["stay", "logout"],
    );
  });

  it("names the application that asks, and who is logged in", () => {
    const said = saidOn({ clientName: "Photo Printer" });
    assert.include(said, "Photo Printer asks to log you out here");
    assert.include(said, "logged in as alice");
  });

  it("speaks of a link where nobody says who asks", () => assert.include(saidOn({}), "A link asks to log you out"));
});
