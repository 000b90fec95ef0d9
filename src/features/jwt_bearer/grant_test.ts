import { assert } from "chai";
import { assert as forAll, asyncProperty, constantFrom, integer, record, scheduler } from "fast-check";
import { beyond, rule } from "../../../conformance/support/rule.ts";
import { ask, assertActive, scene, type Scene } from "../../../test/http/tokens.ts";
import { EVERYTHING } from "../../../test/support/everything.ts";
import { type FaultyStores, faultyStores } from "../../../test/support/faulty_stores.ts";
import type { IssuerUnderTestOptions } from "../../../test/support/issuer_under_test.ts";
import { assertError, bodyOf, textIn } from "../../../test/support/replies.ts";
import { scheduledStores } from "../../../test/support/scheduled_stores.ts";
import { bearerClaims, JWT_BEARER_GRANT, signedByIdp } from "../../../test/support/trusted_issuer.ts";
import { jwtBearer } from "./mod.ts";

async function trustingScene(stores?: IssuerUnderTestOptions["stores"]): Promise<Scene> {
  return scene({ settings: EVERYTHING, ...(stores === undefined ? {} : { stores }) });
}

function present(on: Scene, assertion: string) {
  return ask(on, on.app, { grant_type: JWT_BEARER_GRANT, assertion });
}

describe("jwtBearer()", () => {
  it("has a grant only when somebody is trusted", () => {
    assert.isEmpty(jwtBearer({ issuers: new Map() }).grants);
  });

  it("lets clients use it that cannot keep a secret: the JWT is the proof", () => {
    const issuers = new Map([["a", { metadata: {}, algs: [], claim: "sub", account: "sub" }]] as const);
    const grants = jwtBearer({ issuers }).grants ?? [];
    assert.deepEqual(
      grants.map(({ type, publicClients }) => [type, publicClients]),
      [[JWT_BEARER_GRANT, true]],
    );
  });
});

describe("a JWT that is redeemed", () => {
  it("costs one durable commit", async () => {
    let faults: FaultyStores | undefined;
    const on = await trustingScene((real) => (faults = faultyStores(real)).stores);
    const assertion = await signedByIdp(bearerClaims(on.issuer, on.ann));
    faults!.arm();
    textIn(await present(on, assertion), "access_token");
    const writes = faults!.calls.filter((call) => call.startsWith("postgres") && !call.includes("find"));
    assert.deepEqual(writes, ["postgres families.open"]);
  });

  it("writes nothing where it is refused", async () => {
    let faults: FaultyStores | undefined;
    const on = await trustingScene((real) => (faults = faultyStores(real)).stores);
    const assertion = await signedByIdp(bearerClaims(on.issuer, on.ann, { aud: "https://other.test" }));
    faults!.arm();
    assertError(await present(on, assertion), { error: "invalid_grant" });
    assert.deepEqual(
      faults!.calls.filter((call) => /claim|open|put/.test(call)),
      [],
    );
  });

  rule("RFC7521-4.1-3", "gives a token that is dead when it says so", async () => {
    const on = await trustingScene();
    const reply = await present(on, await signedByIdp(bearerClaims(on.issuer, on.ann)));
    const token = textIn(reply, "access_token");
    on.clock.advance(Number(bodyOf(reply)["expires_in"]) - 1);
    await assertActive(on, token);
    on.clock.advance(1);
    await assertActive(on, token, false);
  });
});

describe("many who redeem one JWT at once, in any order of their store calls", () => {
  beyond("RFC7523-3-9", "one wins at the most, and there is one family at the most", () =>
    forAll(
      asyncProperty(scheduler(), integer({ min: 2, max: 4 }), async (schedule, many) => {
        const scheduled = scheduledStores();
        const on = await trustingScene((real) => scheduled.wrap(real));
        const assertion = await signedByIdp(bearerClaims(on.issuer, on.ann));
        const replies = await scheduled.atOnce(
          schedule,
          Array.from({ length: many }, () => () => present(on, assertion)),
        );
        const [winner, ...others] = replies.toSorted((one, other) => one.status - other.status);
        await assertActive(on, textIn(winner!, "access_token"));
        for (const reply of others) assertError(reply, { error: "invalid_grant", says: "presented before" });
        assert.lengthOf(await on.issuer.durable.families.listOf(on.ann.id), 1);
      }),
      { numRuns: 20 },
    ),
  );
});

describe("what a JWT says of time", () => {
  rule(["RFC7523-3-5", "RFC7523-3-6", "RFC7523-3-7", "RFC7523-3-8"], "is held to, whatever it is", async () => {
    const on = await trustingScene();
    const now = on.clock.now();
    const offset = constantFrom(-86_400, -11, -10, -9, 0, 9, 10, 11, 3_600, 3_610, 3_611, 86_400);
    await forAll(
      asyncProperty(record({ exp: offset, nbf: offset, iat: offset }), async ({ exp, nbf, iat }) => {
        const claims = bearerClaims(on.issuer, on.ann, { exp: now + exp, nbf: now + nbf, iat: now + iat });
        const holds = exp > -10 && exp <= 3_610 && nbf <= 10 && iat <= 10;
        assert.equal((await present(on, await signedByIdp(claims))).status, holds ? 200 : 400);
      }),
    );
  });
});
