import { assert } from "chai";
import type { Middleware } from "koa";
import { contextOf } from "../../test/support/koa_context.ts";
import { inTurn } from "./in_turn.ts";

function noting(notes: string[], name: string): Middleware {
  return async (_context, next) => {
    notes.push(`${name} in`);
    await next();
    notes.push(`${name} out`);
  };
}

describe("inTurn()", () => {
  for (const names of [[], ["a"], ["a", "b"], ["a", "b", "c"]]) {
    it(`runs ${names.length} middlewares one inside of the other`, async () => {
      const notes: string[] = [];
      await inTurn(names.map((name) => noting(notes, name)))(contextOf(), async () => void notes.push("end"));
      const inside = names.map((name) => `${name} in`);
      const outside = names.map((name) => `${name} out`).toReversed();
      assert.deepEqual(notes, [...inside, "end", ...outside]);
    });
  }

  it("goes no further than one that does not", async () => {
    const notes: string[] = [];
    const stop: Middleware = () => undefined;
    await inTurn([noting(notes, "a"), stop, noting(notes, "b")])(contextOf(), () => assert.fail("it went on"));
    assert.deepEqual(notes, ["a in", "a out"]);
  });
});
