import { assert } from "chai";

import { thrownBy } from "../../../test/support/refusals.ts";
import { LastOfStaff } from "../store_error.ts";
import { KnexAccounts } from "./accounts.ts";
import { type Outcome, toldStatements } from "./_told_statements_test.ts";

const ROW = {
  id: 7,
  sub: "a-sub",
  username: "Zoë",
  email: "",
  first_name: "𐍈",
  last_name: "O'Hara",
  password_hash: "$argon2id$x",
  is_staff: false,
  is_active: true,
  last_login: null,
  created_at: 1,
  updated_at: 2,
};

const RECORD = {
  id: 7,
  sub: "a-sub",
  username: "Zoë",
  email: "",
  firstName: "𐍈",
  lastName: "O'Hara",
  passwordHash: "$argon2id$x",
  isStaff: false,
  isActive: true,
  createdAt: 1,
  updatedAt: 2,
};

function accountsMeeting(...outcomes: readonly Outcome[]) {
  const { statements, sent } = toldStatements(...outcomes);
  return { accounts: new KnexAccounts(3, statements), sent };
}

describe("KnexAccounts", () => {
  it("reads a row without a member for what is null, and with each for what is empty", async () => {
    const { accounts } = accountsMeeting([ROW], [{ ...ROW, last_login: 0 }]);
    assert.deepEqual(await accounts.find(7), RECORD);
    assert.deepEqual(await accounts.find(7), { ...RECORD, lastLogin: 0 });
  });

  it("reads no column that it does not know, so that a newer schema shows nothing", async () => {
    const { accounts } = accountsMeeting([{ ...ROW, from_the_future: "x" }]);
    assert.deepEqual(await accounts.find(7), RECORD);
  });

  it("asks for a user name by its key", async () => {
    const { accounts, sent } = accountsMeeting([ROW]);
    await accounts.findByUsername("ＺＯË");
    assert.deepEqual(sent[0]?.values, [3, "zoë"]);
  });

  it("writes the key with the user name, and never without it", async () => {
    const { accounts, sent } = accountsMeeting([ROW], [ROW]);
    await accounts.change(7, { username: "Ünal" });
    await accounts.change(7, { email: "x" });
    assert.match(sent[0]!.statement.text, /SET username = \$3, username_key = \$4, username_words = \$5 WHERE/);
    assert.deepEqual(sent[0]!.values, [3, 7, "Ünal", "ünal", ["ünal"]]);
    assert.notInclude(sent[1]!.statement.text, "username_key =");
  });

  for (const changes of [{}, { sub: "another" }, { id: 9 }] as readonly object[]) {
    it(`only reads where ${JSON.stringify(changes)} is to be changed`, async () => {
      const { accounts, sent } = accountsMeeting([ROW]);
      assert.deepEqual(await accounts.change(7, changes), RECORD);
      assert.deepEqual(
        sent.map(({ statement }) => statement.reads),
        [true],
      );
    });
  }

  for (const [what, ask] of [
    ["find of a number that is none", (accounts: KnexAccounts) => accounts.find(Number.NaN)],
    ["change of a number that is too large", (accounts: KnexAccounts) => accounts.change(2 ** 31, { email: "x" })],
    ["remove of nobody", (accounts: KnexAccounts) => accounts.remove(-1, 5)],
    ["findBySub of NUL", (accounts: KnexAccounts) => accounts.findBySub("\0")],
    ["findByUsername of half a pair", (accounts: KnexAccounts) => accounts.findByUsername("\udc00")],
  ] as const) {
    it(`asks the database nothing for a ${what}`, async () => {
      const { accounts, sent } = accountsMeeting([ROW]);
      assert.isUndefined(await ask(accounts));
      assert.isEmpty(sent);
    });
  }

  it("sends nothing of a record that cannot be stored", async () => {
    const { accounts, sent } = accountsMeeting();
    const { id: _id, ...record } = RECORD;
    assert.instanceOf(await thrownBy(() => accounts.add({ ...record, lastName: "a\0b" })), RangeError);
    assert.isEmpty(sent);
  });

  it("says so when a row that was written does not come back", async () => {
    const { id: _id, ...record } = RECORD;
    assert.instanceOf(await thrownBy(() => accountsMeeting([]).accounts.add(record)), TypeError);
  });

  describe("change() of who administers", () => {
    it("asks whether somebody is left in the statement that writes, where it may take somebody away", async () => {
      for (const [changes, expected] of [
        [{ isStaff: false }, true],
        [{ isActive: false, email: "x" }, true],
        [{ isStaff: true, isActive: true }, false],
        [{ email: "x" }, false],
      ] as const) {
        const { accounts, sent } = accountsMeeting([ROW]);
        await accounts.change(7, changes);
        assert.equal(sent[0]!.statement.text.includes("AND leaves_staff($1, $2)"), expected);
      }
    });

    it("tells the last of staff from one who is not there", async () => {
      const last = accountsMeeting([], [ROW]).accounts;
      assert.instanceOf(await thrownBy(async () => last.change(7, { isActive: false })), LastOfStaff);
      assert.isUndefined(await accountsMeeting([], []).accounts.change(7, { isActive: false }));
      assert.isUndefined(await accountsMeeting([], [ROW]).accounts.change(7, { email: "x" }));
    });
  });

  describe("search()", () => {
    it("writes each term as the beginning of a word that means nothing else", async () => {
      const { accounts, sent } = accountsMeeting([]);
      await accounts.search({ text: " O'Ha\\ra  %:* ", order: { by: "newest" }, limit: 5 });
      assert.include(sent[0]!.values, "'o''ha\\\\ra':* & '%:*':*");
      assert.notInclude(sent[0]!.statement.text, "o'");
    });

    it("asks nothing of the database for what it cannot hold", async () => {
      const { accounts, sent } = accountsMeeting();
      assert.isEmpty(await accounts.search({ text: "a\0", order: { by: "newest" }, limit: 5 }));
      assert.equal(await accounts.count({ text: "\ud800", limit: 5 }), 0);
      assert.isEmpty(sent);
    });
  });

  describe("remove()", () => {
    it("refuses the last of staff", async () => {
      const { accounts } = accountsMeeting([{ was_there: true, was_last: true, tags: [] }]);
      assert.instanceOf(await thrownBy(async () => accounts.remove(7, 99)), LastOfStaff);
    });

    it("answers the tags of a person who was there", async () => {
      const { accounts, sent } = accountsMeeting([{ was_there: true, tags: ["a", "b"] }]);
      assert.deepEqual(await accounts.remove(7, 99), ["a", "b"]);
      assert.deepEqual(sent[0]?.values, [3, 7, 99]);
    });

    it("is undefined for one who was not, whatever else came back", async () => {
      assert.isUndefined(await accountsMeeting([{ was_there: false, tags: [] }]).accounts.remove(7, 99));
      assert.isUndefined(await accountsMeeting([]).accounts.remove(7, 99));
    });

    it("is not sent again when the connection breaks", async () => {
      const { accounts, sent } = accountsMeeting([{ was_there: true, tags: [] }]);
      await accounts.remove(7, 99);
      assert.notProperty(sent[0]!.statement, "reads");
    });
  });

  it("lists from the beginning where no place is given", async () => {
    const { accounts, sent } = accountsMeeting([ROW, { ...ROW, id: 8 }], []);
    const page = await accounts.list({ limit: 2 });
    await accounts.list({ after: 8, limit: 2 });
    assert.deepEqual(
      page.map(({ id }) => id),
      [7, 8],
    );
    assert.deepEqual(
      sent.map(({ values }) => values),
      [
        [3, 0, 2],
        [3, 8, 2],
      ],
    );
  });
});
