import { assert } from "chai";
import { assert as forAll, asyncProperty, constantFrom, subarray } from "fast-check";
import { recordingReader, SIGNATURE } from "../../test/support/recording_reader.ts";
import { accountOf, bearing, contextOf } from "./_context_test.ts";
import { type Access, ANONYMOUS } from "./access.ts";
import type { TokenReader } from "./access_token.ts";
import { authenticate } from "./authenticate.ts";
import {
  IsAuthenticatedOrTokenHasScope,
  OAuth2Authentication,
  OAuth2ProtectedResourceAuthentication,
  OAuthAuthentication,
  oauthRequired,
  TokenHasReadWriteScope,
  TokenHasResourceScope,
  TokenHasScope,
  TokenMatchesOASRequirements,
} from "./django_names.ts";
import type { Permission } from "./permission.ts";

const SIGNED_IN: Access = { kind: "session", account: accountOf({ isStaff: true }) };

/** Callers in the order of the columns below: nobody, a session, and tokens for these scopes. */
const CALLERS: readonly Access[] = [
  ANONYMOUS,
  SIGNED_IN,
  bearing([]),
  bearing(["read"]),
  bearing(["write"]),
  bearing(["music"]),
  bearing(["music", "read"]),
  bearing(["music", "write"]),
  bearing(["music:read"]),
  bearing(["music:write"]),
];

const READING = ["GET", "HEAD", "OPTIONS"];
const WRITING = ["POST", "PUT", "PATCH", "DELETE"];
const ALL = [...READING, ...WRITING];

/** Who passes (1) and who does not (0), as Django OAuth Toolkit has it. */
const ROWS: readonly (readonly [rule: string, permission: Permission, methods: readonly string[], row: string])[] = [
  ["TokenHasScope, one scope", TokenHasScope({ requiredScopes: ["music"] }), ALL, "0000011100"],
  ["TokenHasScope, two scopes", TokenHasScope({ requiredScopes: ["read", "music"] }), ALL, "0000001000"],
  ["TokenHasScope, an empty list: any live token", TokenHasScope({ requiredScopes: [] }), ALL, "0011111111"],
  ["TokenHasScope, worked out", TokenHasScope({ requiredScopes: () => ["music"] }), ALL, "0000011100"],
  ["TokenHasReadWriteScope, to read", TokenHasReadWriteScope(), READING, "0001001000"],
  ["TokenHasReadWriteScope, to write", TokenHasReadWriteScope(), WRITING, "0000100100"],
  ["the same beside a scope, to read", TokenHasReadWriteScope({ requiredScopes: ["music"] }), READING, "0000001000"],
  ["the same beside a scope, to write", TokenHasReadWriteScope({ requiredScopes: ["music"] }), WRITING, "0000000100"],
  ["the same with READ_SCOPE music", TokenHasReadWriteScope({ read: "music" }), READING, "0000011100"],
  ["the same with WRITE_SCOPE music", TokenHasReadWriteScope({ write: "music" }), WRITING, "0000011100"],
  ["TokenHasResourceScope, to read", TokenHasResourceScope({ requiredScopes: ["music"] }), READING, "0000000010"],
  ["TokenHasResourceScope, to write", TokenHasResourceScope({ requiredScopes: ["music"] }), WRITING, "0000000001"],
  ["TokenHasResourceScope, none required: any live token", TokenHasResourceScope(), ALL, "0011111111"],
  [
    "TokenHasResourceScope, with the words swapped",
    TokenHasResourceScope({ requiredScopes: ["music"], read: "write", write: "read" }),
    READING,
    "0000000001",
  ],
  ["IsAuthenticatedOrTokenHasScope", IsAuthenticatedOrTokenHasScope({ requiredScopes: ["music"] }), ALL, "0100011100"],
  [
    "TokenMatchesOASRequirements, a list",
    TokenMatchesOASRequirements({ requiredAlternateScopes: { GET: [["music", "read"], ["write"]] } }),
    ["GET"],
    "0000101100",
  ],
  [
    "TokenMatchesOASRequirements, an empty alternative: any live token",
    TokenMatchesOASRequirements({ requiredAlternateScopes: { GET: [["music"], []] } }),
    ["GET"],
    "0011111111",
  ],
  [
    "TokenMatchesOASRequirements, a method that is not listed",
    TokenMatchesOASRequirements({ requiredAlternateScopes: { GET: [[]] } }),
    ["HEAD", "OPTIONS", ...WRITING],
    "0000000000",
  ],
];

describe("the names that people know from Django OAuth Toolkit", () => {
  for (const [name, permission, methods, row] of ROWS) {
    it(`mean what they mean there: ${name}`, async () => {
      for (const method of methods) {
        const verdicts = CALLERS.map(async (access) => permission(access, contextOf({ method })));
        const passed = (await Promise.all(verdicts)).map(({ allowed }) => (allowed ? "1" : "0"));
        assert.equal(passed.join(""), row, method);
      }
    });
  }

  it("has authenticate() as OAuth2Authentication", () => assert.equal(OAuth2Authentication, authenticate));

  it("has challenges with the metadata by OAuth2ProtectedResourceAuthentication", async () => {
    const reader: TokenReader = { read: async () => undefined };
    const resourceMetadata = "https://api.test/metadata";
    const context = contextOf({ headers: { authorization: "Bearer dead" } });
    await OAuth2ProtectedResourceAuthentication({ reader, resourceMetadata })(context, () => assert.fail("let in"));
    assert.include(context.response.get("WWW-Authenticate"), `resource_metadata="${resourceMetadata}"`);
  });

  it("has signatures of OAuth 1.0a taken by OAuthAuthentication", async () => {
    const reader: TokenReader = { read: () => assert.fail("was asked for a bearer token") };
    const context = contextOf({ headers: { authorization: SIGNATURE } });
    await OAuthAuthentication({ reader, signed: recordingReader() })(context, async () => {});
    assert.propertyVal(context.state["auth"], "tokenType", "OAuth");
  });

  for (const [scope, status] of [
    ["read", 200],
    ["write", 403],
  ] as const) {
    it(`has oauthRequired answer ${status} where '${scope}' is needed and 'read' is held`, async () => {
      const context = contextOf({ headers: { authorization: SIGNATURE } });
      const options = { reader: { read: async () => undefined }, signed: recordingReader() };
      await oauthRequired([scope], options)(context, async () => {});
      assert.equal(context.status, status);
    });
  }

  for (const [name, use] of [
    ["OAuthAuthentication", (options: unknown) => OAuthAuthentication(options as never)],
    ["oauthRequired", (options: unknown) => oauthRequired([], options as never)],
  ] as const) {
    it(`${name} throws TypeError where 'signed' is missing, as nobody could sign`, () => {
      assert.throws(() => use({ reader: {} }), TypeError, `Cannot use ${name} without 'signed'`);
    });
  }

  for (const [name, make, member] of [
    ["TokenHasScope", TokenHasScope, "requiredScopes"],
    ["IsAuthenticatedOrTokenHasScope", IsAuthenticatedOrTokenHasScope, "requiredScopes"],
    ["TokenMatchesOASRequirements", TokenMatchesOASRequirements, "requiredAlternateScopes"],
    ["OAuth2ProtectedResourceAuthentication", OAuth2ProtectedResourceAuthentication, "resourceMetadata"],
  ] as const) {
    it(`${name} throws TypeError where '${member}' is missing, as it is a mistake of the program`, () => {
      const loose = make as unknown as (view: unknown) => unknown;
      const nothing = name.startsWith("OAuth2") ? [] : [undefined];
      for (const view of [...nothing, {}, { [member]: undefined }, { required_scopes: ["read"] }]) {
        assert.throws(() => loose(view), TypeError, `Cannot use ${name} without '${member}'`);
      }
    });
  }

  it("agree with each other where Django has one inherit from the other", async () => {
    const scopes = subarray(["read", "write", "music", "music:read", "music:write"]);
    await forAll(
      asyncProperty(scopes, scopes, constantFrom(...ALL), async (held, requiredScopes, method) => {
        const judged = async (permission: Permission) =>
          (await permission(bearing(held), contextOf({ method }))).allowed;
        const word = READING.includes(method) ? "read" : "write";
        const also = TokenHasScope({ requiredScopes: [...requiredScopes, word] });
        assert.equal(await judged(TokenHasReadWriteScope({ requiredScopes })), await judged(also));
        const suffixed = TokenHasScope({ requiredScopes: requiredScopes.map((scope) => `${scope}:${word}`) });
        assert.equal(await judged(TokenHasResourceScope({ requiredScopes })), await judged(suffixed));
        const listed = TokenMatchesOASRequirements({ requiredAlternateScopes: { [method]: [requiredScopes] } });
        assert.equal(await judged(listed), await judged(TokenHasScope({ requiredScopes })));
      }),
    );
  });
});
