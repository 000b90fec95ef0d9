import { assert } from "chai";
import { DatabaseError } from "pg";

import type { FamilyRecord } from "../records.ts";
import { KnexFamilies } from "./families.ts";
import type { Statements } from "./statements.ts";

const FAMILY: FamilyRecord = {
  tag: "t",
  client: 1,
  grantType: "authorization_code",
  scope: [],
  generation: 0,
  bindings: {},
  createdAt: 1,
};

/** Families over statements that meet what is told, one after the other: a count of rows, or an error. */
function familiesMeeting(...outcomes: (number | Error)[]) {
  const sent: (string | undefined)[] = [];
  const statements = {
    async written({ name }: { readonly name?: string }) {
      sent.push(name);
      const outcome = outcomes.shift();
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  } as unknown as Statements;
  return { families: new KnexFamilies(1, statements), sent };
}

function codeTaken(): DatabaseError {
  const error = new DatabaseError("duplicate key", 1, "error");
  error.code = "23505";
  return error;
}

describe("KnexFamilies", () => {
  describe("when a code is met before its tag, as the other row was being written at this moment", () => {
    it("opens on the second look a family that was revoked early", async () => {
      const { families, sent } = familiesMeeting(codeTaken(), 1);
      assert.isTrue(await families.open(FAMILY));
      assert.deepEqual(sent, ["families_open", "families_open"]);
    });

    it("says that the code belongs to another when it is met again", async () => {
      assert.isFalse(await familiesMeeting(codeTaken(), codeTaken()).families.open(FAMILY));
    });

    it("revokes early on the second look", async () => {
      const { families, sent } = familiesMeeting(codeTaken(), 1);
      await families.revokeEarly(FAMILY, 2);
      assert.deepEqual(sent, ["families_revoke_early", "families_revoke_early"]);
    });
  });

  it("looks once when nothing is in the way", async () => {
    const { families, sent } = familiesMeeting(1);
    assert.isTrue(await families.open(FAMILY));
    assert.lengthOf(sent, 1);
  });

  it("lets any other error through", async () => {
    const error = new RangeError("else");
    const { families } = familiesMeeting(error);
    assert.equal(await families.open(FAMILY).catch((thrown: unknown) => thrown), error);
  });
});
