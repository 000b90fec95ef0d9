import { assert } from "chai";

import { thrownBy } from "../../../test/support/refusals.ts";
import { RecordGone, StoreUnavailable } from "../store_error.ts";
import { answers, durableStoreFor } from "./durable.ts";
import { toldStatements } from "./_told_statements_test.ts";

describe("durableStoreFor()", () => {
  it("makes an issuer that is new, and works with the number that it got", async () => {
    const told = toldStatements([], [{ id: 6 }], 1);
    const store = await durableStoreFor("new", told.statements);
    assert.isTrue(await store.claimOnce("x"));
    assert.deepEqual(told.sent.at(-1)?.values, [6, "x"]);
  });

  it("does not hide that an issuer was removed", async () => {
    const gone = new RecordGone();
    const store = await durableStoreFor("removed", toldStatements([{ id: 6 }], gone).statements);
    assert.equal(await thrownBy(() => store.claimOnce("x")), gone);
  });

  it("narrows every record to the issuer", async () => {
    const told = toldStatements([{ id: 5 }]);
    const { clients, accounts, consents, families, audit } = await durableStoreFor("known", told.statements);
    await clients.find("a");
    await accounts.find(1);
    await consents.find(1, 1);
    await families.find("t");
    await audit.list({ limit: 1 });
    const first = told.sent.slice(1).map(({ values }) => values[0]);
    assert.deepEqual(first, [5, 5, 5, 5, 5]);
  });
});

describe("answers()", () => {
  it("is whether the database does, and never throws", async () => {
    assert.isTrue(await answers(toldStatements([]).statements));
    for (const error of [new StoreUnavailable("postgres", undefined), new TypeError("a mistake")])
      assert.isFalse(await answers(toldStatements(error).statements));
  });
});
