import { assert } from "chai";
import { FAST_HASH } from "../../test/support/fast_hash.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { seededRandom } from "../platform/mod.ts";
import { accountComplaints, type AccountInput, AccountRefused, prepareAccount } from "./mod.ts";

const RIGHT: AccountInput = { username: "alice", password: "correct horse" };
const options = { random: seededRandom("accounts"), slowHash: FAST_HASH, now: START };

describe("accountComplaints()", () => {
  const fine: readonly (readonly [string, Partial<AccountInput>])[] = [
    ["the least that can be said", RIGHT],
    ["a change that names no password", { firstName: "Ada" }],
    ["nothing at all", {}],
    ["every sign that a user name may have", { username: "a.b+c-d_e@f1" }],
    ["a user name of another script", { username: "Ωмéga表" }],
    ["a user name of 150 characters", { username: "u".repeat(150) }],
    ["a user name in wide letters, which NFKC folds", { username: "ａｌｉｃｅ" }],
    ["a password of 8 bytes", { password: "8 bytes!" }],
    ["a password of 4 characters that are 8 bytes", { password: "äöüß" }],
    ["a password of 1024 bytes", { password: "p".repeat(1_024) }],
    ["a password with blanks at its ends and signs", { password: " \t\u0000ä💩 " }],
    ["an empty email", { email: "" }],
    ["an email", { email: "alice@example.com" }],
    ["names of any script", { firstName: "Āda-Μαρία", lastName: "O'Hara van der Ü" }],
  ];
  for (const [name, input] of fine) {
    it(`has none about ${name}`, () => assert.deepEqual(accountComplaints(input), []));
  }

  const wrong: readonly (readonly [string, Partial<AccountInput>, keyof AccountInput])[] = [
    ["an empty user name", { username: "" }, "username"],
    ["a user name of 151 characters", { username: "u".repeat(151) }, "username"],
    ["a user name with a blank", { username: "alice smith" }, "username"],
    ["a user name with a line break at its end", { username: "alice\n" }, "username"],
    ["a user name with a slash", { username: "alice/bob" }, "username"],
    ["a user name with a quote", { username: "alice'--" }, "username"],
    ["a user name with an invisible character", { username: "ali\u200bce" }, "username"],
    ["a user name with half of a surrogate pair", { username: "a\ud800" }, "username"],
    ["a user name that grows too long when it is folded", { username: "ﷺ".repeat(150) }, "username"],
    ["a password of 7 bytes", { password: "7 bytes" }, "password"],
    ["an empty password", { password: "" }, "password"],
    ["a password of 1025 bytes", { password: "p".repeat(1_025) }, "password"],
    ["a password of 342 characters that are 1026 bytes", { password: "表".repeat(342) }, "password"],
    ["an email without a host", { email: "alice@" }, "email"],
    ["an email without a name", { email: "@example.com" }, "email"],
    ["an email with two signs", { email: "a@b@c" }, "email"],
    ["an email with a line break", { email: "a@b\nBcc: c" }, "email"],
    ["an email with NUL", { email: "a\0@b" }, "email"],
    ["an email with half of a surrogate pair", { email: "a\udc00@b" }, "email"],
    ["a first name with a control character", { firstName: "A\u0007da" }, "firstName"],
    ["a first name of 151 characters", { firstName: "A".repeat(151) }, "firstName"],
    ["a last name with a line break", { lastName: "A\nB" }, "lastName"],
    ["a last name with half of a surrogate pair", { lastName: "\ud800" }, "lastName"],
  ];
  for (const [name, input, member] of wrong) {
    it(`complains of ${name}`, () => {
      assert.deepEqual(
        accountComplaints(input).map((complaint) => complaint.member),
        [member],
      );
    });
  }
});

describe("prepareAccount()", () => {
  it("makes a record with no more than was said", async () => {
    const account = await prepareAccount(RIGHT, options);
    assert.match(account.sub, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.deepEqual(account, {
      sub: account.sub,
      username: "alice",
      email: "",
      firstName: "",
      lastName: "",
      passwordHash: await FAST_HASH.hash(RIGHT.password),
      isStaff: false,
      isActive: true,
      createdAt: START,
      updatedAt: START,
    });
  });

  it("keeps everything that was said", async () => {
    const said = { email: "a@b.test", firstName: "Ada", lastName: "Byron", isStaff: true };
    assert.deepInclude(await prepareAccount({ ...RIGHT, ...said }, options), said);
  });

  it("folds compatible characters of the user name, and leaves the password as it came", async () => {
    const account = await prepareAccount({ username: "ａｌｉｃｅ", password: " ｐａｓｓ word " }, options);
    assert.equal(account.username, "alice");
    assert.equal(account.passwordHash, await FAST_HASH.hash(" ｐａｓｓ word "));
  });

  it("drops members that it does not know", async () => {
    const sly = { ...RIGHT, id: 1, sub: "mine", isActive: false, passwordHash: "mine" };
    const account = await prepareAccount(sly, options);
    assert.notEqual(account.sub, "mine");
    assert.isTrue(account.isActive);
    assert.notEqual(account.passwordHash, "mine");
  });

  it("refuses with everything that is wrong, and hashes nothing", async () => {
    const slowHash = { ...FAST_HASH, hash: async () => assert.fail("a refused password was hashed") };
    const wrong = { username: "", password: "short", email: "nowhere" };
    const refused = await thrownBy(() => prepareAccount(wrong, { ...options, slowHash }));
    assert.instanceOf(refused, AccountRefused);
    assert.deepEqual(refused.complaints, accountComplaints(wrong));
    assert.match(refused.message, /^username: .+; password: .+; email: .+$/);
    assert.notInclude(refused.message, "short");
  });
});
