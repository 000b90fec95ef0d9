import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { assert } from "chai";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { testConfig } from "../../test/support/config.ts";
import { EVERYTHING } from "../../test/support/everything.ts";
import { standardFeatures } from "./features.ts";

const FEATURES = standardFeatures(testConfig(EVERYTHING));
const FOLDERS = readdirSync(fileURLToPath(new URL("../features", import.meta.url)));
/** The spine, OAuth 1.0a and the pages of people are rooms of their own. */
const ROOMS = ["spine", "oauth1", "console", "applications", "administration"];

describe("standardFeatures()", () => {
  it("has one feature for each folder, called as the folder is", () => {
    assert.sameMembers(
      FEATURES.map(({ name }) => name),
      [...FOLDERS, ...ROOMS],
    );
  });

  it("begins with the spine, to which all others add", () => assert.equal(FEATURES[0]?.name, "spine"));

  for (const { name, spec, endpoints = [] } of FEATURES) {
    it(`${name} says what it stands for, and names its endpoints once`, () => {
      assert.match(spec, /^[A-Z]/);
      const names = endpoints.map((endpoint) => endpoint.name);
      assert.lengthOf(names, new Set(names).size);
    });
  }

  it("is made to the settings", async () => {
    const { issuer } = await issuerUnderTest({ settings: { PKCE_PLAIN: "true" } });
    assert.deepEqual(issuer.metadata["code_challenge_methods_supported"], ["S256", "plain"]);
  });
});
