import { assert } from "chai";
import { codeFlow } from "../../../test/support/code_flow.ts";
import { labIssuer } from "../../../test/support/lab_issuer.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import type { Fault } from "../faults/fault.ts";

const EXTRA: Fault = {
  name: "extra",
  place: "token",
  says: "There is a member more",
  tokenReply: (body) => ({ ...body, extra: true }),
};

describe("a fault of the token response", () => {
  it("is in the answer and in the journal", async () => {
    const lab = await labIssuer({ known: [EXTRA], faults: [{ fault: "extra" }] });
    const flow = await codeFlow(lab);
    assert.equal(bodyOf(await flow.redeem(await flow.code()))["extra"], true);
    assert.deepEqual(lab.journal().at(-1)?.faults, ["extra"]);
  });
});
