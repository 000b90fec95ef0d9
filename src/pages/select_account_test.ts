import { assert } from "chai";
import { renderSelectAccount } from "./mod.ts";
import { SELECT_ACCOUNT } from "./_sample_pages_test.ts";
import { tabOrder } from "./_inspect_test.ts";

describe("renderSelectAccount()", () => {
  it("offers to go on, another account, and a way out, in this order", () => {
    assert.deepEqual(tabOrder(renderSelectAccount(SELECT_ACCOUNT)).slice(-3), [
      "button Continue as alice",
      "button Use another account",
      "button Cancel",
    ]);
  });

  it("says who asks, and posts to the address it was given", () => {
    const markup = renderSelectAccount(SELECT_ACCOUNT);
    for (const part of ["Photo Printer", 'action="/tenant/interaction/x"', 'value="seal"', 'value="continue"'])
      assert.include(markup, part);
  });

  it("keeps the directions of names apart from the words around them", () => {
    assert.include(renderSelectAccount({ ...SELECT_ACCOUNT, username: "עליזה" }), "<bdi>עליזה</bdi>");
  });

  for (const display of ["page", "popup", "touch", "wap"] as const) {
    it(`is marked for ${display}`, () => {
      const expected = display === "page" ? "<body>" : `<body class="${display}">`;
      assert.include(renderSelectAccount({ ...SELECT_ACCOUNT, display }), expected);
    });
  }
});
