import { assert } from "chai";
import type { Middleware } from "koa";
import { settableClock } from "../platform/mod.ts";
import { memoryEphemeralStore } from "../stores/memory/mod.ts";
import { bearing, contextOf } from "./_context_test.ts";
import { type Access, ANONYMOUS } from "./access.ts";
import {
  AnonRateThrottle,
  OAuth2ClientRateThrottle,
  OAuth2UserOrClientRateThrottle,
  type RateThrottleOptions,
  ScopedRateThrottle,
  type ThrottleRates,
  UserRateThrottle,
} from "./throttle_names.ts";

const RATES: ThrottleRates = {
  oauth2: "1/hour",
  oauth2_client: "2/hour",
  anon: "3/hour",
  user: "4/hour",
  uploads: "5/hour",
};

function optionsOf(given: Partial<RateThrottleOptions> = {}): RateThrottleOptions {
  const clock = settableClock(1_000);
  return { store: memoryEphemeralStore({ clock }), clock, rates: RATES, ...given };
}

/** How many of ten calls get through. */
async function reached(middleware: Middleware, access: Access): Promise<number> {
  let count = 0;
  for (let time = 0; time < 10; time += 1) {
    const context = contextOf();
    context.state["access"] = access;
    await middleware(context, async () => void (count += 1));
  }
  return count;
}

describe("the throttles of Django REST framework and Django OAuth Toolkit", () => {
  for (const [name, open, ofToken, ofNobody] of [
    ["OAuth2UserOrClientRateThrottle", OAuth2UserOrClientRateThrottle, 1, 1],
    ["OAuth2ClientRateThrottle", OAuth2ClientRateThrottle, 2, 10],
    ["AnonRateThrottle", AnonRateThrottle, 10, 3],
    ["UserRateThrottle", UserRateThrottle, 4, 4],
  ] as const) {
    it(`${name} takes its own rate and counts whom it is for`, async () => {
      assert.equal(await reached(open(optionsOf()), bearing([])), ofToken);
      assert.equal(await reached(open(optionsOf()), ANONYMOUS), ofNobody);
    });

    it(`${name} takes another rate that is named`, async () => {
      const counted = ofToken === 10 ? ANONYMOUS : bearing([]);
      assert.equal(await reached(open(optionsOf({ scope: "uploads" })), counted), 5);
    });

    it(`${name} is refused where no rate is named for it`, () => {
      assert.throws(() => open(optionsOf({ rates: {} })), TypeError, "the rates name none");
      assert.throws(() => open(optionsOf({ scope: "constructor" })), TypeError, "'constructor'");
    });

    it(`${name} lets everybody through where its rate is null`, async () => {
      const rates = { oauth2: null, oauth2_client: null, anon: null, user: null };
      for (const access of [bearing([]), ANONYMOUS])
        assert.equal(await reached(open(optionsOf({ rates })), access), 10);
    });
  }

  it("ScopedRateThrottle takes the rate of its scope", async () => {
    assert.equal(await reached(ScopedRateThrottle({ ...optionsOf(), scope: "uploads" }), ANONYMOUS), 5);
  });
});
