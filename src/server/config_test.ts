import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import {
  type Config,
  type ConfigProblem,
  ConfigRefused,
  givenSettings,
  readConfig,
  settingProblems,
  type ReadConfigOptions,
} from "./config.ts";
import { type SettingName, SETTINGS } from "./settings_table.ts";

/** What may be written for a setting, and what not. */
interface Samples {
  /** What is written, and what it is read as. */
  readonly good: readonly (readonly [string, unknown])[];
  readonly bad: readonly string[];
}

const FLAG: Samples = {
  good: [
    ["true", true],
    [" ON ", true],
    ["1", true],
    ["yes", true],
    ["False", false],
    ["0", false],
    ["no", false],
    ["off", false],
  ],
  bad: ["maybe", "2", "y", "truefalse"],
};

const WEB_ADDRESS: Samples = {
  good: ["https://id.test/about", "http://localhost:8000/#terms"].map((url) => [url, url]),
  bad: ["id.test/about", "mailto:ann@id.test", "javascript:alert(1)"],
};

const TEXT: Samples = { good: ["some text", "x"].map((text) => [text, text]), bad: [] };

function numbers(least: number, most: number): Samples {
  return {
    good: [
      [String(least), least],
      [` ${most} `, most],
    ],
    bad: [String(least - 1), String(most + 1), "1.5", "1e1", "0x1", "many", "-1", "١", "9".repeat(30)],
  };
}

function words(...list: readonly string[]): Samples {
  return { good: list.map((word) => [word, word] as const), bad: ["something else", `${list[0]}s`, `${list[0]} `] };
}

const RATE: Samples = {
  good: [
    ["100/hour", "100/hour"],
    ["10/30s", "10/30s"],
    ["none", undefined],
  ],
  bad: ["100", "often", "0/hour", "1/month", "-1/s", "None"],
};

const SCOPE_NAME: Samples = {
  good: ["read", "books:read", "https://api.test/books"].map((name) => [name, name]),
  bad: ["read write", 'a"b', "a\\b", "caf\u00e9", " read"],
};

const FIFTY_YEARS = 1_576_800_000;

/** Samples of every setting: a new one does not compile without. */
const SAMPLES: Readonly<Record<SettingName, Samples>> = {
  PORT: numbers(0, 65_535),
  HOST: TEXT,
  ISSUER: {
    good: [
      ["https://id.test", "https://id.test"],
      ["http://localhost:8000/tenant", "http://localhost:8000/tenant"],
      ["http://id.test", "http://id.test"],
    ],
    bad: [
      "id.test",
      "https://id.test/",
      "https://id.test?a",
      "https://id.test#a",
      "ftp://id.test",
      "https://a@id.test",
    ],
  },
  DATA_DIR: TEXT,
  DATABASE_URL: {
    good: [
      ["postgres://localhost/a", "postgres://localhost/a"],
      ["postgresql://u:p@localhost:5432/a", "postgresql://u:p@localhost:5432/a"],
    ],
    bad: ["localhost", "mysql://localhost/a", "postgres://[", "http://localhost/?postgres://"],
  },
  REDIS_URL: {
    good: ["redis://a", "rediss://a:6380", "redis+sentinel://a,b/m", "redis+cluster://a,b"].map((url) => [url, url]),
    bad: ["localhost", "http://localhost", "redis://"],
  },
  SECRET_KEY: { good: [["k".repeat(32), "k".repeat(32)]], bad: ["k".repeat(31)] },
  TRUSTED_PROXIES: numbers(0, 10),
  LOG_LEVEL: words("debug", "info", "warn", "error", "silent"),
  LOG_FORMAT: words("json", "text"),
  ALIAS_PREFIXES: {
    good: [
      ["/a, /b/c-d", ["/a", "/b/c-d"]],
      ["", []],
    ],
    bad: ["o", "/o/", "/", "/a /b c", "/a?b", "//a"],
  },
  WORKERS: numbers(1, 256),
  SCOPES: {
    good: [
      ["read write a:b", { read: "read", write: "write", "a:b": "a:b" }],
      [' {"read": "Look", "write": "Change"}', { read: "Look", write: "Change" }],
    ],
    bad: [
      '{"read": 1, "write": ""}',
      "{broken",
      'read write a"b',
      "read write a\\b",
      '{"a b":"", "read":"", "write":""}',
      '{"":""}',
    ],
  },
  DEFAULT_SCOPES: {
    good: [
      ["read", ["read"]],
      ["write, read", ["write", "read"]],
      [" ", []],
    ],
    bad: ["nothing-like-this", "read hasOwnProperty"],
  },
  ACCESS_TOKEN_EXPIRE_SECONDS: numbers(1, 86_400),
  // A shorter one contradicts the standard of ACCESS_TOKEN_EXPIRE_SECONDS, which is told by that name.
  ACCESS_TOKEN_MAX_SECONDS: { good: numbers(600, FIFTY_YEARS).good, bad: numbers(1, FIFTY_YEARS).bad },
  REFRESH_TOKEN_EXPIRE_SECONDS: {
    good: [["none", undefined], ...numbers(1, FIFTY_YEARS).good],
    bad: [...numbers(1, FIFTY_YEARS).bad, "None", "never"],
  },
  ROTATE_REFRESH_TOKEN: FLAG,
  REFRESH_TOKEN_GRACE_PERIOD_SECONDS: numbers(0, 3_600),
  REFRESH_TOKEN_REUSE_PROTECTION: FLAG,
  CLEAR_EXPIRED_TOKENS_BATCH_SIZE: numbers(1, 1_000_000),
  CLEAR_EXPIRED_TOKENS_BATCH_INTERVAL: numbers(0, 3_600),
  AUTHORIZATION_CODE_EXPIRE_SECONDS: numbers(1, 600),
  DEVICE_CODE_EXPIRE_SECONDS: numbers(30, 1_800),
  DEVICE_FLOW_INTERVAL: numbers(1, 60),
  DEVICE_VERIFICATION_URI: {
    good: [["https://id.test/device", "https://id.test/device"]],
    bad: ["id.test/device", "https://id.test/device?a=b"],
  },
  PKCE_REQUIRED: words("all", "public", "none"),
  PKCE_PLAIN: FLAG,
  ALLOWED_REDIRECT_URI_SCHEMES: {
    good: [["https, COM.example.app", ["https", "com.example.app"]]],
    bad: ["https:", "https://", "1a", "a_b"],
  },
  HTTP_REDIRECT_URIS: words("loopback", "any"),
  PRIVATE_USE_URI_SCHEMES: FLAG,
  ALLOW_LOCALHOST_LOOPBACK: FLAG,
  ALLOW_URI_WILDCARDS: FLAG,
  REQUEST_APPROVAL_PROMPT: words("auto", "force"),
  SESSION_SECONDS: numbers(60, FIFTY_YEARS),
  INTERACTION_SECONDS: numbers(30, 86_400),
  REALM: TEXT,
  BEARER_IN_FORM: FLAG,
  BEARER_IN_QUERY: FLAG,
  READ_SCOPE: SCOPE_NAME,
  WRITE_SCOPE: SCOPE_NAME,
  ERROR_RESPONSE_WITH_SCOPES: FLAG,
  DEFAULT_THROTTLE_RATES: {
    good: [
      ['{"user":"100/hour","anon":null}', { user: "100/hour", anon: null }],
      ["{}", {}],
    ],
    bad: ["100/hour", "[]", '{"user":"often"}', '{"user":5}', '{"a b":"1/s"}', "{broken", '"100/hour"'],
  },
  DEFAULT_THROTTLE_CLASSES: {
    good: [
      ["none", []],
      ["AnonRateThrottle, UserRateThrottle", ["AnonRateThrottle", "UserRateThrottle"]],
    ],
    bad: ["UserThrottle", "UserRateThrottle UserRateThrottle", "anon"],
  },
  THROTTLE_LOGIN: RATE,
  THROTTLE_SIGN_UP: RATE,
  THROTTLE_TOKEN: RATE,
  THROTTLE_DEVICE: RATE,
  THROTTLE_REGISTRATION: RATE,
  THROTTLE_EXEMPT: {
    good: [
      ["none", []],
      ["loopback, 10.0.0.0/8", ["loopback", "10.0.0.0/8"]],
      ["192.0.2.7 2001:db8::/32", ["192.0.2.7", "2001:db8::/32"]],
    ],
    bad: ["localhost", "10.0.0.0/33", "*", "loopback none"],
  },
  OIDC_ENABLED: FLAG,
  BACKCHANNEL_LOGOUT: FLAG,
  BACKCHANNEL_LOGOUT_TRIES: numbers(1, 8),
  BACKCHANNEL_LOGOUT_TIMEOUT_SECONDS: numbers(1, 30),
  SESSION_MANAGEMENT: FLAG,
  OIDC_RP_INITIATED_LOGOUT_ENABLED: FLAG,
  OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT: FLAG,
  OIDC_RP_INITIATED_LOGOUT_ACCEPT_EXPIRED_TOKENS: FLAG,
  OIDC_RP_INITIATED_LOGOUT_DELETE_TOKENS: FLAG,
  ID_TOKEN_EXPIRE_SECONDS: numbers(1, 604_800),
  ACR_VALUES: {
    good: [
      ["none", []],
      ["urn:example:pwd", ["urn:example:pwd"]],
      ["2 1", ["2", "1"]],
    ],
    bad: ["1 1", "é", `1 ${"x".repeat(256)}`],
  },
  SIGN_UP: words("off", "open"),
  SCOPE_CLAIMS: {
    good: [
      ['{"groups":["groups","roles"]}', { groups: ["groups", "roles"] }],
      ["{}", {}],
    ],
    bad: ["groups", '{"groups":"groups"}', '{"a b":[]}', '{"groups":[1]}', "[]"],
  },
  CLAIM_SOURCES: {
    good: [
      ['{"city":{"claims":["address"]}}', { city: { claims: ["address"] } }],
      [
        '{"bank":{"claims":["score"],"endpoint":"https://bank.test/claims"}}',
        { bank: { claims: ["score"], endpoint: "https://bank.test/claims" } },
      ],
      ["{}", {}],
    ],
    bad: [
      "bank",
      "[]",
      '{"bank":["score"]}',
      '{"bank":{}}',
      '{"bank":{"claims":[]}}',
      '{"bank":{"claims":[1]}}',
      '{"bank":{"claims":["sub"]}}',
      '{"bank":{"claims":["score"],"endpoint":"ftp://bank.test"}}',
      '{"bank":{"claims":["score"],"address":"https://bank.test"}}',
      '{"a bank":{"claims":["score"]}}',
    ],
  },
  OIDC_USERINFO_CORS_ENABLED: FLAG,
  OIDC_JWKS_MAX_AGE_SECONDS: numbers(0, 86_400),
  CLIENT_ASSERTION_MAX_LIFETIME: numbers(10, 3_600),
  SIGNING_ALGS: {
    good: [
      ["ES256", ["ES256"]],
      ["EdDSA, PS256 ES384", ["EdDSA", "PS256", "ES384"]],
    ],
    bad: ["none", "HS256", "ES256 ES256", "es256", " ", "RS256 RS1"],
  },
  ENCRYPTION_ALGS: {
    good: [
      ["none", []],
      ["ECDH-ES+A128KW RSA-OAEP", ["ECDH-ES+A128KW", "RSA-OAEP"]],
    ],
    bad: ["dir", "RSA1_5", "PBES2-HS256+A128KW", "RSA-OAEP none", "ECDH-ES ECDH-ES"],
  },
  KEY_ROTATION_SECONDS: {
    good: [
      ["0", 0],
      ["86401", 86_401],
    ],
    bad: ["-1", "often", "86400", "1"],
  },
  KEY_PUBLISH_AHEAD_SECONDS: numbers(0, 2_592_000),
  REQUEST_OBJECTS: FLAG,
  REQUEST_URI: words("registered", "off"),
  REQUIRE_SIGNED_REQUEST_OBJECT: FLAG,
  DPOP_NONCE: words("off", "on"),
  PUSHED_AUTHORIZATION_REQUESTS: FLAG,
  PUSHED_AUTHORIZATION_REQUEST_SECONDS: numbers(5, 600),
  REQUIRE_PUSHED_AUTHORIZATION_REQUESTS: FLAG,
  TRUSTED_ISSUERS: {
    good: [
      ["{}", new Map()],
      [
        ' {"https://idp.test": {"jwks_uri": "https://idp.test/keys", "algs": ["ES256"], "clients": ["a"]}}',
        new Map([
          [
            "https://idp.test",
            {
              metadata: { jwks_uri: "https://idp.test/keys" },
              algs: ["ES256"],
              claim: "sub",
              account: "sub",
              clients: ["a"],
            },
          ],
        ]),
      ],
    ],
    bad: ["https://idp.test", "[]", "null", '{"https://idp.test": {}}', '{"": {"jwks_uri": "https://idp.test/keys"}}'],
  },
  RESOURCES: {
    good: [
      ["{}", new Map()],
      [
        ' {"https://api.test/books": {"name": "Books", "scope": "read write", "servers": ["books"]}, "urn:x": {}}',
        new Map([
          ["https://api.test/books", { name: "Books", scope: ["read", "write"], servers: ["books"] }],
          ["urn:x", {}],
        ]),
      ],
    ],
    bad: ["https://api.test", "[]", "null", '{"books": {}}', '{"urn:x": []}', '{"urn:x": {"scopes": "read"}}'],
  },
  OAUTH2_PROTECTED_RESOURCE_IDENTIFIER: {
    good: [
      ["https://api.test/v1", "https://api.test/v1"],
      ["http://localhost:8000/api", "http://localhost:8000/api"],
    ],
    bad: ["api", "urn:api", "http://api.test/", "https://api.test/#x", "https://api.test/?x", "https://a:b@api.test/"],
  },
  OAUTH2_PROTECTED_RESOURCE_NAME: TEXT,
  OAUTH2_PROTECTED_RESOURCE_DOCUMENTATION: WEB_ADDRESS,
  OAUTH2_PROTECTED_RESOURCE_POLICY_URI: WEB_ADDRESS,
  OAUTH2_PROTECTED_RESOURCE_TOS_URI: WEB_ADDRESS,
  RESOURCE_METADATA_IN_CHALLENGES: FLAG,
  CLIENT_REGISTRATION: words("off", "token", "open"),
  APPLICATION_REGISTRATION: words("anyone", "staff"),
  SOFTWARE_STATEMENT_ISSUERS: {
    good: [["{}", new Map()]],
    bad: ["https://vendor.test", "[]", '{"https://vendor.test": {}}'],
  },
  API_DOCS: words("off", "document", "page"),
  SERVICE_DOCUMENTATION_URI: WEB_ADDRESS,
  OP_POLICY_URI: WEB_ADDRESS,
  OP_TOS_URI: WEB_ADDRESS,
  OAUTH1_ENABLED: FLAG,
  OAUTH1_SIGNATURE_METHODS: {
    good: [
      ["HMAC-SHA256", ["HMAC-SHA256"]],
      ["RSA-SHA1, PLAINTEXT", ["RSA-SHA1", "PLAINTEXT"]],
    ],
    bad: ["hmac-sha256", "HMAC-MD5", " ", "none", "PLAINTEXT PLAINTEXT", "HMAC-SHA1 none"],
  },
  OAUTH1_PLAINTEXT_OVER_HTTP: FLAG,
  OAUTH1_TIMESTAMP_SECONDS: numbers(1, 86_400),
  OAUTH1_TEMPORARY_SECONDS: numbers(30, 86_400),
  OAUTH1_TOKEN_EXPIRE_SECONDS: {
    good: [["none", undefined], ...numbers(1, FIFTY_YEARS).good],
    bad: [...numbers(1, FIFTY_YEARS).bad, "None", "never"],
  },
  OAUTH1_EXPLAIN: words("on", "off"),
  LAB: words("on", "off"),
  LAB_ISSUER_SECONDS: numbers(60, 604_800),
  LAB_ISSUERS: numbers(1, 100_000),
  LAB_REPORT_SECONDS: numbers(60, 31_536_000),
};

function problemsOf(options: ReadConfigOptions): readonly ConfigProblem[] {
  try {
    readConfig(options);
  } catch (error) {
    assert.instanceOf(error, ConfigRefused);
    return error.problems;
  }
  assert.fail("nothing was refused");
}

function settingsWrong(options: ReadConfigOptions): readonly string[] {
  return problemsOf(options).map(({ setting }) => setting);
}

function standards(): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(SETTINGS).map(([name, { standard }]) => [name, standard]));
}

describe("SETTINGS", () => {
  for (const [name, { schema, standard, says, unit }] of Object.entries(SETTINGS)) {
    it(`${name} is told in a sentence, and its standard would be accepted`, () => {
      if (standard !== undefined) assert.deepEqual<unknown>(schema.parse(standard), standard);
      assert.match(says, /^(?:[A-Z]|[a-z]+,? ).{10,}[^.]$/);
      assert.notEqual(unit, "");
    });
  }
});

describe("readConfig(), from the environment", () => {
  it("is the standard where nothing is said", () => {
    assert.deepEqual<unknown>(readConfig({ environment: {} }), standards());
  });

  it("takes no notice of what is no setting", () => {
    const environment = { PATH: "/bin", HOME: "/root", toString: "a" };
    assert.deepEqual<unknown>(readConfig({ environment }), standards());
  });

  for (const [name, { good, bad }] of Object.entries(SAMPLES)) {
    it(`reads ${name}`, () => {
      for (const [given, expected] of good) {
        const config: Readonly<Record<string, unknown>> = readConfig({ environment: { [name]: given } });
        assert.deepEqual(config, { ...standards(), [name]: expected }, given);
      }
    });

    it(`refuses ${name} by its name alone where it is wrong`, () => {
      for (const given of bad) {
        const problems = problemsOf({ environment: { [name]: given } });
        assert.deepEqual([...new Set(problems.map(({ setting }) => setting))], [name], given);
        for (const { says } of problems) assert.notMatch(says, /Invalid input|undefined|\.$/, given);
      }
    });
  }

  it("takes an empty variable for one that is not there, but for the prefixes, which it turns off", () => {
    const environment = Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, ""]));
    assert.deepEqual<unknown>(readConfig({ environment }), { ...standards(), ALIAS_PREFIXES: [] });
  });

  it("tells of all that is wrong at once, in one message as well", () => {
    const options = { environment: { PORT: "x", WORKERS: "0", DEFAULT_SCOPES: "a b", ALIAS_PREFIXES: "o" } };
    assert.deepEqual(settingsWrong(options), ["PORT", "WORKERS", "DEFAULT_SCOPES", "DEFAULT_SCOPES", "ALIAS_PREFIXES"]);
    const problems = problemsOf(options);
    const { message } = new ConfigRefused(problems);
    for (const { setting, says } of problems) assert.include(message, `\n  ${setting}: ${says}`);
  });

  const SAID: readonly (readonly [SettingName, string, string])[] = [
    ["PORT", "x", "give a whole number from 0 to 65535"],
    ["SESSION_SECONDS", "1", "give a whole number from 60 to 1576800000"],
    ["PKCE_PLAIN", "x", "say true or false"],
    ["PKCE_REQUIRED", "x", "give one of all, public, none"],
    ["ISSUER", "x", "Cannot use 'x' as an issuer as it is not an absolute URL"],
    ["DATABASE_URL", "x", "give a URL such as postgresql://user:password@host:5432/database"],
    ["SECRET_KEY", "x", "give at least 32 characters, such as the output of: openssl rand -base64 48"],
    ["ALIAS_PREFIXES", "o", "'o' must look like /o"],
    ["SCOPES", "{", "give a JSON object of scope names and their sentences, or words"],
    ["SCOPES", '{"read": 1, "write": ""}', "give the sentence of each scope as a text"],
    ["DEFAULT_SCOPES", "read x", "'x' is not one of SCOPES"],
    [
      "DEFAULT_THROTTLE_CLASSES",
      "OAuth2ClientRateThrottle",
      "'OAuth2ClientRateThrottle' needs the rate 'oauth2_client' in DEFAULT_THROTTLE_RATES",
    ],
    [
      "DEFAULT_THROTTLE_RATES",
      "100/hour",
      'give a JSON object of names and rates such as {"user":"100/hour","anon":"10/hour"}',
    ],
    ["DEFAULT_THROTTLE_RATES", '{"user":5}', "give each rate as 100/hour or 10/30s, or null"],
    ["THROTTLE_TOKEN", "1/month", "give a rate such as 100/hour or 10/30s, or none"],
    ["RESOURCES", '{"urn:a": {"scope": "read x"}}', "the scope 'x' of 'urn:a' is not one of SCOPES"],
    [
      "ALLOWED_REDIRECT_URI_SCHEMES",
      "https: https://",
      "give schemes without colon and slashes, such as https com.example.app",
    ],
    ["ACCESS_TOKEN_EXPIRE_SECONDS", "86401", "it must not be longer than ACCESS_TOKEN_MAX_SECONDS"],
  ];

  for (const [setting, value, says] of SAID) {
    it(`says of ${setting}=${value}: ${says}`, () => {
      assert.deepEqual(problemsOf({ environment: { [setting]: value } }), [{ setting, says }]);
    });
  }

  it("repeats no value that may be a secret", () => {
    for (const environment of [
      { SECRET_KEY: "hunter2" },
      { DATABASE_URL: "mysql://u:hunter2@h/d" },
      { REDIS_URL: "hunter2" },
    ])
      assert.notInclude(JSON.stringify(problemsOf({ environment })), "hunter2");
  });
});

describe("readConfig(), settings that contradict each other", () => {
  it("lets no access token live longer than the longest may", () => {
    const environment = { ACCESS_TOKEN_EXPIRE_SECONDS: "601", ACCESS_TOKEN_MAX_SECONDS: "600" };
    assert.deepEqual(settingsWrong({ environment }), ["ACCESS_TOKEN_EXPIRE_SECONDS"]);
    assert.equal(readConfig({ environment: { ACCESS_TOKEN_MAX_SECONDS: "600" } }).ACCESS_TOKEN_MAX_SECONDS, 600);
  });

  it("demands no signed request objects where none are taken", () => {
    const environment = { REQUIRE_SIGNED_REQUEST_OBJECT: "true", REQUEST_OBJECTS: "false" };
    assert.deepEqual(settingsWrong({ environment }), ["REQUIRE_SIGNED_REQUEST_OBJECT"]);
  });

  it("demands no pushed requests where none are taken", () => {
    const environment = { REQUIRE_PUSHED_AUTHORIZATION_REQUESTS: "true", PUSHED_AUTHORIZATION_REQUESTS: "false" };
    assert.deepEqual(settingsWrong({ environment }), ["REQUIRE_PUSHED_AUTHORIZATION_REQUESTS"]);
  });

  it("names each standard scope that is not a scope", () => {
    const problems = problemsOf({ environment: { SCOPES: "write" } });
    assert.deepEqual(problems, [{ setting: "DEFAULT_SCOPES", says: "'read' is not one of SCOPES" }]);
  });

  it("does not complain of a setting because another one is wrong", () => {
    const SETTINGS_THAT_CLASH: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      ["SCOPES", { SCOPES: "{" }],
      ["SCOPES", { SCOPES: "{", DEFAULT_SCOPES: "a" }],
      ["ACCESS_TOKEN_MAX_SECONDS", { ACCESS_TOKEN_MAX_SECONDS: "x", ACCESS_TOKEN_EXPIRE_SECONDS: "999999" }],
      ["ACCESS_TOKEN_EXPIRE_SECONDS", { ACCESS_TOKEN_MAX_SECONDS: "60", ACCESS_TOKEN_EXPIRE_SECONDS: "x" }],
    ];
    for (const [wrong, environment] of SETTINGS_THAT_CLASH) assert.deepEqual(settingsWrong({ environment }), [wrong]);
  });
});

describe("readConfig(), what must be given", () => {
  const required = { DATABASE_URL: "serve has no Postgres of its own", PORT: "it has a standard" };

  it("asks for it, and says why", () => {
    assert.deepEqual(problemsOf({ environment: {}, required }), [
      { setting: "DATABASE_URL", says: "it must be given: serve has no Postgres of its own" },
    ]);
  });

  it("is content once it is given", () => {
    const environment = { DATABASE_URL: "postgres://localhost/a" };
    assert.equal(readConfig({ environment, required }).DATABASE_URL, "postgres://localhost/a");
  });

  it("complains once of what is given and wrong", () => {
    assert.deepEqual(settingsWrong({ environment: { DATABASE_URL: "x" }, required }), ["DATABASE_URL"]);
  });
});

/** Files of settings for the tests of a `describe`, each in the place of the one before. */
function settingsFiles() {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "touchstone-config-"));
  });
  after(() => rmSync(folder, { recursive: true }));
  const pathOf = (name: string): string => join(folder, name);
  const fileOf = (content: unknown): string => {
    writeFileSync(pathOf("settings.json"), typeof content === "string" ? content : JSON.stringify(content));
    return pathOf("settings.json");
  };
  return { pathOf, fileOf };
}

describe("readConfig(), from a file", () => {
  const { fileOf, pathOf } = settingsFiles();

  function read(content: unknown, environment: Readonly<Record<string, string>> = {}): Config {
    return readConfig({ environment, file: fileOf(content) });
  }

  it("reads values in JSON's own words, and in those of the environment", () => {
    const said = { PORT: 1, PKCE_PLAIN: true, DEFAULT_SCOPES: ["read"], SCOPES: { read: "Look", write: "Change" } };
    assert.deepInclude(read({ ...said, WORKERS: "2", ALIAS_PREFIXES: [] }), {
      ...said,
      WORKERS: 2,
      ALIAS_PREFIXES: [],
    });
  });

  it("reads null and none as no limit", () => {
    for (const none of [null, "none"])
      assert.isUndefined(read({ REFRESH_TOKEN_EXPIRE_SECONDS: none }).REFRESH_TOKEN_EXPIRE_SECONDS);
  });

  it("lets the environment win, also where what the file says is wrong", () => {
    assert.equal(read({ PORT: 1 }, { PORT: "2" }).PORT, 2);
    assert.equal(read({ PORT: "x" }, { PORT: "2" }).PORT, 2);
    assert.equal(read({ PORT: 1 }, { PORT: "" }).PORT, SETTINGS.PORT.standard);
  });

  it("finds the file by TOUCHSTONE_CONFIG, where no other is given", () => {
    const file = fileOf({ PORT: 1 });
    assert.equal(readConfig({ environment: { TOUCHSTONE_CONFIG: file } }).PORT, 1);
    assert.equal(readConfig({ environment: { TOUCHSTONE_CONFIG: "/nothing" }, file }).PORT, 1);
    assert.equal(readConfig({ environment: { TOUCHSTONE_CONFIG: "" } }).PORT, SETTINGS.PORT.standard);
  });

  for (const [setting, value] of [
    ["PORT", true],
    ["PORT", "1.5"],
    ["PORT", null],
    ["PKCE_PLAIN", 1],
    ["DEFAULT_SCOPES", [1]],
    ["DEFAULT_SCOPES", { read: "" }],
    ["SCOPES", ["read"]],
    ["SCOPES", { read: 1 }],
    ["REALM", 5],
  ] as const) {
    it(`refuses ${JSON.stringify(value)} for ${setting}`, () => {
      const problems = problemsOf({ environment: {}, file: fileOf({ [setting]: value }) });
      assert.deepEqual(
        problems.map((problem) => problem.setting),
        [setting],
      );
      assert.notInclude(JSON.stringify(problems), "Invalid input");
    });
  }

  it("does not complain of the standard that stands in for what is wrong", () => {
    const file = fileOf({ SCOPES: { a: "A" }, DEFAULT_SCOPES: [1] });
    assert.lengthOf(problemsOf({ environment: {}, file }), 1);
  });

  it("names what is no setting, and reads the rest for its mistakes", () => {
    const file = fileOf({ PRT: 1, port: 2, constructor: 3, WORKERS: 0 });
    assert.deepEqual(settingsWrong({ environment: {}, file }), ["PRT", "port", "constructor", "WORKERS"]);
  });

  const UNREADABLE: readonly (readonly [string, unknown, string])[] = [
    ["no JSON", "{", "it is not JSON"],
    ["a list", [], "it must hold one JSON object of settings"],
    ["null", null, "it must hold one JSON object of settings"],
    ["text", '"a"', "it must hold one JSON object of settings"],
  ];

  for (const [name, content, says] of UNREADABLE) {
    it(`refuses a file that holds ${name}`, () => {
      const file = fileOf(content);
      assert.deepEqual(problemsOf({ environment: { PORT: "x" }, file })[0], { setting: `the file ${file}`, says });
      assert.include(settingsWrong({ environment: { PORT: "x" }, file }), "PORT");
    });
  }

  it("refuses a file that is not there", () => {
    const file = pathOf("nothing.json");
    const problems = [{ setting: `the file ${file}`, says: "it cannot be read" }];
    assert.deepEqual(problemsOf({ environment: {}, file }), problems);
  });
});

describe("givenSettings()", () => {
  const { fileOf } = settingsFiles();

  it("are those of the environment and of the file, as they were given; the environment wins", () => {
    const file = fileOf({ PORT: 1, SCOPES: { a: "A" }, COLOUR: "red" });
    const environment = { PORT: "2", PKCE_PLAIN: "yes", HOME: "/root", SIGN_UP: "" };
    assert.deepEqual(givenSettings({ environment, file }), { PORT: "2", PKCE_PLAIN: "yes", SCOPES: { a: "A" } });
  });

  it("are none where nobody said anything", () => assert.deepEqual(givenSettings({ environment: {} }), {}));

  it("finds the file by TOUCHSTONE_CONFIG", () => {
    assert.deepEqual(givenSettings({ environment: { TOUCHSTONE_CONFIG: fileOf({ PORT: 1 }) } }), { PORT: 1 });
  });

  it("holds what readConfig() reads as the same again", () => {
    const environment = { SCOPES: '{"read":"Read"}', DEFAULT_SCOPES: "read", ACCESS_TOKEN_EXPIRE_SECONDS: "60" };
    const file = fileOf(givenSettings({ environment }));
    assert.deepEqual(readConfig({ environment: {}, file }), readConfig({ environment }));
  });
});

describe("settingProblems()", () => {
  const rows: readonly (readonly [Readonly<Record<string, unknown>>, readonly string[]])[] = [
    [{}, []],
    [{ PORT: 1, SCOPES: { read: "Read", write: "Write" } }, []],
    [{ PORT: "1", PKCE_PLAIN: true }, []],
    [{ PRT: 1 }, ["PRT"]],
    [{ PORT: "high", PRT: 1, LOG_LEVEL: 5 }, ["PRT", "PORT", "LOG_LEVEL"]],
    [{ ACCESS_TOKEN_EXPIRE_SECONDS: 90_000 }, ["ACCESS_TOKEN_EXPIRE_SECONDS"]],
    [{ constructor: 1 }, ["constructor"]],
  ];
  for (const [given, expected] of rows) {
    it(`finds ${expected.join(", ") || "nothing"} wrong in ${JSON.stringify(given)}`, () => {
      assert.deepEqual(
        settingProblems(given).map(({ setting }) => setting),
        expected,
      );
    });
  }

  it("reads no file that this machine's environment or they themselves name", () => {
    assert.deepEqual(
      settingProblems({ TOUCHSTONE_CONFIG: "/nonexistent" }).map(({ says }) => says),
      ["there is no such setting"],
    );
  });
});
