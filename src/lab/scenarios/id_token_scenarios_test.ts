import { assert } from "chai";
import { describe, it } from "mocha";
import { ALL_SCENARIOS } from "./all_scenarios.ts";
import { ID_TOKEN_SCENARIOS } from "./id_token_scenarios.ts";

/** Cases of the conformance suite for relying parties, by what is to be made of them; a pair is told by its own name. */
const REFUSED =
  `invalid-iss missing-sub invalid-aud missing-aud missing-iat nonce-invalid invalid-sig-rs256 invalid-sig-es256
 invalid-sig-hs256 invalid-athash missing-athash invalid-chash missing-chash userinfo-invalid-sub form-post-error
 discovery-issuer-mismatch refresh-token-invalid-issuer refresh-token-invalid-sub idtoken-sig-none`.split(/\s+/);
const ACCEPTED = `kid-absent-single-jwks aggregated-claims distributed-claims signing-key-rotation
 signing-key-rotation-just-before-signing userinfo-signed`.split(/\s+/);
const FAPI_REFUSED =
  `invalid-expired-exp invalid-missing-exp invalid-missing-iss invalid-missing-nonce invalid-secondary-aud
 invalid-null-alg invalid-alternate-alg iat-is-week-in-past`.split(/\s+/);
const FAPI_ACCEPTED = ["valid-aud-as-array", "missing-athash"];

function kindsOf(known: string): readonly string[] {
  return ALL_SCENARIOS.filter((scenario) => scenario.known?.includes(known)).map(({ expect }) => expect.kind);
}

describe("ID_TOKEN_SCENARIOS", () => {
  for (const [suite, names, kind] of [
    ["OIDF", REFUSED, "refuses"],
    ["OIDF", ACCEPTED, "accepts"],
    ["FAPI", FAPI_REFUSED, "refuses"],
    ["FAPI", FAPI_ACCEPTED, "accepts"],
  ] as const) {
    for (const name of names) {
      it(`knows ${suite} ${name}, which a right client ${kind}`, () => {
        const kinds = new Set(kindsOf(`${suite} ${name}`));
        assert.deepEqual([...kinds], [kind]);
      });
    }
  }

  it("knows of several keys without a kid that either is right", () => {
    assert.deepEqual(kindsOf("OIDF kid-absent-multiple-jwks"), ["either"]);
  });

  it("is about the second ID token where a refresh brings it", () => {
    const refreshed = ID_TOKEN_SCENARIOS.filter(({ name }) => name.startsWith("refreshed_"));
    assert.isNotEmpty(refreshed);
    for (const { name, faults, setups } of refreshed) {
      assert.deepEqual(setups, ["oidc-refresh"], name);
      // What might be missing at the callback as well is counted there too.
      const nth = name === "refreshed_id_token_missing" ? 3 : 2;
      assert.equal(faults[0]?.nth, nth, name);
    }
  });

  it("is about the first ID token, wherever it comes from, in all other cases", () => {
    const others = ID_TOKEN_SCENARIOS.filter(({ name }) => !name.startsWith("refreshed_"));
    for (const { name, faults } of others)
      assert.isTrue(
        faults.every(({ nth }) => nth === undefined),
        name,
      );
  });
});
