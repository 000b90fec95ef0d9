import { assert } from "chai";
import { systemClock } from "../platform/mod.ts";
import { memoryContext } from "./_memory_context_test.ts";
import { writeAudit } from "./audit.ts";

describe("writeAudit()", () => {
  it("writes down what was done, now, and that a command did it", async () => {
    const context = await memoryContext();
    await writeAudit(context, { event: "client.removed", client: 7, detail: { name: "x" } });
    const [{ at, id: _, ...entry } = assert.fail("nothing was written")] = await context.durable.audit.list({
      limit: 9,
    });
    assert.closeTo(at, systemClock.now(), 5);
    assert.deepEqual(entry, { event: "client.removed", client: 7, detail: { name: "x", by: "command line" } });
  });

  it("needs no detail", async () => {
    const context = await memoryContext();
    await writeAudit(context, { event: "token.revoked" });
    const [entry] = await context.durable.audit.list({ limit: 9 });
    assert.deepEqual(entry?.detail, { by: "command line" });
  });
});
