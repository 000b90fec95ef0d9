import { assert } from "chai";
import { contextOf } from "../../test/support/koa_context.ts";
import { settableClock } from "../platform/mod.ts";
import type { Access } from "../resource_server/mod.ts";
import { memoryEphemeralStore } from "../stores/memory/mod.ts";
import { inTurn } from "./in_turn.ts";
import { type ApiThrottles, THROTTLE_CLASSES, type ThrottleClassName, throttlesOf, UNTHROTTLED } from "./throttles.ts";

const NOBODY: Access = { kind: "anonymous" };

function tokenOf(clientId: string, sub?: string): Access {
  const subject = sub === undefined ? {} : { subject: { sub, username: sub } };
  const token = { tokenType: "Bearer", scope: [], clientId, expiresAt: 2_000_000_000, ...subject } as const;
  return { kind: "token", token, account: async () => undefined };
}

/** How many of 20 calls by each caller get through, one after the other. */
async function letThrough(
  throttles: ApiThrottles,
  callers: readonly Access[],
  endpoint: { readonly throttled?: true } = {},
): Promise<readonly number[]> {
  const clock = settableClock(1_000);
  const one = inTurn(throttlesOf(endpoint, throttles, { ephemeral: memoryEphemeralStore({ clock }), clock }));
  const counts: number[] = [];
  for (const caller of callers) {
    let count = 0;
    for (let call = 0; call < 20; call += 1) {
      const context = contextOf();
      context.state["access"] = caller;
      await one(context, async () => void (count += 1));
    }
    counts.push(count);
  }
  return counts;
}

const ANN = tokenOf("app", "ann");
const ANN_ELSEWHERE = tokenOf("other", "ann");
const BOB = tokenOf("app", "bob");
const APP = tokenOf("app");

describe("throttlesOf(), of an operation that is always throttled", () => {
  const OWN = { throttled: true } as const;
  const rates = { user: "10/hour", anon: "3/hour" };

  it("counts for the person, whichever client calls, for the client itself, and for nobody's network", async () => {
    const callers = [ANN, ANN_ELSEWHERE, BOB, APP, tokenOf("other"), NOBODY];
    assert.deepEqual(await letThrough({ rates, classes: [] }, callers, OWN), [10, 0, 10, 10, 10, 3]);
  });

  it("does not take what all others have", async () => {
    const throttles = { rates: { ...rates, oauth2: "1/hour" }, classes: ["OAuth2UserOrClientRateThrottle"] } as const;
    assert.deepEqual(await letThrough(throttles, [ANN], OWN), [10]);
  });

  for (const [name, given, expected] of [
    ["user", { anon: "3/hour" }, [20, 20, 3]],
    ["anon", { user: "10/hour" }, [10, 10, 20]],
    ["either", { user: null, anon: null }, [20, 20, 20]],
  ] as const) {
    it(`counts nothing that has no rate: ${name}`, async () => {
      assert.deepEqual(await letThrough({ rates: given, classes: [] }, [ANN, APP, NOBODY], OWN), [...expected]);
    });
  }
});

describe("throttlesOf(), of any other operation", () => {
  const rates = { user: "4/hour", anon: "3/hour", oauth2: "2/hour", oauth2_client: "1/hour" };

  it("counts nothing when nobody says", async () => {
    assert.deepEqual(await letThrough(UNTHROTTLED, [ANN, APP, NOBODY]), [20, 20, 20]);
    assert.deepEqual(await letThrough({ rates, classes: [] }, [ANN, NOBODY]), [20, 20]);
  });

  for (const [name, expected] of Object.entries({
    AnonRateThrottle: [20, 20, 3],
    // A client itself is no user, so that its network counts, as nobody's does.
    UserRateThrottle: [4, 4, 0],
    OAuth2UserOrClientRateThrottle: [2, 2, 2],
    OAuth2ClientRateThrottle: [1, 0, 20],
  } satisfies Readonly<Record<ThrottleClassName, readonly number[]>>)) {
    it(`counts as ${name} does`, async () => {
      const classes = [name as ThrottleClassName];
      assert.deepEqual(await letThrough({ rates, classes }, [ANN, APP, NOBODY]), expected);
    });
  }

  it("counts by several, each at its rate", async () => {
    const throttles = { rates, classes: ["AnonRateThrottle", "OAuth2ClientRateThrottle"] } as const;
    assert.deepEqual(await letThrough(throttles, [ANN, NOBODY]), [1, 3]);
  });

  for (const [name, scope] of Object.entries(THROTTLE_CLASSES)) {
    it(`cannot be made without the rate '${scope}' of ${name}`, () => {
      const others = Object.fromEntries(Object.entries(rates).filter(([rate]) => rate !== scope));
      const clock = settableClock(0);
      const services = { ephemeral: memoryEphemeralStore({ clock }), clock };
      const throttles = { rates: others, classes: [name as ThrottleClassName] };
      assert.throws(() => throttlesOf({}, throttles, services), TypeError, `'${scope}'`);
    });
  }
});
