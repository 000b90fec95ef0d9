import { assert } from "chai";

import { thrownBy } from "../../../test/support/refusals.ts";
import { StoreUnavailable } from "../store_error.ts";
import { toldStatements } from "./_told_statements_test.ts";
import { findOrAddIssuer, listIssuers, removeIssuer } from "./issuers.ts";

function verbs({ sent }: ReturnType<typeof toldStatements>): readonly (string | undefined)[] {
  return sent.map(({ statement }) => statement.text.split(" ")[0]);
}

describe("findOrAddIssuer()", () => {
  it("writes nothing when the issuer is there", async () => {
    const told = toldStatements([{ id: 5 }]);
    assert.equal(await findOrAddIssuer("known", told.statements), 5);
    assert.deepEqual(verbs(told), ["SELECT"]);
  });

  it("makes an issuer that is new, and has its number from the same statement", async () => {
    const told = toldStatements([], [{ id: 6 }]);
    assert.equal(await findOrAddIssuer("new", told.statements), 6);
    assert.deepEqual(verbs(told), ["SELECT", "INSERT"]);
    assert.deepEqual(
      told.sent.map(({ values }) => values),
      [["new"], ["new"]],
    );
  });

  it("says which issuer it could not make", async () => {
    const error = await thrownBy(() => findOrAddIssuer("lost", toldStatements([], []).statements));
    assert.instanceOf(error, TypeError);
    assert.include(String(error), "'lost'");
  });

  it("may only be sent again in what it reads", async () => {
    const told = toldStatements([], [{ id: 6 }]);
    await findOrAddIssuer("new", told.statements);
    assert.deepEqual(
      told.sent.map(({ statement }) => statement.reads),
      [true, undefined],
    );
  });
});

describe("listIssuers()", () => {
  it("answers the names in the order in which they are found", async () => {
    const told = toldStatements([{ name: "lab/2" }, { name: "lab/1" }]);
    assert.deepEqual(await listIssuers({ prefix: "lab/" }, told.statements), ["lab/2", "lab/1"]);
    assert.deepEqual(told.sent[0]?.values, ["lab/"]);
    assert.isTrue(told.sent[0]?.statement.reads);
  });

  for (const [before, asked] of [
    [1_700_000_000, 1_700_000_000],
    [0, 0],
    [Infinity, 9_224_318_015_999],
    [-Infinity, -62_167_219_200],
  ] as const) {
    it(`asks for those made before ${before} with a moment that Postgres can compare`, async () => {
      const told = toldStatements([]);
      await listIssuers({ prefix: "lab/", before }, told.statements);
      assert.deepEqual(told.sent[0]?.values, ["lab/", asked]);
    });
  }

  for (const prefix of ["a\0", "\ud800"]) {
    it(`asks nobody for ${JSON.stringify(prefix)}, with which no name can begin`, async () => {
      const told = toldStatements([{ name: "x" }]);
      assert.isEmpty(await listIssuers({ prefix }, told.statements));
      assert.isEmpty(told.sent);
    });
  }
});

describe("removeIssuer()", () => {
  for (const [rows, isRemoved] of [
    [1, true],
    [0, false],
  ] as const) {
    it(`is ${isRemoved} when ${rows} row was removed, all in one statement, which is never sent again`, async () => {
      const told = toldStatements(rows);
      assert.equal(await removeIssuer("lab/1", told.statements), isRemoved);
      assert.deepEqual(verbs(told), ["DELETE"]);
      assert.deepEqual(told.sent[0]?.values, ["lab/1"]);
      assert.notProperty(told.sent[0]?.statement, "reads");
    });
  }

  for (const name of ["a\0", "\ud800"]) {
    it(`asks nobody to remove ${JSON.stringify(name)}, which no issuer is named`, async () => {
      const told = toldStatements(1);
      assert.isFalse(await removeIssuer(name, told.statements));
      assert.isEmpty(told.sent);
    });
  }

  it("does not hide that the database is away", async () => {
    const away = new StoreUnavailable("postgres", undefined);
    assert.equal(await thrownBy(() => removeIssuer("x", toldStatements(away).statements)), away);
  });
});
