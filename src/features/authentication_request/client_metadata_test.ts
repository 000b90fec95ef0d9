import { assert } from "chai";
import { assertRefused } from "../../../test/support/refusals.ts";
import type { MetadataContext } from "../../engine/mod.ts";
import { AUTHENTICATION_METADATA } from "./client_metadata.ts";

const CONTEXT = {} as MetadataContext;

function fieldOf(name: string) {
  return AUTHENTICATION_METADATA.find((field) => field.name === name)!;
}

describe("client metadata of authentication requests", () => {
  for (const [name, value] of [
    ["default_max_age", 0],
    ["default_max_age", 86_400],
    ["default_max_age", 999_999_999_999_999],
    ["require_auth_time", true],
    ["require_auth_time", false],
    ["default_acr_values", ["urn:a", "2"]],
    ["default_acr_values", []],
  ] as const) {
    it(`keeps ${name} = ${JSON.stringify(value)}`, async () => {
      assert.deepEqual(await fieldOf(name).parse(value, CONTEXT), value);
    });
  }

  for (const [name, value] of [
    ["default_max_age", -1],
    ["default_max_age", 1.5],
    ["default_max_age", "60"],
    ["default_max_age", 1e15],
    ["default_max_age", Number.NaN],
    ["default_max_age", [60]],
    ["require_auth_time", "true"],
    ["require_auth_time", 1],
    ["default_acr_values", "urn:a"],
    ["default_acr_values", [7]],
    ["default_acr_values", ["a b"]],
    ["default_acr_values", [""]],
    ["default_acr_values", ["x".repeat(256)]],
    ["default_acr_values", Array.from({ length: 21 }, (_, index) => `urn:${index}`)],
  ] as const) {
    it(`refuses ${name} = ${JSON.stringify(value).slice(0, 60)}`, async () => {
      await assertRefused(() => fieldOf(name).parse(value, CONTEXT), { code: "invalid_client_metadata", says: name });
    });
  }

  it("says that auth_time is not required where nothing was sent, and nothing of the others", () => {
    const standards = AUTHENTICATION_METADATA.map((field) => [field.name, field.standard?.(CONTEXT)]);
    assert.deepEqual(Object.fromEntries(standards), {
      default_max_age: undefined,
      require_auth_time: false,
      default_acr_values: undefined,
    });
  });
});
