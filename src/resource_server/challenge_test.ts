import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { parseChallenge } from "../protocol/mod.ts";
import { contextOf } from "./_context_test.ts";
import { challengeFor, type ChallengeOptions, enterSpace, type ProtectionSpace } from "./challenge.ts";

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
