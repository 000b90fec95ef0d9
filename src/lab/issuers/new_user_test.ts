import { assert } from "chai";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { OAuthError } from "../../protocol/mod.ts";
import { prepareUser, STANDARD_USERS, userView } from "./new_user.ts";
import type { WantedUser } from "./throwaways.ts";

async function prepared(wanted: WantedUser) {
  const { issuer } = await issuerUnderTest();
  return { issuer, ...(await prepareUser(wanted, issuer)) };
}

describe("prepareUser()", () => {
  it("makes up a password, another one for each", async () => {
    const { issuer } = await issuerUnderTest();
    const made = await Promise.all(["a", "b"].map((username) => prepareUser({ username }, issuer)));
    for (const { password } of made) assert.match(password, /^[0-9A-Za-z]{20}$/);
    assert.notEqual(made[0]?.password, made[1]?.password);
  });

  it("keeps a password that is chosen, as a hash", async () => {
    const { issuer, account, password } = await prepared({ username: "ann", password: "correct horse" });
    assert.equal(password, "correct horse");
    assert.isTrue(await issuer.slowHash.verify(account.passwordHash, "correct horse"));
  });

  it("takes all that is known of a person", async () => {
    const wanted = {
      username: "ann",
      email: "ann@example.com",
      first_name: "Ann",
      last_name: "Example",
      sub: "ann-1",
      claims: { nickname: "Annie" },
    };
    const { account } = await prepared(wanted);
    assert.deepEqual(userView(account), wanted);
  });

  it("makes up a subject identifier", async () => {
    const { account } = await prepared({ username: "ann" });
    assert.match(account.sub, /^[0-9a-f-]{36}$/);
  });

  it("makes nobody staff", async () => {
    const { account } = await prepared({ username: "ann" });
    assert.isFalse(account.isStaff);
  });

  it("takes the person that every issuer has", async () => {
    for (const wanted of STANDARD_USERS) await prepared(wanted);
  });

  for (const [member, changes] of [
    ["username", { username: "a b" }],
    ["username", { username: "" }],
    ["password", { password: "short" }],
    ["email", { email: "nobody" }],
    ["first_name", { first_name: "x".repeat(151) }],
    ["last_name", { last_name: "a\nb" }],
    ["claims", { claims: { aud: "x" } }],
    ["sub", { sub: "é" }],
    ["sub", { sub: "x".repeat(256) }],
  ] as const) {
    it(`names ${member} where it refuses ${JSON.stringify(changes).slice(0, 40)}`, async () => {
      const refused: unknown = await prepared({ username: "ann", ...changes }).catch((error: unknown) => error);
      assert(refused instanceof OAuthError);
      assert.equal(refused.code, "invalid_request");
      assert.include(refused.description, `Cannot take ${member}: `);
    });
  }
});

describe("userView()", () => {
  it("leaves out what is not known", async () => {
    const { account } = await prepared({ username: "ann", sub: "1" });
    assert.deepEqual(userView(account), { username: "ann", sub: "1" });
  });
});
