import { assert } from "chai";

import { thrownBy } from "../../../test/support/refusals.ts";
import { StoreUnavailable } from "../store_error.ts";
import { answers, durableStoreFor } from "./durable.ts";
import { toldStatements } from "./_told_statements_test.ts";

function texts({ sent }: ReturnType<typeof toldStatements>): readonly string[] {
  return sent.map(({ statement }) => statement.text.split(" ").slice(0, 1).join());
}

describe("durableStoreFor()", () => {
  it("writes nothing when the issuer is there", async () => {
    const told = toldStatements([{ id: 5 }]);
    await durableStoreFor("known", told.statements);
    assert.deepEqual(texts(told), ["SELECT"]);
  });

  it("makes an issuer that is new, and reads the number that it got", async () => {
    const told = toldStatements([], 1, [{ id: 6 }], 1);
    const store = await durableStoreFor("new", told.statements);
    await store.claimOnce("x");
    assert.deepEqual(texts(told), ["SELECT", "INSERT", "SELECT", "INSERT"]);
    assert.deepEqual(told.sent.at(-1)?.values, [6, "x"]);
  });

  it("takes the number that another process wrote first", async () => {
    const told = toldStatements([], 0, [{ id: 7 }], 0);
    const store = await durableStoreFor("raced", told.statements);
    assert.isFalse(await store.claimOnce("x"));
    assert.deepEqual(told.sent.at(-1)?.values, [7, "x"]);
  });

  it("says which issuer it could not make", async () => {
    const error = await thrownBy(() => durableStoreFor("lost", toldStatements([], 1, []).statements));
    assert.instanceOf(error, TypeError);
    assert.include(String(error), "'lost'");
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
