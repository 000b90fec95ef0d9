import { assert } from "chai";
import { assertRefused } from "../../../test/support/refusals.ts";
import { digest, seededRandom, settableClock } from "../../platform/mod.ts";
import { fail } from "../../protocol/mod.ts";
import { checkedClock, FARTHEST_CLOCK, newDefinition } from "./new_definition.ts";

const START = 1_767_225_600;

function define(wanted: Parameters<typeof newDefinition>[0]) {
  return newDefinition(wanted, {
    random: seededRandom("definition"),
    clock: settableClock(START),
    limits: { life: 600, issuers: 1, reports: 1 },
    checkSettings(settings) {
      if ("WRONG" in settings) fail("invalid_request", "Cannot take settings");
    },
  });
}

describe("newDefinition()", () => {
  it("has the standard values where nothing is named", () => {
    const { definition } = define({});
    assert.match(definition.id, /^[0-9A-Za-z]{22}$/);
    assert.deepInclude(definition, { version: 1, faults: [], faultsSince: 1, beganAt: 1, clockOffset: 0 });
    assert.deepInclude(definition, { createdAt: START, expiresAt: START + 600, settings: {} });
  });

  it("has what is named", () => {
    const wanted = { faults: [{ fault: "a" }], settings: { A: "b" }, clockOffset: -5, tokenUses: 2 };
    const { definition } = define({ ...wanted, lifetime: 5 });
    assert.deepInclude(definition, { ...wanted, expiresAt: START + 5 });
  });

  it("keeps a digest of the key alone", () => {
    const { definition, key } = define({});
    assert.equal(definition.key, digest(key));
    assert.notInclude(JSON.stringify(definition), key);
  });

  for (const wanted of [
    { lifetime: 4 },
    { lifetime: 601 },
    { lifetime: 5.5 },
    { lifetime: Number.NaN },
    { clockOffset: FARTHEST_CLOCK + 1 },
    { clockOffset: 0.5 },
    { settings: { WRONG: "" } },
  ])
    it(`refuses ${JSON.stringify(wanted)}`, () =>
      assertRefused(() => define(wanted), { code: "invalid_request", status: 400, says: "Cannot" }));
});

describe("checkedClock()", () => {
  for (const offset of [0, 1, -1, FARTHEST_CLOCK, -FARTHEST_CLOCK])
    it(`takes ${offset}`, () => assert.equal(checkedClock(offset), offset));

  for (const offset of [FARTHEST_CLOCK + 1, -FARTHEST_CLOCK - 1, 0.5, Number.NaN, Infinity])
    it(`refuses ${offset}`, () => assertRefused(() => checkedClock(offset), { code: "invalid_request" }));
});
