import { assert } from "chai";
import { client, person } from "../../../test/support/cast.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { accountNamed, applicationNamed, namesOf, personNamed } from "./naming.ts";

async function scene() {
  const { issuer } = await issuerUnderTest({ url: "https://issuer.test/t" });
  return { issuer, ann: await person(issuer, { username: "Ann" }), app: await client(issuer, { clientId: "shop" }) };
}

describe("namesOf()", () => {
  it("leads to those who are there, and names those who are gone by their numbers", async () => {
    const { issuer, ann, app } = await scene();
    const names = await namesOf([{ accountId: ann.id, client: app.id }, { accountId: 77 }, { client: 78 }, {}], issuer);
    assert.deepEqual(names.person(ann.id), { name: "Person", value: "Ann", href: `/t/admin/users/${ann.id}` });
    assert.deepEqual(names.person(77, "By"), { name: "By", value: "77 (gone)" });
    const href = `/t/admin/applications/${app.id}`;
    assert.deepEqual(names.application(app.id), { name: "Application", value: app.name, href });
    assert.deepEqual(names.application(78), { name: "Application", value: "78 (gone)" });
  });

  it("asks for each once, however often it is named", async () => {
    const { issuer, ann } = await scene();
    let asked = 0;
    const { accounts } = issuer.durable;
    const counting = {
      ...accounts,
      find(id: number) {
        asked += 1;
        return accounts.find(id);
      },
    };
    const durable = { ...issuer.durable, accounts: counting };
    await namesOf(
      Array.from({ length: 50 }, () => ({ accountId: ann.id })),
      { ...issuer, durable },
    );
    assert.equal(asked, 1);
  });
});

describe("accountNamed()", () => {
  it("knows a person by user name and by subject identifier, and by nothing else", async () => {
    const { issuer, ann } = await scene();
    for (const text of ["Ann", "ANN", "ａｎｎ", ann.sub])
      assert.equal((await accountNamed(text, issuer))?.id, ann.id, text);
    for (const text of ["An", "Ann ", String(ann.id), "", "\0"])
      assert.isUndefined(await accountNamed(text, issuer), text);
  });

  it("takes a subject identifier for its person, though somebody else is called so", async () => {
    const { issuer, ann } = await scene();
    await person(issuer, { username: ann.sub });
    assert.equal((await accountNamed(ann.sub, issuer))?.id, ann.id);
  });
});

const NUMBERS: readonly (readonly [string, number | undefined])[] = [
  ["4711", 4_711],
  ["999999999999999", 999_999_999_999_999],
  ["0", undefined],
  ["007", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["1e3", undefined],
  ["9".repeat(16), undefined],
  ["nobody", undefined],
];

describe("personNamed() and applicationNamed()", () => {
  for (const [text, expected] of NUMBERS) {
    it(`take ${text} for ${expected ?? "nobody"} where nobody is called so`, async () => {
      const { issuer } = await scene();
      assert.equal(await personNamed(text, issuer), expected);
      assert.equal(await applicationNamed(text, issuer), expected);
    });
  }

  it("prefer names to numbers", async () => {
    const { issuer } = await scene();
    const digits = {
      account: await person(issuer, { username: "4711" }),
      app: await client(issuer, { clientId: "4711" }),
    };
    assert.equal(await personNamed("4711", issuer), digits.account.id);
    assert.equal(await applicationNamed("4711", issuer), digits.app.id);
  });

  it("know those who are there", async () => {
    const { issuer, ann, app } = await scene();
    assert.equal(await personNamed("ann", issuer), ann.id);
    assert.equal(await applicationNamed("shop", issuer), app.id);
    assert.isUndefined(await applicationNamed("Shop", issuer), "client ids are compared character by character");
  });
});
