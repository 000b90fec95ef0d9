import { assert } from "chai";
import { deviceFlow } from "../../../test/support/device_flow.ts";
import { changedMembers, faulted } from "../../../test/support/faulted.ts";
import type { LabIssuer } from "../../../test/support/lab_issuer.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import type { Reply } from "../../protocol/mod.ts";
import { textOf } from "./_reply.ts";
import { DEVICE_FAULTS } from "./device_faults.ts";

/** Name, and the one member of the answer that is other than in a right one. */
const BEGUN: readonly (readonly [string, string, unknown])[] = [
  ["no_interval", "interval", undefined],
  ["interval_word", "interval", "abc"],
  ["interval_negative", "interval", -1],
  ["interval_zero", "interval", 0],
  ["interval_text", "interval", "2"],
  ["interval_large", "interval", 10],
  ["no_complete_uri", "verification_uri_complete", undefined],
  ["no_device_code", "device_code", undefined],
  ["no_expires_in", "expires_in", undefined],
  ["short_lived", "expires_in", 3],
];

/** Name, status and error of the answer to a poll. */
const POLLED: readonly (readonly [string, number, string])[] = [
  ["authorization_pending", 400, "authorization_pending"],
  ["slow_down", 400, "slow_down"],
  ["expired_token", 400, "expired_token"],
  ["unknown_error", 400, "out_of_cheese"],
  ["429_retry_after", 429, "temporarily_unavailable"],
];

async function begun(lab: LabIssuer): Promise<Readonly<Record<string, unknown>>> {
  return bodyOf(await (await deviceFlow(lab)).ask());
}

/** Two polls after the person has allowed it. */
async function polled(lab: LabIssuer): Promise<readonly [Reply, Reply]> {
  const flow = await deviceFlow(lab);
  const { deviceCode, userCode } = await flow.begin();
  await flow.decide(userCode, "allow");
  return [await flow.poll(deviceCode), await flow.poll(deviceCode)];
}

describe("DEVICE_FAULTS", () => {
  for (const [name, member, value] of BEGUN) {
    it(`${name} changes ${member} and nothing else`, async () => {
      const { before, after, served } = await faulted(`device_${name}`, begun);
      assert.deepEqual(changedMembers(before, after), [member]);
      assert.deepEqual(after[member], value);
      assert.deepEqual(served, ["device_authorization"]);
    });
  }

  for (const [name, status, error] of POLLED) {
    it(`${name} answers a poll ${status}, and the next one brings the token`, async () => {
      const { before, after, served } = await faulted({ fault: `device_${name}`, times: 1 }, polled);
      assert.deepEqual([after[0].status, JSON.parse(textOf(after[0])).error], [status, error]);
      assert.deepEqual([before[0].status, after[1].status], [200, 200]);
      assert.deepEqual(served, ["token"]);
    });
  }

  it("drops the connection of a poll, and the next one brings the token", async () => {
    const { after } = await faulted({ fault: "device_dropped", times: 1 }, polled);
    assert.deepInclude(after[0], { kind: "raw", drops: "before_head" });
    assert.equal(after[1].status, 200);
  });

  it("has no fault that is not looked at here", () => {
    assert.sameMembers(
      DEVICE_FAULTS.map(({ name }) => name),
      [...BEGUN, ...POLLED, ["dropped"]].map(([name]) => `device_${name}`),
    );
  });
});
