import { assert } from "chai";

import { thrownBy } from "../../../test/support/refusals.ts";
import { KnexAudit } from "./audit.ts";
import { type Outcome, toldStatements } from "./_told_statements_test.ts";

const ROW = {
  id: "12",
  happened_at: 5,
  event: "login.failed",
  client_id: null,
  account_id: null,
  family: null,
  trace: null,
  detail: { from: "192.0.2.1" },
};

function auditMeeting(...outcomes: readonly Outcome[]) {
  const { statements, sent } = toldStatements(...outcomes);
  return { audit: new KnexAudit(3, statements), sent };
}

describe("KnexAudit", () => {
  it("reads a number that comes as text, since there may be more entries than fit an integer", async () => {
    const beyond = String(2 ** 40);
    const [first, second] = await auditMeeting([ROW, { ...ROW, id: beyond }]).audit.list({ limit: 2 });
    assert.strictEqual(first?.id, 12);
    assert.strictEqual(second?.id, 2 ** 40);
  });

  it("leaves out what is null, and nothing else", async () => {
    const [bare, full] = await auditMeeting([
      ROW,
      { ...ROW, client_id: 0, account_id: 0, family: "", trace: "" },
    ]).audit.list({ limit: 2 });
    const common = { id: 12, at: 5, event: "login.failed", detail: { from: "192.0.2.1" } };
    assert.deepEqual(bare, common);
    assert.deepEqual(full, { ...common, client: 0, accountId: 0, family: "", trace: "" });
  });

  it("writes null for what an entry does not name", async () => {
    const { audit, sent } = auditMeeting(1);
    await audit.add({ at: 5, event: "e", accountId: 9, detail: {} });
    assert.deepEqual(sent[0]?.values, [3, 5, "e", null, 9, null, null, "{}"]);
  });

  it("refuses a detail that cannot be stored, rather than to lose half of it", async () => {
    const { audit, sent } = auditMeeting();
    const entry = { at: 5, event: "e", detail: { agent: "\ud800" } };
    assert.instanceOf(await thrownBy(() => audit.add(entry)), RangeError);
    assert.isEmpty(sent);
  });

  it("is never written twice by a break of the connection", async () => {
    const { audit, sent } = auditMeeting(1);
    await audit.add({ at: 5, event: "e", detail: {} });
    assert.notProperty(sent[0]!.statement, "reads");
  });

  it("has no entry of an event that has no storable name, and does not ask", async () => {
    const { audit, sent } = auditMeeting([ROW]);
    assert.isEmpty(await audit.list({ limit: 1, event: "\0" }));
    assert.isEmpty(sent);
  });
});
