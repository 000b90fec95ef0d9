import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { parseChallenge } from "../protocol/mod.ts";
import { contextOf } from "./_context_test.ts";
import { challengeFor, type ChallengeOptions, challengesFor, enterSpace, type ProtectionSpace } from "./challenge.ts";

const METADATA = "https://api.test/.well-known/oauth-protected-resource/books";

const ROWS: readonly (readonly [
  what: string,
  space: ProtectionSpace | undefined,
  said: ChallengeOptions,
  challenge: string,
])[] = [
  ["the realm 'api' where nobody named another", undefined, {}, 'Bearer realm="api"'],
  ["the realm that was named", { realm: "books" }, {}, 'Bearer realm="books"'],
  [
    "nothing that is undefined",
    { realm: "books", resourceMetadata: undefined },
    { scope: undefined },
    'Bearer realm="books"',
  ],
  [
    "where the metadata is, after the realm",
    { realm: "books", resourceMetadata: METADATA },
    {},
    `Bearer realm="books", resource_metadata="${METADATA}"`,
  ],
  [
    "all of it, each once",
    { realm: "books", resourceMetadata: METADATA },
    { error: "insufficient_scope", description: "Cannot do this", scope: "read write" },
    `Bearer realm="books", error="insufficient_scope", error_description="Cannot do this", scope="read write", resource_metadata="${METADATA}"`,
  ],
];

describe("challengeFor()", () => {
  for (const [what, space, said, challenge] of ROWS) {
    rule(["RFC6750-3-4", "RFC6750-3-5"], `names ${what}`, () => {
      const context = contextOf();
      if (space !== undefined) enterSpace(context, space);
      assert.equal(challengeFor(context, said), challenge);
    });
  }

  it("is of the innermost of two spaces", () => {
    const context = contextOf();
    enterSpace(context, { realm: "books", resourceMetadata: METADATA });
    enterSpace(context, { realm: "prices" });
    assert.equal(challengeFor(context), 'Bearer realm="prices"');
  });

  for (const realm of ['the "old" books', "back\\slash", "", "a, b=c"]) {
    rule("RFC6750-3-2", `can be read by a client where the realm is ${JSON.stringify(realm)}`, () => {
      const context = contextOf();
      enterSpace(context, { realm });
      assert.deepEqual({ ...parseChallenge(challengeFor(context)).params }, { realm });
    });
  }
});

describe("challengeFor(), of a request that is signed", () => {
  for (const [what, said, params] of [
    ["nothing more than the realm", {}, {}],
    ["a problem of the convention in its own word", { error: "nonce_used" }, { oauth_problem: "nonce_used" }],
    ["a token that is not good in its word", { error: "invalid_token" }, { oauth_problem: "token_rejected" }],
    ["a broken request in its word", { error: "invalid_request" }, { oauth_problem: "parameter_rejected" }],
    [
      "what the token lacks",
      { error: "insufficient_scope", description: "Cannot do this", scope: "read write" },
      { oauth_problem: "permission_denied", oauth_problem_advice: "Cannot%20do%20this", scope: "read%20write" },
    ],
  ] as const) {
    rule(["OAUTHPROBLEM-1-1", "OAUTHPROBLEM-2-1"], `tells ${what}`, () => {
      const context = contextOf();
      enterSpace(context, { realm: "books", resourceMetadata: METADATA });
      context.state["access"] = { kind: "token", token: { tokenType: "OAuth" } };
      const { scheme, params: told } = parseChallenge(challengeFor(context, said));
      assert.deepEqual([scheme, { ...told }], ["OAuth", { realm: "books", ...params }]);
    });
  }

  it("is known by its problem as well, as nobody was found who calls", () => {
    assert.match(challengeFor(contextOf(), { error: "signature_invalid" }), /^OAuth realm="api", oauth_problem=/);
  });

  for (const access of [
    undefined,
    null,
    "OAuth",
    { token: null },
    { token: "OAuth" },
    { token: { tokenType: "Bearer" } },
  ]) {
    it(`is of bearer tokens where others put ${JSON.stringify(access) ?? "nothing"} there`, () => {
      const context = contextOf();
      context.state["access"] = access;
      assert.match(challengeFor(context, { error: "invalid_token" }), /^Bearer /);
    });
  }
});

describe("challengesFor()", () => {
  for (const [what, offersSigned, challenges] of [
    [
      "both ways where both are offered, each in a field of its own",
      true,
      ['Bearer realm="books"', 'OAuth realm="books"'],
    ],
    ["bearer tokens alone where nobody may sign", false, 'Bearer realm="books"'],
    ["bearer tokens alone where nobody said", undefined, 'Bearer realm="books"'],
  ] as const) {
    rule(["RFC5849-3.5.1-6", "RFC5849-3.5.1-7"], `asks for ${what}`, () => {
      const context = contextOf();
      enterSpace(context, { realm: "books", offersSigned });
      assert.deepEqual(challengesFor(context), challenges);
    });
  }
});
