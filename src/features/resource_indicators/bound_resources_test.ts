import { assert } from "chai";
import { assert as forAll, property, subarray } from "fast-check";
import { rule } from "../../../conformance/support/rule.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { clientRecord } from "../../../test/support/records.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { isSubset, Params } from "../../protocol/mod.ts";
import { grantedResources, resourcesOfToken, scopeAt } from "./bound_resources.ts";
import { parseKnownResources } from "./known_resource.ts";

const API = "https://api.test";
const BOOKS = `${API}/books`;
const SONGS = `${API}/songs`;

/** The resources of a token, of a grant that is bound to some, where a token request names some. */
async function resources(granted: readonly string[] | undefined, asked?: readonly string[]) {
  const { issuer } = await issuerUnderTest();
  const context = { exchange: exchangeAt(issuer), client: clientRecord() };
  const bindings = granted === undefined ? {} : { resource: granted };
  const params = asked === undefined ? {} : { params: Params.of(asked.map((uri) => ["resource", uri])) };
  return resourcesOfToken({ ...context, bindings, ...params }, { resources: new Map() });
}

describe("resourcesOfToken()", () => {
  for (const [what, granted, asked, expected] of [
    ["those of the grant, where there is no token request", [BOOKS, SONGS], undefined, [BOOKS, SONGS]],
    ["those of the grant, where the token request names none", [BOOKS, SONGS], [], [BOOKS, SONGS]],
    ["one of the grant, where the token request names it", [BOOKS, SONGS], [SONGS], [SONGS]],
    ["all of the grant, where the token request names all", [BOOKS, SONGS], [SONGS, BOOKS], [SONGS, BOOKS]],
    ["one below one of the grant", [API], [BOOKS], [BOOKS]],
    ["any, where the grant is bound to none", undefined, [BOOKS], [BOOKS]],
    ["none, where nobody names one", undefined, [], undefined],
    ["none, where nobody asks", undefined, undefined, undefined],
  ] as const) {
    rule("RFC8707-2.2-2", `are ${what}`, async () => {
      assert.deepEqual(await resources(granted, asked), expected);
    });
  }

  for (const [what, granted, asked] of [
    ["another", [BOOKS], [SONGS]],
    ["another beside one of the grant", [BOOKS], [BOOKS, SONGS]],
    ["one above", [BOOKS], [API]],
    ["one that begins alike", [BOOKS], [`${BOOKS}hop`]],
    ["one of a grant that is bound to nothing at all", [], [BOOKS]],
  ] as const) {
    rule("RFC8707-2.2-4", `are not ${what}`, () =>
      assertRefused(() => resources(granted, asked), {
        code: "invalid_target",
        rule: "RFC8707-2.2-4",
        says: "not granted",
      }),
    );
  }

  it("are those that were bound as a list, and nothing else that lies there", () => {
    assert.deepEqual(grantedResources({ resource: [BOOKS] }), [BOOKS]);
    for (const resource of [undefined, null, BOOKS, { 0: BOOKS }]) assert.isUndefined(grantedResources({ resource }));
  });
});

describe("scopeAt()", () => {
  const known = parseKnownResources({
    [BOOKS]: { scope: "books:read books:write" },
    [SONGS]: { scope: "songs:read" },
    [API]: {},
  });
  const scope = ["openid", "books:read", "songs:read"];

  for (const [where, left] of [
    [[BOOKS], ["books:read"]],
    [[SONGS], ["songs:read"]],
    [
      [BOOKS, SONGS],
      ["books:read", "songs:read"],
    ],
    [[API], scope],
    [[BOOKS, API], scope],
    [["urn:unknown"], scope],
    [[], scope],
  ] as const) {
    rule("RFC8707-2.2-5", `leaves ${left.join(" ")} at ${where.join(" and ") || "no resource"}`, () => {
      assert.deepEqual(scopeAt(where, scope, known), left);
    });
  }

  it("is the very same where nothing is lost", () => {
    const own = ["books:read"];
    assert.strictEqual(scopeAt([BOOKS], own, known), own);
    assert.deepEqual(scopeAt([BOOKS], [], known), []);
  });

  rule("RFC8707-2-6", "refuses where nothing is left", () =>
    assertRefused(() => scopeAt([SONGS], ["openid", "books:read"], known), {
      code: "invalid_target",
      rule: "RFC8707-2-6",
      says: "nothing of the scope",
    }),
  );

  it("never widens a scope, and never loses what means something", () => {
    const names = ["books:read", "books:write", "songs:read", "openid"];
    forAll(
      property(subarray(names), subarray([BOOKS, SONGS, API]), (asked, where) => {
        let left: readonly string[];
        try {
          left = scopeAt(where, asked, known);
        } catch {
          return;
        }
        assert.isTrue(isSubset(left, asked));
        for (const uri of where)
          for (const name of asked) if (known.get(uri)?.scope?.includes(name)) assert.include(left, name);
      }),
    );
  });
});
