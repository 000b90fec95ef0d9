import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { contextOf, type RequestParts } from "./_context_test.ts";
import { type Bearer, type BearerIn, findBearer } from "./find_bearer.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const IN_HEADER: RequestParts = { headers: { authorization: "Bearer h" } };
const IN_FORM: RequestParts = { method: "POST", headers: FORM, body: "access_token=f" };
const IN_QUERY: RequestParts = { url: "/?access_token=q" };
const EVERYWHERE: BearerIn = { form: true, query: true };

const header: Bearer = { text: "h", place: "header" };
const form: Bearer = { text: "f", place: "form" };
const query: Bearer = { text: "q", place: "query" };

const ROWS: readonly [what: string, request: RequestParts, bearerIn: BearerIn, found: Bearer | undefined][] = [
  ["the token of the header", IN_HEADER, {}, header],
  ["the token of the header where others may hold one too", IN_HEADER, EVERYWHERE, header],
  ["the token of the form", IN_FORM, { form: true }, form],
  ["the token of the query", IN_QUERY, { query: true }, query],
  ["nothing in a form unless it is asked for", IN_FORM, { query: true }, undefined],
  ["nothing in a query unless it is asked for", IN_QUERY, { form: true }, undefined],
  ["nothing in either where both are off", { ...IN_FORM, ...IN_QUERY }, { form: false, query: false }, undefined],
  ["nothing where nothing is", {}, EVERYWHERE, undefined],
  ["nothing in a parameter without a value", { url: "/?access_token=" }, EVERYWHERE, undefined],
  ["nothing in a parameter of another case", { url: "/?Access_Token=q" }, EVERYWHERE, undefined],
  ["nothing in credentials of another kind", { headers: { authorization: "Basic eDp5" } }, EVERYWHERE, undefined],
  [
    "the token of the query beside an empty field",
    { ...IN_FORM, ...IN_QUERY, body: "access_token=" },
    EVERYWHERE,
    query,
  ],
  [
    "the token of the query beside other credentials",
    { ...IN_QUERY, headers: { authorization: "Basic eDp5" } },
    EVERYWHERE,
    query,
  ],
];

describe("findBearer()", () => {
  for (const [what, request, bearerIn, found] of ROWS) {
    it(`finds ${what}`, async () => assert.deepEqual(await findBearer(contextOf(request), bearerIn), found));
  }

  it("does not wait where only the header counts, since every call of an API runs it", () => {
    assert.deepEqual(findBearer(contextOf(IN_HEADER), {}), header);
    assert.isUndefined(findBearer(contextOf(), {}));
  });

  it("decodes the token of a query", async () => {
    const found = await findBearer(contextOf({ url: "/?access_token=a%2Bb+c" }), EVERYWHERE);
    assert.equal(found?.text, "a+b c");
  });
});

describe("findBearer(), given two", () => {
  for (const [what, request] of [
    ["the header and the form", { ...IN_FORM, headers: { ...FORM, authorization: "Bearer h" } }],
    ["the header and the query", { ...IN_HEADER, ...IN_QUERY }],
    ["the form and the query", { ...IN_FORM, ...IN_QUERY }],
    ["all three places", { ...IN_FORM, ...IN_QUERY, headers: { ...FORM, authorization: "Bearer h" } }],
    ["two places that hold the same token", { ...IN_FORM, url: "/?access_token=f" }],
  ] as const satisfies readonly (readonly [string, RequestParts])[]) {
    rule("RFC6750-3.1-1", `refuses tokens in ${what}`, () =>
      assertRefused(() => findBearer(contextOf(request), EVERYWHERE), {
        code: "invalid_request",
        status: 400,
        rule: "RFC6750-3.1-1",
        says: "in two places at once",
      }),
    );
  }

  it("refuses one query that holds two", () =>
    assertRefused(() => findBearer(contextOf({ url: "/?access_token=a&access_token=b" }), EVERYWHERE), {
      code: "invalid_request",
    }));
});

describe("findBearer(), given a header that cannot be read", () => {
  for (const authorization of ["Bearer", "Bearer ", "Bearer a b", "Bearer a,b", "Bearer a=b", "Bearer \u00e9"]) {
    rule("RFC6750-3.1-1", `refuses '${authorization}', wherever tokens may be`, async () => {
      for (const bearerIn of [{}, EVERYWHERE]) {
        const attempt = () => findBearer(contextOf({ headers: { authorization } }), bearerIn);
        await assertRefused(attempt, { code: "invalid_request", status: 400 });
      }
    });
  }
});
