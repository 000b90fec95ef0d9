import { assert } from "chai";
import { type Channel, visits } from "./visits.ts";

const PAGE = "http://a.test/authorize?state=1";

/** What happens, in order: a channel = the address came by it, `ended` = the visit did. */
function begun(...events: readonly (Channel | "ended")[]): readonly boolean[] {
  const all = visits();
  return events.flatMap((event) => {
    if (event !== "ended") return [all.begin(PAGE, event)];
    all.ended(PAGE);
    return [];
  });
}

describe("visits()", () => {
  for (const [what, events, expected] of [
    ["opens what is printed", ["printed"], [true]],
    ["opens what is opened", ["opened"], [true]],
    ["opens once what is printed and then opened", ["printed", "opened"], [true, false]],
    ["opens once what is opened when the printed one has been visited", ["printed", "ended", "opened"], [true, false]],
    ["opens once what is printed three times at once", ["printed", "printed", "printed"], [true, false, false]],
    ["opens twice what is opened twice", ["opened", "ended", "opened"], [true, true]],
    [
      "opens twice what is printed and opened twice",
      ["printed", "opened", "ended", "printed", "opened", "ended"],
      [true, false, true, false],
    ],
  ] as const) {
    it(what, () => assert.deepEqual(begun(...events), [...expected]));
  }

  it("knows one address from another", () => {
    const all = visits();
    assert.isTrue(all.begin(PAGE, "printed"));
    assert.isTrue(all.begin(`${PAGE}2`, "printed"));
  });

  it("hears of the end of what nobody began", () => visits().ended(PAGE));
});
