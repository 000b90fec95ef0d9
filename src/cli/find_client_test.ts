import { assert } from "chai";
import { leanClient } from "../../test/contract/record_samples.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { memoryContext } from "./_memory_context_test.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { findClient } from "./find_client.ts";

describe("findClient()", () => {
  it("finds the client that is named", async () => {
    const context = await memoryContext();
    const client = await context.durable.clients.add(leanClient({ clientId: "c1" }));
    assert.deepEqual(await findClient(context, { clientId: "c1", refusal: "Cannot" }), client);
  });

  it("refuses the command, in its own words, when there is none", async () => {
    const error = await thrownBy(async () =>
      findClient(await memoryContext(), { clientId: "c1", refusal: "Cannot fly" }),
    );
    assert.instanceOf(error, CommandFailed);
    assert.deepEqual([error.exitCode, error.message], [EXIT.refused, "Cannot fly"]);
    assert.deepEqual(error.details, [{ field: "CLIENT_ID", says: "There is no client 'c1'" }]);
  });
});
