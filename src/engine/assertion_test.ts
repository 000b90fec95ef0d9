import { assert } from "chai";
import { assert as forAll, asyncProperty, constantFrom, property, uniqueArray, webUrl } from "fast-check";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest, START } from "../../test/support/issuer_under_test.ts";
import { claimJwt, isMeantForUs, JWT_LEEWAY, type OneTimeJwt, releaseJwt } from "./mod.ts";

const JWT: OneTimeJwt = { whose: "client a", jti: "one", expiresAt: START + 60 };

async function open() {
  const under = await issuerUnderTest();
  return { under, exchange: exchangeAt(under.issuer) };
}

describe("claimJwt()", () => {
  rule("RFC7523-3-9", "lets one of many win", async () => {
    const { exchange } = await open();
    const won = await Promise.all(Array.from({ length: 20 }, () => claimJwt(JWT, exchange)));
    assert.lengthOf(won.filter(Boolean), 1);
  });

  for (const [name, change, wins] of [
    ["the same", {}, false],
    ["the same with another end", { expiresAt: START + 300 }, false],
    ["another", { jti: "two" }, true],
    ["that of somebody else", { whose: "client b" }, true],
    ["one whose parts run together alike", { whose: "client ao", jti: "ne" }, true],
  ] as const) {
    it(`${wins ? "takes" : "does not take"} ${name} after one`, async () => {
      const { exchange } = await open();
      await claimJwt(JWT, exchange);
      assert.equal(await claimJwt({ ...JWT, ...change }, exchange), wins);
    });
  }

  it("remembers one for longer than anybody would take it", async () => {
    const { under, exchange } = await open();
    await claimJwt(JWT, exchange);
    under.clock.advance(60 + JWT_LEEWAY);
    assert.isFalse(await claimJwt(JWT, exchange));
    under.clock.advance(JWT_LEEWAY);
    assert.isTrue(await claimJwt(JWT, exchange));
  });

  it("marks one that has expired already as well, for a moment", async () => {
    const { exchange } = await open();
    const old = { ...JWT, expiresAt: START - 3_600 };
    assert.deepEqual([await claimJwt(old, exchange), await claimJwt(old, exchange)], [true, false]);
  });

  it("keeps no text of it", async () => {
    const keys: string[] = [];
    const { issuer } = await issuerUnderTest({
      stores: (real) => ({
        ...real,
        ephemeral: {
          ...real.ephemeral,
          claim: (kind, entry) => (keys.push(entry.key), real.ephemeral.claim(kind, entry)),
        },
      }),
    });
    await claimJwt({ ...JWT, jti: "a-very-secret-jti" }, exchangeAt(issuer));
    assert.lengthOf(keys, 1);
    assert.notInclude(keys[0], "secret");
  });
});

describe("releaseJwt()", () => {
  it("lets a JWT be presented again, and only that one", async () => {
    const { exchange } = await open();
    for (const jti of ["one", "two"]) await claimJwt({ ...JWT, jti }, exchange);
    await releaseJwt(JWT, exchange);
    assert.isTrue(await claimJwt(JWT, exchange));
    assert.isFalse(await claimJwt({ ...JWT, jti: "two" }, exchange));
  });

  it("does nothing where nothing was presented", async () => {
    const { exchange } = await open();
    await releaseJwt(JWT, exchange);
    assert.isTrue(await claimJwt(JWT, exchange));
  });
});

describe("isMeantForUs()", () => {
  const OURS = ["https://id.test/tenant", "https://id.test/tenant/token"] as const;
  const PUSHED = "https://id.test/tenant/par";
  const issuer = { url: OURS[0], metadata: {} };

  for (const [name, aud, ours] of [
    ["the issuer", OURS[0], true],
    ["the token endpoint", OURS[1], true],
    ["the issuer in a list", [OURS[0]], true],
    ["both", [...OURS], true],
    ["nothing", undefined, false],
    ["an empty list", [], false],
    ["an empty text", "", false],
    ["null", null, false],
    ["the issuer and another", [OURS[0], "https://other.test"], false],
    ["another endpoint", "https://id.test/tenant/revoke", false],
    ["the endpoint for pushed requests of who has none", PUSHED, false],
    ["the host alone", "https://id.test", false],
    ["an issuer below", "https://id.test/tenant/other", false],
    ["a slash more", `${OURS[0]}/`, false],
    ["other letters", "https://ID.test/tenant", false],
    ["a port that goes without saying", "https://id.test:443/tenant", false],
    ["a list in a list", [[OURS[0]]], false],
    ["an object", { 0: OURS[0] }, false],
  ] as const) {
    rule(["RFC7523-3-4", "RFC7521-5.1-1"], `${ours ? "takes" : "refuses"} ${name}`, () => {
      assert.equal(isMeantForUs({ aud }, issuer), ours);
    });
  }

  rule("RFC9126-2-5", "takes the endpoint for pushed requests where there is one, and no address beside it", () => {
    const pushing = { ...issuer, metadata: { pushed_authorization_request_endpoint: PUSHED } };
    const taken = [OURS[0], OURS[1], PUSHED, [PUSHED, OURS[0]]];
    for (const aud of taken) assert.isTrue(isMeantForUs({ aud }, pushing), String(aud));
    for (const aud of [`${PUSHED}/`, [PUSHED, "https://other.test"]]) assert.isFalse(isMeantForUs({ aud }, pushing));
  });

  beyond("RFC7523-3-4", "takes no list that names anybody else, whatever else it names", () => {
    forAll(
      property(uniqueArray(constantFrom(...OURS)), webUrl(), (ours, other) => {
        assert.isFalse(isMeantForUs({ aud: [...ours, other] }, issuer));
        assert.equal(isMeantForUs({ aud: ours }, issuer), ours.length > 0);
      }),
      { numRuns: 25 },
    );
  });
});

describe("claimJwt() and releaseJwt()", () => {
  it("never let one JWT win twice without a release in between", async () => {
    const { exchange } = await open();
    let count = 0;
    await forAll(
      asyncProperty(uniqueArray(constantFrom("claim", "release", "claim again", "release again")), async (steps) => {
        count += 1;
        const jwt = { ...JWT, jti: `history ${count}` };
        let isFree = true;
        for (const step of steps) {
          if (step.startsWith("release")) await releaseJwt(jwt, exchange);
          else assert.equal(await claimJwt(jwt, exchange), isFree);
          isFree = step.startsWith("release");
        }
      }),
    );
  });
});
