import { assert } from "chai";

import { thrownBy } from "../../../test/support/refusals.ts";
import { KnexConsents } from "./consents.ts";
import { type Outcome, toldStatements } from "./_told_statements_test.ts";

const CONSENT = { accountId: 1, client: 2, scope: ["read"], grantedAt: 5 };

function consentsMeeting(...outcomes: readonly Outcome[]) {
  const { statements, sent } = toldStatements(...outcomes);
  return { consents: new KnexConsents(3, statements), sent };
}

describe("KnexConsents", () => {
  it("writes each scope once, in the order in which they were first named", async () => {
    const { consents, sent } = consentsMeeting([{ account_id: 1, client_id: 2, scope: [], granted_at: 5 }]);
    await consents.remember({ ...CONSENT, scope: ["b", "a", "b", "c", "a"] });
    assert.deepEqual(sent[0]?.values, [3, 1, 2, ["b", "a", "c"], 5]);
  });

  it("answers what is on record, not what was asked to be remembered", async () => {
    const row = { account_id: 1, client_id: 2, scope: ["old", "read"], granted_at: 5 };
    assert.deepEqual(await consentsMeeting([row]).consents.remember(CONSENT), { ...CONSENT, scope: row.scope });
  });

  it("is not remembered again when the connection breaks, though it could be", async () => {
    const { consents, sent } = consentsMeeting([{ account_id: 1, client_id: 2, scope: [], granted_at: 5 }]);
    await consents.remember(CONSENT);
    assert.notProperty(sent[0]!.statement, "reads");
  });

  it("says so when a row that was written does not come back", async () => {
    assert.instanceOf(await thrownBy(() => consentsMeeting([]).consents.remember(CONSENT)), TypeError);
  });

  for (const [person, client] of [
    [0, 1],
    [1, 0],
    [1.5, 1],
    [1, 2 ** 31],
  ] as const) {
    it(`asks the database nothing about the person ${person} and the client ${client}`, async () => {
      const { consents, sent } = consentsMeeting();
      assert.isUndefined(await consents.find(person, client));
      assert.isFalse(await consents.forget(person, client));
      assert.isEmpty(sent);
    });
  }

  it("lists nothing for what is nobody's number, without asking", async () => {
    const { consents, sent } = consentsMeeting();
    assert.isEmpty(await consents.list(Number.NaN));
    assert.isEmpty(sent);
  });

  for (const [count, expected] of [
    [0, false],
    [1, true],
  ] as const) {
    it(`is ${expected} about forgetting where ${count} rows went`, async () => {
      assert.equal(await consentsMeeting(count).consents.forget(1, 2), expected);
    });
  }
});
