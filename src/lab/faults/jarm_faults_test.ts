import { assert } from "chai";
import { describe, it } from "mocha";
import { START } from "../../../test/support/issuer_under_test.ts";
import { locationOf } from "../../../test/support/replies.ts";
import {
  assertServed,
  difference,
  isSigned,
  type OpenidLab,
  openidLab,
  type Parts,
  partsOf,
  served,
} from "./_openid_lab_test.ts";
import { JARM_FAULTS } from "./jarm_faults.ts";

type Members = Readonly<Record<string, unknown>>;

const ASK = { response_mode: "jwt", scope: "read" };

/** What the claims say otherwise, given the right ones; undefined = the claim is gone. */
const CHANGES: Readonly<Record<string, (right: Members) => Members>> = {
  iss_missing: () => ({ iss: undefined }),
  iss_other: ({ iss }) => ({ iss: `${String(iss)}1` }),
  aud_missing: () => ({ aud: undefined }),
  aud_other: ({ aud }) => ({ aud: `${String(aud)}1` }),
  exp_missing: () => ({ exp: undefined }),
  expired: () => ({ exp: START - 360 }),
  state_missing: () => ({ state: undefined }),
  state_changed: () => ({ state: "a state1" }),
  error: () => ({ code: undefined, error: "access_denied", error_description: "Nobody allowed it" }),
};

/** The parameters of an answer. */
async function answerOf(lab: OpenidLab): Promise<URLSearchParams> {
  return locationOf(await lab.ask(ASK)).searchParams;
}

/** The signed answer, taken apart. */
async function partsAt(lab: OpenidLab): Promise<Parts> {
  return partsOf((await answerOf(lab)).get("response"));
}

describe("JARM_FAULTS", () => {
  it("are all tried below", () => {
    const signing = ["bad_signature", "other_key", "alg_none", "unregistered_alg", "mixed_up"];
    const tried = [...Object.keys(CHANGES), ...signing, "unknown_claims", "plain"].map((name) => `jarm_${name}`);
    assert.sameMembers(
      JARM_FAULTS.map(({ name }) => name),
      tried,
    );
  });

  for (const [name, changed] of Object.entries(CHANGES)) {
    it(`changes what the signed answer says and nothing else: jarm_${name}`, async () => {
      const [right, lab] = await Promise.all([openidLab([]), openidLab([{ fault: `jarm_${name}` }])]);
      const [before, parts] = [(await partsAt(right)).claims, await partsAt(lab)];
      assert.deepEqual(difference(before, parts.claims), changed(before));
      assert.isTrue(await isSigned(lab, parts));
      assertServed(lab, `jarm_${name}`, "callback");
    });
  }

  it("adds what nobody knows, and keeps the rest: jarm_unknown_claims", async () => {
    const lab = await openidLab([{ fault: "jarm_unknown_claims" }]);
    const { claims } = await partsAt(lab);
    assert.containsAllKeys(claims, ["code", "state", "iss", "aud", "exp", "iat", "jti", "touchstone_extra"]);
  });

  for (const [name, alg] of [
    ["bad_signature", "RS256"],
    ["other_key", "RS256"],
    ["alg_none", "none"],
    ["mixed_up", "RS256"],
  ] as const) {
    it(`is signed wrongly, with all that is to be in it: jarm_${name}`, async () => {
      const lab = await openidLab([{ fault: `jarm_${name}` }]);
      const parts = await partsAt(lab);
      assert.equal(parts.header["alg"], alg);
      assert.isFalse(await isSigned(lab, parts));
      assert.containsAllKeys(parts.claims, ["code", "state", "iss", "aud", "exp"]);
      assert.equal(parts.claims["iss"] === lab.under.issuer.url, name !== "mixed_up");
      assertServed(lab, `jarm_${name}`, "callback");
    });
  }

  it("is signed rightly by another key of ours: jarm_unregistered_alg", async () => {
    const lab = await openidLab([{ fault: "jarm_unregistered_alg" }]);
    const parts = await partsAt(lab);
    assert.deepEqual(parts.header, { alg: "ES256" });
    assert.isTrue(await isSigned(lab, parts));
  });

  it("has plain parameters: jarm_plain", async () => {
    const lab = await openidLab([{ fault: "jarm_plain" }]);
    const answer = await answerOf(lab);
    assert.deepEqual([...answer.keys()], ["code", "state", "iss"]);
    assert.equal(answer.get("state"), "a state");
    assertServed(lab, "jarm_plain", "callback");
  });

  it("is at work in no answer that nobody wanted signed", async () => {
    const lab = await openidLab(JARM_FAULTS.map(({ name }) => ({ fault: name })));
    assert.isString(await lab.code({ scope: "openid" }));
    assert.deepEqual(served(lab), []);
  });
});
