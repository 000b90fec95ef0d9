import { assert } from "chai";
import { complaintsAbout, tabOrder } from "./_inspect_test.ts";
import { fieldsOf, findAll, mainText } from "./_read_page_test.ts";
import { ACCOUNT } from "./_sample_pages_test.ts";
import { type OwnSession, renderAccount } from "./mod.ts";

const ACTION = "/tenant/account/sessions/end";

/** The account page of somebody with this one and so many further sessions. */
function pageWith(others: number): string {
  const [current] = ACCOUNT.sessions;
  const further = Array.from({ length: others }, (_, index): OwnSession => ({
    sid: `sid-${index}`,
    browser: "Chrome on Windows",
    since: `${index} May 2026`,
    current: false,
    applications: [`Application ${index}`],
  }));
  return renderAccount({ ...ACCOUNT, authorized: [], sessions: [current!, ...further] });
}

describe("the sessions on the account page", () => {
  for (const words of ["Firefox on Linux", "this one", "3 May 2026", "Safari on iPhone", "Photo Printer"]) {
    it(`say '${words}'`, () => assert.include(mainText(renderAccount(ACCOUNT)), words));
  }

  it("are ended by a post with the token and the name of the session, but for this one", () => {
    assert.deepEqual(fieldsOf(pageWith(1), ACTION), [
      ["csrf", "seal"],
      ["sid", "sid-0"],
    ]);
    assert.lengthOf(findAll(pageWith(0), "form", { action: ACTION }), 0);
  });

  it("are told apart by those who hear the page", () => {
    const buttons = tabOrder(pageWith(2)).filter((name) => name.startsWith("button End"));
    assert.deepEqual(buttons, [
      "button End the session of Chrome on Windows since 0 May 2026",
      "button End the session of Chrome on Windows since 1 May 2026",
      "button End all others",
    ]);
  });

  for (const [others, expected] of [
    [0, 0],
    [1, 0],
    [2, 1],
    [40, 1],
  ] as const) {
    it(`are ${expected === 0 ? "not " : ""}ended all together when there are ${others} others`, () => {
      const html = pageWith(others);
      assert.lengthOf(findAll(html, "button", { name: "others" }), expected);
      assert.deepEqual(complaintsAbout(html), []);
    });
  }
});
