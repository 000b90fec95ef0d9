import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import {
  DEVICE_GRANT,
  type DeviceFlow,
  deviceFlow,
  errorOf,
  openDeviceFlow,
  type OpenDeviceFlowOptions,
} from "../support/device_flow.ts";
import { strangeToken } from "../support/records.ts";
import { assertError, bodyOf, textIn } from "../support/replies.ts";
import { assertActive, pairOf, refresh } from "./tokens.ts";

/** A flow whose device was allowed, and its code. */
async function allowed(
  options: OpenDeviceFlowOptions = {},
): Promise<{ readonly on: DeviceFlow; readonly deviceCode: string }> {
  const on = await openDeviceFlow(options);
  const { deviceCode, userCode } = await on.begin();
  await on.decide(userCode, "allow");
  return { on, deviceCode };
}

/** The errors of polls after so many seconds each. */
async function pollsAfter(on: DeviceFlow, deviceCode: string, waits: readonly number[]): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  for (const wait of waits) {
    on.under.clock.advance(wait);
    errors.push(errorOf(await on.poll(deviceCode)));
  }
  return errors;
}

const PENDING = "authorization_pending";
const SLOW = "slow_down";
describe("POST /token with a device code", () => {
  rule(["RFC8628-3.4-1", "RFC8628-3.5-1"], "answers both tokens of the person once they allowed it", async () => {
    const { on, deviceCode } = await allowed();
    const reply = await on.poll(deviceCode);
    assert.include(bodyOf(reply), { token_type: "Bearer", expires_in: 600, scope: "read write" });
    const pair = pairOf(reply);
    await assertActive(on.under, pair.access);
    assert.equal((await refresh(on.under, on.client, { refresh_token: pair.refresh })).status, 200);
  });

  it("gives no refresh token to a client that may not use one", async () => {
    const { on, deviceCode } = await allowed({ client: { grantTypes: [DEVICE_GRANT], redirectUris: [] } });
    assert.notProperty(bodyOf(await on.poll(deviceCode)), "refresh_token");
  });

  rule("RFC8628-3.5-2", "says that the person has not decided", async () => {
    const on = await openDeviceFlow();
    assertError(await on.poll((await on.begin()).deviceCode), { error: PENDING });
  });

  rule("RFC8628-3.5-6", "says that the person denied it, each time", async () => {
    const on = await openDeviceFlow();
    const { deviceCode, userCode } = await on.begin();
    await on.decide(userCode, "deny");
    for (let polls = 0; polls < 2; polls += 1) assertError(await on.poll(deviceCode), { error: "access_denied" });
  });

  for (const decision of [undefined, "allow", "deny"] as const) {
    rule("RFC8628-3.5-7", `says that a code has expired, to the second (${decision ?? "undecided"})`, async () => {
      const on = await openDeviceFlow();
      const { deviceCode, userCode } = await on.begin();
      if (decision !== undefined) await on.decide(userCode, decision);
      on.under.clock.advance(599);
      assert.notEqual(errorOf(await on.poll(deviceCode)), "expired_token");
      on.under.clock.advance(1);
      assertError(await on.poll(deviceCode), { error: "expired_token" });
    });
  }

  it("takes a code that the store forgot for one that has expired", async () => {
    assertError(await (await openDeviceFlow()).poll(strangeToken("dc")), { error: "expired_token" });
  });

  for (const [id, name, form, error] of [
    ["RFC8628-3.4-2", "no device code", { device_code: undefined }, "invalid_request"],
    ["RFC8628-3.4-2", "an empty device code", { device_code: "" }, "invalid_request"],
    ["RFC8628-3.4-2", "an access token", { device_code: strangeToken("at") }, "invalid_grant"],
    ["RFC8628-3.4-2", "__proto__", { device_code: "__proto__" }, "invalid_grant"],
    ["RFC8628-3.1-5", "two device codes", { device_code: ["a", "b"] }, "invalid_request"],
  ] as const) {
    rule(id, `refuses ${name}`, async () => assertError(await (await openDeviceFlow()).poll("", form), { error }));
  }

  rule(["RFC8628-3.4-3", "RFC8628-3.4-4"], "has the client say and prove who it is", async () => {
    const on = await openDeviceFlow({ client: { type: "confidential" } });
    const { deviceCode } = await on.begin();
    for (const form of [{}, { client_id: on.client.clientId }]) {
      const reply = await on.under.post("/token", {
        form: { grant_type: DEVICE_GRANT, device_code: deviceCode, ...form },
      });
      assertError(reply, { error: "invalid_client", status: 401 });
    }
  });

  beyond("RFC8628-3.4-2", "takes a code of another client for none, and says no more (CVE-2023-2585)", async () => {
    const { on, deviceCode } = await allowed();
    const other = await deviceFlow(on.under, { account: on.account });
    const stolen = await other.poll(deviceCode);
    const strange = await other.poll("made up");
    assertError(stolen, { error: "invalid_grant" });
    assert.deepEqual(bodyOf(stolen), bodyOf(strange));
    assert.equal((await on.poll(deviceCode)).status, 200);
  });

  beyond("RFC6749-4.1.2-5", "ends all tokens when a code is redeemed twice", async () => {
    const { on, deviceCode } = await allowed();
    const pair = pairOf(await on.poll(deviceCode));
    assertError(await on.poll(deviceCode), { error: "invalid_grant", says: "used before" });
    await assertActive(on.under, pair.access, false);
    assertError(await refresh(on.under, on.client, { refresh_token: pair.refresh }), { error: "invalid_grant" });
    assert.include(on.under.events, "device.replayed");
  });

  beyond("RFC8628-3.5-1", "gives nothing for a person who was deactivated in the meantime", async () => {
    const { on, deviceCode } = await allowed();
    await on.under.issuer.durable.accounts.change(on.account.id, { isActive: false });
    assertError(await on.poll(deviceCode), { error: "invalid_grant" });
  });

  beyond("RFC8628-3.5-1", "gives no scope that was taken from the client in the meantime", async () => {
    const { on, deviceCode } = await allowed();
    await on.under.issuer.durable.clients.change(on.client.id, { scope: ["read"] });
    await on.under.issuer.clients.changed(on.client);
    assert.equal(textIn(await on.poll(deviceCode), "scope"), "read");
  });

  beyond("RFC8628-3.5-1", "lives on when the browser that allowed it signs out", async () => {
    const { on, deviceCode } = await allowed();
    const { refresh: token } = pairOf(await on.poll(deviceCode));
    await on.under.issuer.sessions.end(on.browser.cookies.get("sid") ?? "");
    assert.equal((await refresh(on.under, on.client, { refresh_token: token })).status, 200);
  });
});

describe("a device that polls", () => {
  for (const [name, waits, errors] of [
    ["at once, which is not punished", [0], [PENDING]],
    ["every five seconds", [0, 5, 5, 5], [PENDING, PENDING, PENDING, PENDING]],
    ["first after a while and then too soon", [60, 4], [PENDING, SLOW]],
    ["too soon, then by the longer interval", [0, 4, 10, 10], [PENDING, SLOW, PENDING, PENDING]],
    ["too soon, and takes no notice", [0, 1, 5, 10], [PENDING, SLOW, SLOW, SLOW]],
    ["too soon twice: ten seconds more from then on", [0, 1, 1, 14, 20], [PENDING, SLOW, SLOW, SLOW, PENDING]],
    ["too soon, and one second short of the longer interval", [0, 4, 9, 15], [PENDING, SLOW, SLOW, PENDING]],
  ] as const) {
    rule("RFC8628-3.5-5", `${name}: ${errors.join(", ")}`, async () => {
      const on = await openDeviceFlow();
      assert.deepEqual(await pollsAfter(on, (await on.begin()).deviceCode, waits), errors);
    });
  }

  it("is told the interval that it has to keep from now on", async () => {
    const on = await openDeviceFlow();
    const { deviceCode } = await on.begin();
    await pollsAfter(on, deviceCode, [0, 1]);
    assertError(await on.poll(deviceCode), { error: SLOW, says: "wait 15 seconds" });
  });

  it("gets its tokens as soon as they are there, however soon it asks", async () => {
    const on = await openDeviceFlow();
    const { deviceCode, userCode } = await on.begin();
    await pollsAfter(on, deviceCode, [0, 1, 1]);
    await on.decide(userCode, "allow");
    assert.equal((await on.poll(deviceCode)).status, 200);
  });

  it("slows down no other device", async () => {
    const on = await openDeviceFlow();
    const [one, other] = [await on.begin(), await on.begin()];
    await pollsAfter(on, one.deviceCode, [0, 0, 0]);
    assertError(await on.poll(other.deviceCode), { error: PENDING });
  });

  beyond("RFC8628-3.5-5", "is not slowed down by another client that has its code", async () => {
    const on = await openDeviceFlow();
    const { deviceCode } = await on.begin();
    const other = await deviceFlow(on.under);
    for (let polls = 0; polls < 3; polls += 1) await other.poll(deviceCode);
    assertError(await on.poll(deviceCode), { error: PENDING });
  });
});
