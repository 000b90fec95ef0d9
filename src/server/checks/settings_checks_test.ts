import { assert } from "chai";
import { readConfig } from "../config.ts";
import { runChecks } from "./check.ts";
import { SETTINGS_CHECKS } from "./settings_checks.ts";

/** What is found in settings that are not the standard ones. */
function found(environment: Readonly<Record<string, string>>) {
  return runChecks(SETTINGS_CHECKS, { ground: readConfig({ environment }), deploy: false });
}

const OVER_HTTP = { OAUTH1_PLAINTEXT_OVER_HTTP: "true" };

/** Settings, the check that finds them wrong, and what they could be instead. */
const ROWS: readonly (readonly [id: string, wrong: Record<string, string>, right: Record<string, string>])[] = [
  ["W003", { PKCE_PLAIN: "true" }, { PKCE_PLAIN: "false" }],
  ["W004", { BEARER_IN_QUERY: "true" }, { BEARER_IN_FORM: "true" }],
  ["W007", { REFRESH_TOKEN_REUSE_PROTECTION: "false" }, { REFRESH_TOKEN_REUSE_PROTECTION: "true" }],
  ["W008", { HTTP_REDIRECT_URIS: "any" }, { HTTP_REDIRECT_URIS: "any", ALLOWED_REDIRECT_URI_SCHEMES: "https" }],
  ["W009", { ALLOW_URI_WILDCARDS: "true" }, { ALLOW_URI_WILDCARDS: "false" }],
  ["W010", { PKCE_REQUIRED: "public" }, { PKCE_REQUIRED: "all" }],
  ["W010", { PKCE_REQUIRED: "none" }, { PKCE_REQUIRED: "all" }],
  [
    "W012",
    { ROTATE_REFRESH_TOKEN: "false" },
    { ROTATE_REFRESH_TOKEN: "false", REFRESH_TOKEN_REUSE_PROTECTION: "false" },
  ],
  ["W101", { ROTATE_REFRESH_TOKEN: "false" }, { ROTATE_REFRESH_TOKEN: "true" }],
  ["W102", { ACCESS_TOKEN_EXPIRE_SECONDS: "3601" }, { ACCESS_TOKEN_EXPIRE_SECONDS: "3600" }],
  ["W103", { REFRESH_TOKEN_EXPIRE_SECONDS: "none" }, { REFRESH_TOKEN_EXPIRE_SECONDS: "60" }],
  ["W104", { REFRESH_TOKEN_GRACE_PERIOD_SECONDS: "61" }, { REFRESH_TOKEN_GRACE_PERIOD_SECONDS: "60" }],
  ["W106", { SESSION_SECONDS: "2592001" }, { SESSION_SECONDS: "2592000" }],
  ["W107", { KEY_ROTATION_SECONDS: "0" }, { KEY_ROTATION_SECONDS: "31536000" }],
  ["W107", { KEY_ROTATION_SECONDS: "40000000" }, { KEY_ROTATION_SECONDS: "31536000" }],
  ["W108", { KEY_PUBLISH_AHEAD_SECONDS: "3599" }, { KEY_PUBLISH_AHEAD_SECONDS: "3600" }],
  ["W111", { ACCESS_TOKEN_MAX_SECONDS: "604801" }, { ACCESS_TOKEN_MAX_SECONDS: "604800" }],
  ["W112", { CLIENT_REGISTRATION: "open" }, { CLIENT_REGISTRATION: "token" }],
  ["W113", OVER_HTTP, { OAUTH1_PLAINTEXT_OVER_HTTP: "false" }],
  ["W113", OVER_HTTP, { ...OVER_HTTP, OAUTH1_ENABLED: "false" }],
  ["W113", OVER_HTTP, { ...OVER_HTTP, OAUTH1_SIGNATURE_METHODS: "HMAC-SHA1 RSA-SHA1" }],
  ["W114", { LAB: "on", ISSUER: "https://id.example" }, { LAB: "on", ISSUER: "http://localhost:8000" }],
  ["W114", { LAB: "on", ISSUER: "https://id.example" }, { LAB: "off", ISSUER: "https://id.example" }],
];

describe("SETTINGS_CHECKS", () => {
  it("find nothing wrong with the settings that nobody changed", () => assert.isEmpty(found({})));

  for (const [id, wrong, right] of ROWS) {
    it(`${id} finds ${JSON.stringify(wrong)}, and not ${JSON.stringify(right)}`, () => {
      assert.include(
        found(wrong).map((finding) => finding.id),
        id,
      );
      assert.notInclude(
        found(right).map((finding) => finding.id),
        id,
      );
    });
  }

  it("are each asked by a row of this table", () => {
    assert.sameMembers(
      [...new Set(ROWS.map(([id]) => id))],
      SETTINGS_CHECKS.map(({ id }) => id),
    );
  });

  it("name the setting to change", () => {
    for (const [id, wrong] of ROWS) {
      const { hint = "" } = found(wrong).find((finding) => finding.id === id) ?? {};
      assert.match(hint, /[A-Z]{3,}(_[A-Z]+)*/, id);
    }
  });

  it("say how bad PKCE is that nobody has to use", () => {
    const [none, some] = ["none", "public"].map((PKCE_REQUIRED) => found({ PKCE_REQUIRED })[0]?.says);
    assert.match(String(none), /No client has to/);
    assert.match(String(some), /Confidential clients need not/);
  });
});
