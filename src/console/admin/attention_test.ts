import { assert } from "chai";
import { person } from "../../../test/support/cast.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { attentionItems, countText } from "./attention.ts";

const ALONE = "Only one person may administer";

/** An issuer with so many staff, and how to have something happen to it some seconds ago. */
async function watched(staff = 2) {
  const { issuer, clock } = await issuerUnderTest({ url: "https://issuer.test/t" });
  for (let count = 0; count < staff; count += 1) await person(issuer, { isStaff: true });
  clock.advance(1_000_000);
  async function happened(event: string, { times = 1, ago = 10 } = {}): Promise<void> {
    for (let count = 0; count < times; count += 1)
      await issuer.durable.audit.add({ at: clock.now() - ago, event, detail: {} });
  }
  const names = async () => (await attentionItems(issuer)).map(({ name }) => name);
  return { issuer, happened, names };
}

describe("countText()", () => {
  for (const [count, limit, expected] of [
    [0, 100, "0"],
    [99, 100, "99"],
    [100, 100, "100 or more"],
    [9_999, 10_000, "9,999"],
    [10_000, 10_000, "10,000 or more"],
  ] as const) {
    it(`of ${count}, counted to ${limit}, is ${expected}`, () => assert.equal(countText(count, limit), expected));
  }
});

describe("attentionItems()", () => {
  it("are none on a quiet day", async () => assert.isEmpty(await (await watched()).names()));

  for (const [staff, expected] of [
    [0, [ALONE]],
    [1, [ALONE]],
    [3, []],
  ] as const) {
    it(`${expected.length === 0 ? "say nothing of" : "warn of"} ${staff} who may administer`, async () =>
      assert.deepEqual(await (await watched(staff)).names(), [...expected]));
  }

  it("do not count staff who were barred", async () => {
    const { issuer, names } = await watched(1);
    await person(issuer, { isStaff: true, isActive: false });
    assert.deepEqual(await names(), [ALONE]);
  });

  for (const event of ["refresh.replayed", "code.replayed", "assertion.replayed", "device.replayed", "logout.failed"]) {
    it(`tell of ${event} in the last day, with the way to it`, async () => {
      const { issuer, happened } = await watched();
      await happened(event, { times: 3 });
      await happened(event, { ago: 86_401 });
      const [item, ...others] = await attentionItems(issuer);
      assert.isEmpty(others);
      assert.equal(item?.href, `/t/admin/audit?event=${event}`);
      assert.deepEqual(item?.facts, [{ name: "In the last day", value: "3" }]);
    });
  }

  for (const [times, expected] of [
    [49, []],
    [50, ["Many passwords were wrong"]],
    [120, ["Many passwords were wrong"]],
  ] as const) {
    it(`${expected.length === 0 ? "say nothing of" : "warn of"} ${times} wrong passwords`, async () => {
      const { happened, names } = await watched();
      await happened("login.failed", { times });
      assert.deepEqual(await names(), [...expected]);
    });
  }

  it("say nothing of what happens every day", async () => {
    const { happened, names } = await watched();
    for (const event of ["login.succeeded", "token.revoked", "consent.given"]) await happened(event, { times: 99 });
    assert.isEmpty(await names());
  });
});
