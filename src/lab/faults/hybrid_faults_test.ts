import { assert } from "chai";
import { describe, it } from "mocha";
import { halfHash } from "../../protocol/mod.ts";
import { assertServed, difference, frontOf, isSigned, openidLab, type OpenidLab, partsOf } from "./_openid_lab_test.ts";
import { HYBRID_FAULTS } from "./hybrid_faults.ts";

type Members = Readonly<Record<string, string>>;
type ResponseType = "code id_token" | "id_token token";

interface Front {
  readonly lab: OpenidLab;
  readonly parameters: Members;
}

async function front(fault: string | undefined, type: ResponseType): Promise<Front> {
  const lab = await openidLab(fault === undefined ? [] : [{ fault }], {
    client: { grantTypes: ["authorization_code", "implicit"], metadata: { response_types: [type] } },
  });
  return { lab, parameters: await frontOf(lab, { response_type: type }) };
}

/** Faults of the hashes: of which claim, whether it stays, and of what it is the hash. */
const HASHES = [
  ["id_token_wrong_at_hash", "id_token token", "at_hash", "access_token"],
  ["id_token_missing_at_hash", "id_token token", "at_hash", undefined],
  ["id_token_wrong_c_hash", "code id_token", "c_hash", "code"],
  ["id_token_missing_c_hash", "code id_token", "c_hash", undefined],
] as const;

/** Faults of the parameters: which one, and whether it stays. */
const PARAMETERS = [
  ["front_code_of_another_flow", "code id_token", "code", true],
  ["front_access_token_of_another_flow", "id_token token", "access_token", true],
  ["front_wrong_state", "code id_token", "state", true],
  ["front_missing_state", "code id_token", "state", false],
] as const;

describe("HYBRID_FAULTS", () => {
  for (const [fault, type, claim, of] of HASHES) {
    it(`changes one claim of the ID token that the browser brings: ${fault}`, async () => {
      const [right, wrong] = [await front(undefined, type), await front(fault, type)];
      const [one, other] = [partsOf(right.parameters["id_token"]), partsOf(wrong.parameters["id_token"])];
      assert.hasAllKeys(difference(one.claims, other.claims), [claim]);
      assert.isTrue(await isSigned(wrong.lab, other));
      assert.hasAllKeys(difference(right.parameters, wrong.parameters), ["id_token"]);
      if (of === undefined) assert.notProperty(other.claims, claim);
      else assert.notEqual(other.claims[claim], halfHash("RS256", String(wrong.parameters[of])));
      assertServed(wrong.lab, fault, "callback");
    });
  }

  for (const [fault, type, name, stays] of PARAMETERS) {
    it(`changes one parameter beside the ID token: ${fault}`, async () => {
      const [right, wrong] = [await front(undefined, type), await front(fault, type)];
      assert.hasAllKeys(difference(right.parameters, wrong.parameters), [name]);
      assert.equal(wrong.parameters[name]?.length, stays ? right.parameters[name]?.length : undefined);
      assertServed(wrong.lab, fault, "callback");
    });

    it(`leaves an answer alone that has no ID token: ${fault}`, async () => {
      const lab = await openidLab([{ fault }]);
      assert.containsAllKeys(await lab.tokens(), ["id_token", "access_token"]);
      assertServed(lab, fault);
    });
  }

  it("leaves an ID token without c_hash as it is", async () => {
    const { lab, parameters } = await front("id_token_wrong_c_hash", "id_token token");
    assert.notProperty(partsOf(parameters["id_token"]).claims, "c_hash");
    assertServed(lab, "id_token_wrong_c_hash");
  });

  it("changes at_hash of an ID token from the token endpoint as well", async () => {
    const lab = await openidLab([{ fault: "id_token_wrong_at_hash" }]);
    await lab.tokens();
    assertServed(lab, "id_token_wrong_at_hash", "token");
  });

  it("has a case above for each fault", () => {
    assert.sameMembers(
      HYBRID_FAULTS.map(({ name }) => name),
      [...HASHES, ...PARAMETERS].map(([name]) => name),
    );
  });
});
