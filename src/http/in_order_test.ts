import { assert } from "chai";
import type { Middleware } from "koa";
import { contextOf } from "../../test/support/koa_context.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { inOrder } from "./in_order.ts";

/** Runs middlewares, and says who was asked and who got the answer back, in order. */
async function run(...all: readonly ((say: (word: string) => void) => Middleware)[]): Promise<string> {
  const said: string[] = [];
  const say = (word: string) => void said.push(word);
  await inOrder(all.map((one) => one(say)))(contextOf(), async () => say("next"));
  return said.join(" ");
}

function passing(word: string) {
  return (say: (word: string) => void): Middleware =>
    async (_context, next) => {
      say(word);
      await next();
      say(`/${word}`);
    };
}

describe("inOrder()", () => {
  it("goes on to what comes next where there is nothing", async () => assert.equal(await run(), "next"));

  it("goes through all of them and on to what comes next, and back", async () => {
    assert.equal(await run(passing("a"), passing("b")), "a b next /b /a");
  });

  it("ends with the first that goes no further", async () => {
    assert.equal(await run(passing("a"), (say) => () => say("stop"), passing("b")), "a stop /a");
  });

  it("answers what the first answers", async () => {
    const [first, second]: readonly Middleware[] = [(_context, next) => next(), () => "second"];
    assert.equal(await inOrder([first!, second!])(contextOf(), async () => "next"), "second");
  });

  for (const [name, failing] of [
    ["at once", () => assert.fail("broken")],
    ["later", () => Promise.reject(new TypeError("broken"))],
  ] as const) {
    it(`fails as one of them does, ${name}`, async () => {
      const all = inOrder([(_context, next) => next(), failing]);
      assert.include(String(await thrownBy(() => all(contextOf(), async () => undefined))), "broken");
    });
  }
});
