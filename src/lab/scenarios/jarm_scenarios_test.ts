import { assert } from "chai";
import { describe, it } from "mocha";
import { JARM_FAULTS } from "../faults/jarm_faults.ts";
import { JARM_SCENARIOS } from "./jarm_scenarios.ts";
import { SETUP_OF } from "./setups.ts";

/** The modules of the OpenID Foundation's plan for FAPI 2.0 Message Signing that are about signed answers. */
const MODULES = [
  "without-iss-fails",
  "with-invalid-iss-fails",
  "without-aud-fails",
  "with-invalid-aud-fails",
  "without-exp-fails",
  "with-expired-exp-fails",
  "with-invalid-sig-fails",
  "signature-is-not-none",
];

describe("JARM_SCENARIOS", () => {
  it("put each fault of a signed answer to work, each in one", () => {
    assert.sameMembers(
      JARM_SCENARIOS.flatMap(({ faults }) => faults.map(({ fault }) => fault)),
      JARM_FAULTS.map(({ name }) => name),
    );
  });

  it("have each of the modules of FAPI 2.0 Message Signing that are about it", () => {
    assert.sameMembers(
      JARM_SCENARIOS.flatMap(({ known = [] }) => known),
      MODULES.map((name) => `OIDF ensure-jarm-${name}`),
    );
  });

  it("forbid all that a client would do with the answer, but where there is nothing wrong", () => {
    for (const { expect, name } of JARM_SCENARIOS) {
      const places = ["token", "resource"];
      if (name === "jarm_unknown_claims") assert.deepEqual<unknown>(expect, { kind: "accepts", needs: places });
      else assert.deepEqual<unknown>(expect, { kind: "refuses", forbidden: places });
    }
  });

  it("run with a client that is registered for it", () => {
    for (const { setups } of JARM_SCENARIOS) assert.deepEqual(setups, ["jarm"]);
    const { client, response_mode: mode } = SETUP_OF.jarm;
    assert.deepEqual([client?.["authorization_signed_response_alg"], mode], ["RS256", "jwt"]);
  });
});
