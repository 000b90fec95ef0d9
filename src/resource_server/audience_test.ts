import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { contextOf, writtenTo } from "./_context_test.ts";
import type { AccessToken, TokenReader } from "./access_token.ts";
import { type AudienceOptions, checkAudienceOf } from "./audience.ts";
import { authenticate } from "./authenticate.ts";
import { parseChallenge } from "../protocol/mod.ts";

const BOOKS = "https://api.example/books";
const OTHERS = ["https://api.example/bookshop", "urn:other"];

function boundTo(audience?: readonly string[]): AccessToken {
  const token = { tokenType: "Bearer", scope: ["read"], clientId: "c", expiresAt: 2_000_000_000 } as const;
  return audience === undefined ? token : { ...token, audience };
}

/** Judges a token that is bound to resources. */
function judge(audience: readonly string[] | undefined, options: AudienceOptions, checksAudience?: true): void {
  const reader = checksAudience === undefined ? {} : { checksAudience };
  checkAudienceOf(options, reader)(boundTo(audience), contextOf({ url: "/42" }));
}

describe("checkAudienceOf()", () => {
  const taken: readonly (readonly [string, readonly string[] | undefined, AudienceOptions, true?])[] = [
    ["this resource", [BOOKS], { resource: BOOKS }],
    ["this resource among others", [...OTHERS, BOOKS], { resource: BOOKS }],
    ["the whole host of this resource", ["https://api.example/"], { resource: BOOKS }],
    ["a resource that a request tells", [`${BOOKS}/42`], { resource: ({ path }) => BOOKS + path }],
    ["this resource where that is demanded", [BOOKS], { resource: BOOKS, requireAudience: true }],
    ["no resource", undefined, { resource: BOOKS }],
    ["no resource, where this one has no name", undefined, {}],
    ["others by their names, where the reader has checked that", ["books"], {}, true],
    ["what the reader has checked, where that is demanded", ["books"], { requireAudience: true }, true],
  ];
  for (const [what, audience, options, checked] of taken) {
    it(`takes a token that is bound to ${what}`, () => judge(audience, options, checked));
  }

  const refused: readonly (readonly [string, readonly string[] | undefined, AudienceOptions, string, true?])[] = [
    ["other resources", OTHERS, { resource: BOOKS }, "bound to other resources"],
    ["nothing at all, which is not the same as to none", [], { resource: BOOKS }, "bound to other resources"],
    ["a part of this resource", [`${BOOKS}/42`], { resource: BOOKS }, "bound to other resources"],
    ["another part", [`${BOOKS}/43`], { resource: ({ path }) => BOOKS + path }, "bound to other resources"],
    ["this resource, where that has no name", [BOOKS], {}, "this one has no name"],
    [
      "no resource, where one is demanded",
      undefined,
      { resource: BOOKS, requireAudience: true },
      "bound to no resource",
    ],
    [
      "no resource, where a reader that checks demands one",
      undefined,
      { requireAudience: true },
      "bound to no resource",
      true,
    ],
    ["other resources, though the reader has checked", OTHERS, { resource: BOOKS }, "bound to other resources", true],
  ];
  for (const [what, audience, options, says, checked] of refused) {
    rule("RFC8707-3-1", `refuses a token that is bound to ${what}`, async () => {
      const expected = { code: "invalid_token", status: 401, rule: "RFC8707-3-1", says } as const;
      await assertRefused(() => judge(audience, options, checked), expected);
    });
  }

  for (const resource of ["", "books", "/books", `${BOOKS}#x`, "https://ann:secret@api.example/"]) {
    it(`throws for a resource that is called '${resource}'`, () => {
      assert.throws(() => checkAudienceOf({ resource }, {}), TypeError, "Cannot call this resource");
    });
  }

  it("throws where a name is demanded of tokens and there is none", () => {
    assert.throws(() => checkAudienceOf({ requireAudience: true }, {}), TypeError, "give resource");
  });
});

describe("authenticate(), for one resource", () => {
  async function answered(audience: readonly string[] | undefined, options: AudienceOptions = { resource: BOOKS }) {
    const reader: TokenReader = { read: async () => boundTo(audience) };
    const context = contextOf({ headers: { authorization: "Bearer good" } });
    let passed = false;
    await authenticate({ reader, ...options })(context, async () => void (passed = true));
    return { context, passed };
  }

  rule(
    ["RFC8707-3-1", "RFC6750-3.1-2"],
    "answers 401 and invalid_token to a token for another one, and goes no further",
    async () => {
      const { context, passed } = await answered(OTHERS);
      const { status, headers, body } = writtenTo(context);
      assert.deepEqual([status, passed], [401, false]);
      assert.propertyVal(body, "error", "invalid_token");
      assert.propertyVal(parseChallenge(String(headers["www-authenticate"]))?.params, "error", "invalid_token");
      assert.notProperty(context.state, "access");
    },
  );

  it("does not tell to which resources the token is bound", async () => {
    const { context } = await answered(["https://secret.example/"]);
    assert.notInclude(JSON.stringify(writtenTo(context)), "secret.example");
  });

  it("lets tokens for it and tokens for none through", async () => {
    for (const audience of [[BOOKS], undefined]) assert.isTrue((await answered(audience)).passed);
  });

  it("believes no Host that a request brings", async () => {
    const reader: TokenReader = { read: async () => boundTo(["https://evil.example/"]) };
    const headers = { authorization: "Bearer good", host: "evil.example", "x-forwarded-host": "evil.example" };
    for (const options of [{ resource: BOOKS }, {}]) {
      const context = contextOf({ headers });
      await authenticate({ reader, ...options })(context, () => assert.fail("was let in"));
      assert.equal(context.status, 401);
    }
  });
});
