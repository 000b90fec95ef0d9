import { assert } from "chai";
import type { z } from "zod";
import { type SettingName, SETTINGS } from "./settings_table.ts";

/** What each setting is when nobody says, and in what it is counted: to change one changes every installation. */
const KNOWN: Readonly<Record<SettingName, readonly [standard: unknown, unit: string]>> = {
  PORT: [8_000, "port"],
  HOST: [undefined, "address"],
  ISSUER: [undefined, "URL"],
  DATA_DIR: [".data", "folder"],
  DATABASE_URL: [undefined, "URL"],
  REDIS_URL: [undefined, "URL"],
  SECRET_KEY: [undefined, "text"],
  TRUSTED_PROXIES: [0, "count"],
  LOG_LEVEL: ["info", "word"],
  LOG_FORMAT: [undefined, "word"],
  ALIAS_PREFIXES: [["/o", "/oauth", "/oauth2"], "words"],
  WORKERS: [1, "count"],
  SCOPES: [
    {
      read: "See your data",
      write: "Change your data",
      introspection: "Ask whether other access tokens are valid",
    },
    "JSON object",
  ],
  DEFAULT_SCOPES: [["read", "write"], "words"],
  ACCESS_TOKEN_EXPIRE_SECONDS: [600, "seconds"],
  ACCESS_TOKEN_MAX_SECONDS: [86_400, "seconds"],
  REFRESH_TOKEN_EXPIRE_SECONDS: [2_592_000, "seconds or none"],
  ROTATE_REFRESH_TOKEN: [true, "true or false"],
  REFRESH_TOKEN_GRACE_PERIOD_SECONDS: [0, "seconds"],
  REFRESH_TOKEN_REUSE_PROTECTION: [true, "true or false"],
  CLEAR_EXPIRED_TOKENS_BATCH_SIZE: [10_000, "count"],
  CLEAR_EXPIRED_TOKENS_BATCH_INTERVAL: [0, "seconds"],
  AUTHORIZATION_CODE_EXPIRE_SECONDS: [60, "seconds"],
  DEVICE_CODE_EXPIRE_SECONDS: [600, "seconds"],
  DEVICE_FLOW_INTERVAL: [5, "seconds"],
  DEVICE_VERIFICATION_URI: [undefined, "URL"],
  PKCE_REQUIRED: ["all", "word"],
  PKCE_PLAIN: [false, "true or false"],
  ALLOWED_REDIRECT_URI_SCHEMES: [["https", "http"], "words"],
  HTTP_REDIRECT_URIS: ["loopback", "word"],
  PRIVATE_USE_URI_SCHEMES: [false, "true or false"],
  ALLOW_LOCALHOST_LOOPBACK: [false, "true or false"],
  ALLOW_URI_WILDCARDS: [false, "true or false"],
  REQUEST_APPROVAL_PROMPT: ["auto", "word"],
  SESSION_SECONDS: [28_800, "seconds"],
  INTERACTION_SECONDS: [1_800, "seconds"],
  REALM: ["api", "text"],
  BEARER_IN_FORM: [false, "true or false"],
  BEARER_IN_QUERY: [false, "true or false"],
  READ_SCOPE: ["read", "text"],
  WRITE_SCOPE: ["write", "text"],
  ERROR_RESPONSE_WITH_SCOPES: [false, "true or false"],
  DEFAULT_THROTTLE_RATES: [{ user: "100/hour", anon: "10/hour" }, "JSON object"],
  DEFAULT_THROTTLE_CLASSES: [[], "words or none"],
  THROTTLE_LOGIN: ["600/minute", "rate or none"],
  THROTTLE_SIGN_UP: ["300/minute", "rate or none"],
  THROTTLE_TOKEN: ["6000/minute", "rate or none"],
  THROTTLE_DEVICE: ["600/minute", "rate or none"],
  THROTTLE_REGISTRATION: ["300/minute", "rate or none"],
  THROTTLE_EXEMPT: [["loopback"], "networks or none"],
  OIDC_ENABLED: [true, "true or false"],
  BACKCHANNEL_LOGOUT: [true, "true or false"],
  BACKCHANNEL_LOGOUT_TRIES: [4, "count"],
  BACKCHANNEL_LOGOUT_TIMEOUT_SECONDS: [5, "seconds"],
  SESSION_MANAGEMENT: [true, "true or false"],
  OIDC_RP_INITIATED_LOGOUT_ENABLED: [true, "true or false"],
  OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT: [false, "true or false"],
  OIDC_RP_INITIATED_LOGOUT_ACCEPT_EXPIRED_TOKENS: [true, "true or false"],
  OIDC_RP_INITIATED_LOGOUT_DELETE_TOKENS: [true, "true or false"],
  ID_TOKEN_EXPIRE_SECONDS: [3_600, "seconds"],
  ACR_VALUES: [["urn:oasis:names:tc:SAML:2.0:ac:classes:Password"], "words or none"],
  SIGN_UP: [undefined, "word"],
  SCOPE_CLAIMS: [{}, "JSON object"],
  CLAIM_SOURCES: [{}, "JSON object"],
  OIDC_USERINFO_CORS_ENABLED: [true, "true or false"],
  OIDC_JWKS_MAX_AGE_SECONDS: [3_600, "seconds"],
  CLIENT_ASSERTION_MAX_LIFETIME: [300, "seconds"],
  SIGNING_ALGS: [["RS256", "ES256"], "words"],
  ENCRYPTION_ALGS: [["RSA-OAEP-256", "ECDH-ES"], "words or none"],
  KEY_ROTATION_SECONDS: [7_776_000, "seconds"],
  KEY_PUBLISH_AHEAD_SECONDS: [86_400, "seconds"],
  REQUEST_OBJECTS: [true, "true or false"],
  REQUEST_URI: ["registered", "word"],
  REQUIRE_SIGNED_REQUEST_OBJECT: [false, "true or false"],
  DPOP_NONCE: ["off", "word"],
  PUSHED_AUTHORIZATION_REQUESTS: [true, "true or false"],
  PUSHED_AUTHORIZATION_REQUEST_SECONDS: [60, "seconds"],
  REQUIRE_PUSHED_AUTHORIZATION_REQUESTS: [false, "true or false"],
  TRUSTED_ISSUERS: [new Map(), "JSON object"],
  RESOURCES: [new Map(), "JSON object"],
  OAUTH2_PROTECTED_RESOURCE_IDENTIFIER: [undefined, "web address"],
  OAUTH2_PROTECTED_RESOURCE_NAME: ["Sample API", "text"],
  OAUTH2_PROTECTED_RESOURCE_DOCUMENTATION: [undefined, "web address"],
  OAUTH2_PROTECTED_RESOURCE_POLICY_URI: [undefined, "URL"],
  OAUTH2_PROTECTED_RESOURCE_TOS_URI: [undefined, "URL"],
  RESOURCE_METADATA_IN_CHALLENGES: [false, "true or false"],
  CLIENT_REGISTRATION: ["off", "word"],
  APPLICATION_REGISTRATION: ["anyone", "word"],
  SOFTWARE_STATEMENT_ISSUERS: [new Map(), "JSON object"],
  API_DOCS: [undefined, "word"],
  SERVICE_DOCUMENTATION_URI: [undefined, "URL"],
  OP_POLICY_URI: [undefined, "URL"],
  OP_TOS_URI: [undefined, "URL"],
  OAUTH1_ENABLED: [true, "true or false"],
  OAUTH1_SIGNATURE_METHODS: [["HMAC-SHA1", "HMAC-SHA256", "RSA-SHA1", "RSA-SHA256", "PLAINTEXT"], "words"],
  OAUTH1_PLAINTEXT_OVER_HTTP: [false, "true or false"],
  OAUTH1_TIMESTAMP_SECONDS: [300, "seconds"],
  OAUTH1_TEMPORARY_SECONDS: [600, "seconds"],
  OAUTH1_TOKEN_EXPIRE_SECONDS: [undefined, "seconds or none"],
  OAUTH1_EXPLAIN: [undefined, "word"],
  LAB: [undefined, "word"],
  LAB_ISSUER_SECONDS: [3_600, "seconds"],
  LAB_ISSUERS: [2_000, "count"],
  LAB_REPORT_SECONDS: [604_800, "seconds"],
};

const TABLE = Object.entries(SETTINGS).map(([name, definition]) => {
  const { schema, standard, says, unit, source } = definition;
  return { name: name as SettingName, schema: schema as z.ZodType, standard, says, unit, source };
});

/** What a file of settings may hold in the place of the right thing. */
const ODD: readonly unknown[] = [
  {},
  { a: [] },
  [],
  [[]],
  [5],
  5,
  -0.5,
  Number.NaN,
  true,
  false,
  null,
  "",
  "\0",
  "{",
  "a b",
];

/** What is said of a value that is refused; nothing when it is taken. */
function complaints(schema: z.ZodType, value: unknown): readonly string[] {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
}

describe("SETTINGS", () => {
  for (const { name, standard, unit } of TABLE) {
    it(`${name} is ${JSON.stringify(standard) ?? "nothing"} unless somebody says otherwise, as it ever was`, () => {
      assert.deepEqual([standard, unit], [...KNOWN[name]]);
    });

    it(`${name} has a name for the environment of a shell, which does not belie its unit`, () => {
      assert.match(name, /^[A-Z][A-Z0-9_]*[A-Z]$/);
      if (name.endsWith("_SECONDS")) assert.match(unit, /^seconds/);
      if (unit === "URL") assert.match(name, /_UR[LI]$|^ISSUER$/);
    });
  }

  for (const { name, schema } of TABLE) {
    it(`${name} says what to give in the place of whatever else a file holds`, () => {
      for (const odd of ODD) {
        for (const says of complaints(schema, odd)) {
          assert.match(says, /^(?:give |say |Cannot (?:use|read) |a scope name holds )/, JSON.stringify(odd));
        }
      }
    });

    it(`${name} refuses the odd value alike each time, and makes nothing of it that it would refuse`, () => {
      for (const odd of ODD) {
        const first = schema.safeParse(odd);
        assert.deepEqual(complaints(schema, odd), complaints(schema, odd));
        if (first.success) assert.deepEqual(schema.parse(first.data), first.data);
      }
    });
  }

  const words = TABLE.filter(({ unit }) => unit === "word");
  for (const { name, schema, says } of words) {
    it(`${name} tells its words to whoever gives another`, () => {
      const [message = ""] = complaints(schema, "something else");
      const offered = message.replace("give one of ", "").split(", ");
      assert.isAtLeast(offered.length, 2);
      for (const word of offered) {
        assert.equal(schema.parse(word), word);
        if (name !== "HTTP_REDIRECT_URIS") assert.include(says, word);
      }
    });
  }

  it("names no other setting of its own as what one of them stands for", () => {
    const named = TABLE.map(({ name, source = "" }) => ({ name, first: source.split(",")[0] ?? "" }));
    const ours = named.filter(({ first }) => Object.hasOwn(SETTINGS, first));
    assert.isAtLeast(ours.length, 10);
    for (const { name, first } of ours) assert.equal(first, name);
  });
});
