import { assert } from "chai";
import { createClosers } from "./closers.ts";

describe("createClosers()", () => {
  it("closes the last first, each once, and goes on when one cannot be closed", async () => {
    const closers = createClosers();
    const closed: string[] = [];
    closers.add(async () => closed.push("services"));
    closers.add(() => Promise.reject(new TypeError("stuck")));
    closers.add(async () => closed.push("server"));
    const thrown = await closers.closeAll();
    assert.deepEqual(closed, ["server", "services"]);
    assert.deepEqual(thrown.map(String), ["TypeError: stuck"]);
    assert.isEmpty(await closers.closeAll());
    assert.lengthOf(closed, 2);
  });
});
