import { assert } from "chai";
import { assertRefused } from "../../../test/support/refusals.ts";
import { wireRequest } from "../../protocol/mod.ts";
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
    it(`of ?${query} is ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(doneNote({ request: wireRequest({ query }) }, SAYS), expected));
  }

  it("is one", async () => {
    const request = wireRequest({ query: "done=saved&done=gone" });
    await assertRefused(() => doneNote({ request }, SAYS), { code: "invalid_request" });
  });
});
