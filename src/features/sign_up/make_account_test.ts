import { assert } from "chai";
import { PASSWORD, person } from "../../../test/support/cast.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { AccountRefused } from "../../accounts/mod.ts";
import { isTaken, makeAccount } from "./make_account.ts";

const INPUT = { username: "alice", password: PASSWORD };

describe("makeAccount()", () => {
  it("makes a person who is nobody of the staff, with the password as a hash", async () => {
    const { issuer, clock } = await issuerUnderTest();
    const made = await makeAccount(INPUT, { issuer });
    assert.isTrue(made?.isNew);
    const { passwordHash, ...account } = made.account;
    assert.deepInclude(account, { username: "alice", isStaff: false, isActive: true, createdAt: clock.now() });
    assert.isTrue(await issuer.slowHash.verify(passwordHash, PASSWORD));
  });

  it("makes nobody of an input with complaints", async () => {
    const { issuer } = await issuerUnderTest();
    const thrown = await makeAccount({ ...INPUT, username: "a b" }, { issuer }).catch((error: unknown) => error);
    assert.instanceOf(thrown, AccountRefused);
    assert.isFalse(await isTaken("a b", { issuer }));
  });

  for (const [what, said, since, expected] of [
    ["since a moment ago, with this password", {}, 0, "same"],
    ["before", {}, 1, undefined],
    ["and was barred since", { isActive: false }, 0, undefined],
    ["with another password", { passwordHash: "another" }, 0, undefined],
    ["where nobody asks since when", {}, undefined, undefined],
  ] as const) {
    it(`answers ${expected ?? "nobody"} of a name that somebody has ${what}`, async () => {
      const { issuer, clock } = await issuerUnderTest();
      const before = await person(issuer, { username: "ALICE", ...said });
      const options = since === undefined ? { issuer } : { issuer, madeSince: clock.now() + since };
      const made = await makeAccount(INPUT, options);
      assert.deepEqual(made, expected === "same" ? { account: before, isNew: false } : undefined);
    });
  }

  it("does not hide what else goes wrong", async () => {
    const { issuer } = await issuerUnderTest();
    const add = () => Promise.reject(new TypeError("The store is broken"));
    const broken = { ...issuer, durable: { ...issuer.durable, accounts: { ...issuer.durable.accounts, add } } };
    const thrown = await makeAccount(INPUT, { issuer: broken }).catch((error: unknown) => error);
    assert.instanceOf(thrown, TypeError);
  });
});

describe("isTaken()", () => {
  it("takes names for the same that look the same", async () => {
    const { issuer } = await issuerUnderTest();
    await person(issuer, { username: "alice" });
    for (const [name, expected] of [
      ["alice", true],
      ["Alice", true],
      ["ａｌｉｃｅ", true],
      ["alice2", false],
    ] as const)
      assert.equal(await isTaken(name, { issuer }), expected, name);
  });
});
