import { assert } from "chai";
import { recordingLog } from "../../test/contract/recording_log.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { refusalOf } from "../../test/support/refusals.ts";
import type { Endpoint, Issuer, ThrottleClass } from "../engine/mod.ts";
import { parseNetworks } from "../platform/mod.ts";
import { json, parseRate } from "../protocol/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { type RateLimitOptions, rateLimits } from "./rate_limit.ts";

function endpointOf(throttle?: ThrottleClass): Endpoint {
  const counted = throttle === undefined ? {} : { throttle };
  return { name: "thing", path: "/thing", methods: ["POST"], speaks: "json", handle: () => json(200, {}), ...counted };
}

function limitsOf(said: Partial<RateLimitOptions> = {}) {
  const rates = { token: parseRate("2/minute"), login: parseRate("1/minute") };
  return rateLimits({ rates, exempt: parseNetworks(["loopback"]), trustsProxies: false, ...said });
}

async function issuerOf(draw?: Issuer["ephemeral"]["draw"]) {
  const { issuer, clock } = await issuerUnderTest();
  return { issuer: draw === undefined ? issuer : { ...issuer, ephemeral: { ...issuer.ephemeral, draw } }, clock };
}

/** A request from an address, through a proxy or not. */
function from(ip: string, forwarded = "") {
  return { ip, get: (name: string) => (name === "X-Forwarded-For" ? forwarded : "") };
}

describe("rateLimits()", () => {
  it("counts no endpoint that does not say how, or whose class has no rate", async () => {
    const { issuer } = await issuerOf();
    for (const endpoint of [endpointOf(), endpointOf("device")]) assert.isUndefined(limitsOf()(issuer, endpoint));
  });

  it("refuses a network that asks too often, and says when to come back and how often it may", async () => {
    const { issuer } = await issuerOf();
    const count = limitsOf()(issuer, endpointOf("token"))!;
    await count(from("192.0.2.7"));
    await count(from("192.0.2.7"));
    const refusal = await refusalOf(() => count(from("192.0.2.7")));
    assert.deepInclude(refusal, {
      code: "temporarily_unavailable",
      status: 429,
      rule: "RFC6585-4-1",
      description: "Cannot answer more requests of one network than 2/minute: try again in 60 seconds",
      headers: {
        "Retry-After": "60",
        "RateLimit-Policy": '"token";q=2;w=60',
        RateLimit: '"token";r=0;t=60',
      },
    });
  });

  it("tells the operator once, with a hint where it may be a proxy that nobody named", async () => {
    const { issuer } = await issuerOf();
    const log = recordingLog();
    const count = limitsOf()({ ...issuer, log }, endpointOf("login"))!;
    await count(from("2001:db8::1"));
    for (const caller of [from("2001:db8::1", "198.51.100.1"), from("2001:db8::2")])
      await refusalOf(() => count(caller));
    assert.deepEqual(log.lines, ["warn Refuses a network that asks too often"]);
    assert.deepInclude(log.fields[0], { throttle: "login", network: "2001:db8:0:0", retryAfter: 60 });
    assert.include(String(log.fields[0]?.["hint"]), "TRUSTED_PROXIES");
  });

  it("lets the network in again when the time is over", async () => {
    const { issuer, clock } = await issuerOf();
    const count = limitsOf()(issuer, endpointOf("login"))!;
    await count(from("192.0.2.7"));
    clock.advance(60);
    await count(from("192.0.2.7"));
  });

  it("counts a /64 of IPv6 as one, and an IPv4 address the same when it is wrapped", async () => {
    const { issuer } = await issuerOf();
    for (const [one, same, other] of [
      ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"],
      ["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2"],
    ] as const) {
      const count = limitsOf()(issuer, endpointOf("login"))!;
      await count(from(one));
      await refusalOf(() => count(from(same)));
      await count(from(other));
    }
  });

  it("counts endpoints of one class together, and classes and issuers apart", async () => {
    const limits = limitsOf();
    const [{ issuer }, { issuer: other }] = [await issuerOf(), await issuerOf()];
    await limits(issuer, endpointOf("login"))!(from("192.0.2.7"));
    await refusalOf(() => limits(issuer, endpointOf("login"))!(from("192.0.2.7")));
    await limits(issuer, endpointOf("token"))!(from("192.0.2.7"));
    await limits(other, endpointOf("login"))!(from("192.0.2.7"));
  });

  it("asks the store no more often where two endpoints are of one class", async () => {
    const rates = { token: parseRate("6000/minute") };
    const draws: number[] = [];
    for (const names of [["a"], ["a", "b"]]) {
      let count = 0;
      const { issuer } = await issuerUnderTest();
      const { ephemeral } = issuer;
      const draw: typeof ephemeral.draw = (...said) => ((count += 1), ephemeral.draw(...said));
      const limits = limitsOf({ rates });
      const counting = { ...issuer, ephemeral: { ...ephemeral, draw } };
      const endpoints = names.map((name) => limits(counting, { ...endpointOf("token"), name })!);
      for (let time = 0; time < 200; time += 1) await endpoints[time % endpoints.length]!(from("192.0.2.7"));
      draws.push(count);
    }
    assert.equal(draws[0], draws[1]);
  });

  it("never asks the store for whom it does not count, nor waits", async () => {
    const { issuer } = await issuerOf(() => assert.fail("nothing need be counted"));
    const exempt = parseNetworks(["loopback", "10.0.0.0/8"]);
    const count = limitsOf({ exempt })(issuer, endpointOf("login"))!;
    for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1", "", "10.9.8.7", "127.0.0.1"])
      assert.isUndefined(count(from(address)), address);
  });

  it("lets requests through while nobody can count", async () => {
    const { issuer } = await issuerOf(() => Promise.reject(new StoreUnavailable("redis", undefined)));
    const count = limitsOf()(issuer, endpointOf("login"))!;
    for (let time = 0; time < 5; time += 1) await count(from("192.0.2.7"));
  });

  it("hides no mistake of its own", async () => {
    const { issuer } = await issuerOf(() => Promise.reject(new RangeError("a mistake")));
    const count = limitsOf()(issuer, endpointOf("login"))!;
    let thrown: unknown;
    await Promise.resolve(count(from("192.0.2.7"))).catch((error: unknown) => (thrown = error));
    assert.instanceOf(thrown, RangeError);
  });

  it("goes on counting right when it has seen more addresses than it remembers", async () => {
    const { issuer } = await issuerOf();
    const count = limitsOf()(issuer, endpointOf("login"))!;
    await count(from("192.0.2.7"));
    for (let address = 0; address < 10_001; address += 1)
      void count(from(`10.${address >> 16}.${(address >> 8) & 255}.${address & 255}`));
    await refusalOf(() => count(from("192.0.2.7")));
  });
});
