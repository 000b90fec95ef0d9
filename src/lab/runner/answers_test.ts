import { assert } from "chai";
import { answers } from "./answers.ts";

describe("answers()", () => {
  it("gives what came, in its order", async () => {
    const all = answers();
    all.add("first");
    all.add("second");
    assert.deepEqual([await all.next(), await all.next()], ["first", "second"]);
  });

  it("waits for what did not come yet, the one who asked first gets the first", async () => {
    const all = answers();
    const asked = [all.next(), all.next()];
    all.add("first");
    all.add("second");
    assert.deepEqual(await Promise.all(asked), ["first", "second"]);
  });

  it("lets those go who wait, once it is closed", async () => {
    const all = answers();
    const asked = all.next();
    all.close();
    assert.isUndefined(await asked);
    assert.isUndefined(await all.next());
  });

  it("still gives what came before it was closed, and nothing that came after", async () => {
    const all = answers();
    all.add("before");
    all.close();
    all.add("after");
    assert.deepEqual([await all.next(), await all.next()], ["before", undefined]);
  });
});
