import { assert } from "chai";
import { DatabaseError } from "pg";

import { thrownBy } from "../../../test/support/refusals.ts";
import { digest } from "../../platform/mod.ts";
import type { FamilyRecord } from "../records.ts";
import { RecordGone } from "../store_error.ts";
import { KnexFamilies } from "./families.ts";
import type { Statements } from "./statements.ts";
import { toldStatements } from "./_told_statements_test.ts";

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

  it("does not take a code of another for a person who is gone", async () => {
    const { families, sent } = familiesMeeting(new RecordGone());
    assert.isFalse(await families.open(FAMILY));
    assert.lengthOf(sent, 1);
  });

  it("revokes early nothing that refers to nobody, and says nothing", async () => {
    const { families, sent } = familiesMeeting(new RecordGone());
    await families.revokeEarly(FAMILY, 2);
    assert.lengthOf(sent, 1);
  });

  for (const [what, ask, expected] of [
    ["find of NUL", (families: KnexFamilies) => families.find("\0"), undefined],
    ["revoke of half a pair", (families: KnexFamilies) => families.revoke("\ud800", 2), false],
  ] as const) {
    it(`asks the database nothing for a ${what}`, async () => {
      const { statements, sent } = toldStatements([{}]);
      assert.equal(await ask(new KnexFamilies(1, statements)), expected);
      assert.isEmpty(sent);
    });
  }

  it("lists nothing for what is nobody's number, without asking", async () => {
    const { statements, sent } = toldStatements([{}]);
    assert.isEmpty(await new KnexFamilies(1, statements).listOf(0));
    assert.isEmpty(sent);
  });

  for (const whose of [{}, { accountId: undefined, client: undefined }] as const) {
    it(`asks nothing about the families of nobody, ${Object.keys(whose).length} members being named`, async () => {
      const { statements, sent } = toldStatements();
      const families = new KnexFamilies(1, statements);
      const nobody = whose as { readonly accountId?: number };
      for (const ask of [() => families.revokeAll(nobody, 1), () => families.unrevokedTags(nobody)])
        assert.instanceOf(await thrownBy(ask), RangeError);
      assert.isEmpty(sent);
    });
  }

  it("counts nothing to be cleared where nothing comes back", async () => {
    assert.equal(await new KnexFamilies(1, toldStatements([]).statements).countCleared(5), 0);
  });

  it("makes a family that lasts for ever by a null, not by leaving the old end", async () => {
    const { statements, sent } = toldStatements(1);
    const [from, to] = [digest("a"), digest("b")];
    await new KnexFamilies(1, statements).rotate({ tag: "t", from, to, at: 5 });
    assert.deepEqual(sent[0]?.values, [1, "t", from, to, 5, null]);
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
