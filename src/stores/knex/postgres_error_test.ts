import { assert } from "chai";
import { DatabaseError } from "pg";

import { AlreadyTaken, RecordGone, StoreUnavailable } from "../store_error.ts";
import { endsConnection, isUniqueViolation, mayBeRepeated, storeErrorOf } from "./postgres_error.ts";

function refusal(code: string, constraint?: string): DatabaseError {
  const error = new DatabaseError("refused", 1, "error");
  error.code = code;
  if (constraint !== undefined) error.constraint = constraint;
  return error;
}

describe("storeErrorOf() of Postgres", () => {
  for (const [code, what] of [
    ["08006", "a broken connection"],
    ["25006", "a read-only transaction"],
    ["28P01", "a wrong password"],
    ["3D000", "a missing database"],
    ["40P01", "a deadlock"],
    ["53100", "a full disk"],
    ["53300", "too many connections"],
    ["55P03", "a lock that is not to be had"],
    ["57014", "a statement that took too long"],
    ["57P01", "a server that is stopped"],
    ["58030", "an error of its disk"],
  ] as const) {
    it(`takes ${what} (${code}) for Postgres being away`, () => {
      const cause = refusal(code);
      const error = storeErrorOf(cause);
      assert.instanceOf(error, StoreUnavailable);
      assert.include(error, { store: "postgres", cause });
    });
  }

  for (const [constraint, member] of [
    ["clients_client_id_key", "clientId"],
    ["accounts_username_key", "username"],
    ["accounts_sub_key", "sub"],
  ] as const) {
    it(`takes a breach of ${constraint} for a ${member} that is taken`, () => {
      const error = storeErrorOf(refusal("23505", constraint));
      assert.instanceOf(error, AlreadyTaken);
      assert.propertyVal(error, "member", member);
    });
  }

  it("takes a breach of a reference for a record that is gone", () => {
    assert.instanceOf(storeErrorOf(refusal("23503")), RecordGone);
  });

  for (const code of ["22021", "22P05"]) {
    it(`takes ${code} for a text that cannot be stored`, () =>
      assert.instanceOf(storeErrorOf(refusal(code)), RangeError));
  }

  for (const error of [
    refusal("23505", "families_pkey"),
    refusal("23505"),
    refusal("42P01"),
    refusal("22P02"),
    refusal("25001"),
    refusal("3F000"),
  ]) {
    it(`leaves ${error.code} ${error.constraint ?? ""} as it is`, () => assert.equal(storeErrorOf(error), error));
  }

  for (const error of [new Error("Connection terminated unexpectedly"), new TypeError("x"), undefined]) {
    it(`takes whatever else the driver throws (${String(error)}) for Postgres being away`, () => {
      assert.instanceOf(storeErrorOf(error), StoreUnavailable);
    });
  }
});

describe("isUniqueViolation()", () => {
  it("holds for 23505 alone", () => {
    const errors = [refusal("23505"), refusal("23503"), new Error("23505")];
    assert.deepEqual(errors.map(isUniqueViolation), [true, false, false]);
  });
});

describe("mayBeRepeated()", () => {
  it("holds for what the server rolled back and asks for again", () => {
    const errors = [refusal("40001"), refusal("40P01"), refusal("40003"), refusal("57014"), new Error("40001")];
    assert.deepEqual(errors.map(mayBeRepeated), [true, true, false, false, false]);
  });
});

describe("endsConnection()", () => {
  it("holds for what breaks a connection, not for what a statement meets", () => {
    const errors = [
      refusal("08006"),
      refusal("57P01"),
      new Error("Query read timeout"),
      refusal("57014"),
      refusal("23505"),
      refusal("53100"),
    ];
    assert.deepEqual(errors.map(endsConnection), [true, true, true, false, false, false]);
  });
});
