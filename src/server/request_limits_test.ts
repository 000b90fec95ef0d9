import { assert } from "chai";
import { testConfig } from "../../test/support/config.ts";
import { requestLimitsOf } from "./request_limits.ts";

describe("requestLimitsOf()", () => {
  it("takes each class of requests from its setting", () => {
    const config = testConfig({
      THROTTLE_LOGIN: "1/s",
      THROTTLE_SIGN_UP: "5/10s",
      THROTTLE_TOKEN: "2/m",
      THROTTLE_DEVICE: "3/h",
      THROTTLE_REGISTRATION: "4/d",
    });
    assert.deepEqual(requestLimitsOf(config).rates, {
      login: { limit: 1, period: 1 },
      sign_up: { limit: 5, period: 10 },
      token: { limit: 2, period: 60 },
      device: { limit: 3, period: 3_600 },
      registration: { limit: 4, period: 86_400 },
    });
  });

  it("leaves out what is not to be bounded", () => {
    const config = testConfig({ THROTTLE_LOGIN: "none", THROTTLE_DEVICE: "none" });
    assert.hasAllKeys(requestLimitsOf(config).rates, ["sign_up", "token", "registration"]);
  });

  it("is generous when nobody says: a hundred scripts of one office may each ask for a token a second", () => {
    const { rates } = requestLimitsOf(testConfig());
    for (const { limit, period } of Object.values(rates)) assert.isAtLeast(limit / period, 5);
    assert.isAtLeast(rates.token!.limit / rates.token!.period, 100);
  });

  it("knows whether a proxy in front is believed", () => {
    assert.isFalse(requestLimitsOf(testConfig()).trustsProxies);
    assert.isTrue(requestLimitsOf(testConfig({ TRUSTED_PROXIES: "2" })).trustsProxies);
  });

  it("exempts this machine when nobody says, and whom the setting names", () => {
    assert.isTrue(requestLimitsOf(testConfig()).exempt.has("127.0.0.1"));
    const { exempt } = requestLimitsOf(testConfig({ THROTTLE_EXEMPT: "10.0.0.0/8, 2001:db8::/32" }));
    assert.deepEqual(
      ["10.1.1.1", "2001:db8::5", "127.0.0.1", "192.0.2.7"].map((address) => exempt.has(address)),
      [true, true, false, false],
    );
    assert.isFalse(requestLimitsOf(testConfig({ THROTTLE_EXEMPT: "none" })).exempt.has("127.0.0.1"));
  });
});
