import { assert } from "chai";
import { assertRefused } from "../../../test/support/refusals.ts";
import { visit } from "../_visit_test.ts";
import { doneNote } from "./done_note.ts";

const SAYS = { saved: "Saved.", gone: "It is gone." };

describe("doneNote()", () => {
  for (const [query, expected] of [
    ["done=saved", { note: "Saved." }],
    ["done=gone&x=y", { note: "It is gone." }],
    ["", {}],
    ["done=", {}],
    ["done=Saved.", {}],
    ["done=constructor", {}],
    ["done=__proto__", {}],
  ] as const) {
    it(`of ?${query} is ${JSON.stringify(expected)}`, async () =>
      assert.deepEqual(doneNote((await visit()).request({ query }), SAYS), expected));
  }

  it("is one", async () => {
    const { request } = await visit();
    await assertRefused(() => doneNote(request({ query: "done=saved&done=gone" }), SAYS), { code: "invalid_request" });
  });
});
