import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { encode } from "../../test/support/issuer_under_test.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { ACCOUNT_FORM, type Authority, formToken } from "../engine/mod.ts";
import { json, type Params } from "../protocol/mod.ts";
import { placeOf, visit } from "../../test/support/visit.ts";
import { type PersonalVisit, personalPage, refuseUnknown, segmentOf } from "./personal_page.ts";

const AT_PATH = { url: "https://issuer.test/t" };

/** A page that tells what it was asked. */
function page(authority: Authority) {
  return personalPage({
    name: "thing",
    path: "/things/:id",
    aliases: ["things/:id"],
    authority,
    show: ({ frame, segment }) => json(200, { id: segment("id"), frame }),
    answer: (_visit: PersonalVisit, form: Params) => json(200, { said: form.get("word") }),
  });
}

const SEGMENTS: readonly (readonly [string, string, string])[] = [
  ["/things/:id", "/things/7", "7"],
  ["/things/:id", "/t/things/7/", "7"],
  ["/things/:id/update", "/o/things/7/update", "7"],
  ["/things/:id/update", "/t/o/things/7/update/", "7"],
  ["/things/:id", "/things/a%20b", "a b"],
  ["/things/:id", "/things/%zz", "%zz"],
  ["/things/:id/update", "/update", ""],
];

describe("segmentOf()", () => {
  for (const [pattern, path, expected] of SEGMENTS) {
    it(`finds ${JSON.stringify(expected)} in ${path} where the pattern is ${pattern}`, () =>
      assert.equal(segmentOf(pattern, { path, name: "id" }), expected));
  }

  it("does not look for what the pattern does not have", () =>
    assert.throws(() => segmentOf("/things", { path: "/things", name: "id" }), TypeError));
});

describe("personalPage()", () => {
  it("has the methods that it can answer", () => {
    const show = () => json(200, {});
    const parts = { name: "x", path: "/x", authority: "person" } as const;
    assert.deepEqual(personalPage({ ...parts, show }).methods, ["GET"]);
    assert.deepEqual(personalPage({ ...parts, answer: show }).methods, ["POST"]);
    assert.deepEqual(personalPage({ ...parts, show, answer: show }).methods, ["GET", "POST"]);
  });

  it("is shown to who is signed in, with the surroundings of their pages", async () => {
    const { request, ann } = await visit(AT_PATH);
    const reply = await page("person").handle(request({ path: "/t/things/7" }));
    assert(reply.kind === "json");
    assert.nestedPropertyVal(reply.body, "id", "7");
    assert.nestedPropertyVal(reply.body, "frame.base", "/t");
    assert.nestedPropertyVal(reply.body, "frame.signedInAs", ann.username);
    assert.nestedProperty(reply.body, "frame.sections[0]");
  });

  it("sends who is not signed in to do that, and then back with what they asked", async () => {
    const { issuer } = await visit(AT_PATH);
    const place = placeOf(
      await page("person").handle(exchangeAt(issuer, { path: "/t/things/7", query: "a=b+c&d=%26" })),
    );
    const next = new URL(place, "https://here.test").searchParams.get("next");
    assert.equal(next, "/t/things/7?a=b+c&d=%26");
  });

  it("sends who is not signed in and posts to the account, where it has nothing to show", async () => {
    const { issuer } = await visit(AT_PATH);
    const silent = personalPage({ name: "x", path: "/x", authority: "person", answer: () => json(200, {}) });
    const place = placeOf(await silent.handle(exchangeAt(issuer, { method: "POST", path: "/t/x" })));
    assert.equal(place, "/t/login?next=%2Ft%2Faccount");
  });

  for (const method of ["GET", "POST"]) {
    it(`refuses ${method} by who is not of the staff where it is for staff alone`, async () => {
      const { request } = await visit();
      await assertRefused(() => page("staff").handle(request({ method, path: "/things/7" })), {
        code: "access_denied",
        status: 403,
      });
    });
  }

  it("is shown to staff", async () => {
    const { request, issuer, ann } = await visit();
    await issuer.durable.accounts.change(ann.id, { isStaff: true });
    assert.equal((await page("staff").handle(request({ path: "/things/7" }))).status, 200);
  });

  it("answers a form that came from one of our pages", async () => {
    const { form } = await visit();
    const reply = await page("person").handle(form(ACCOUNT_FORM, { word: "hello" }));
    assert(reply.kind === "json");
    assert.deepEqual(reply.body, { said: "hello" });
  });

  for (const [controls, says] of [
    [{ controls: true }, "takes"],
    [{}, "refuses"],
  ] as const) {
    it(`${says} texts of several lines where it is ${JSON.stringify(controls)}`, async () => {
      const { request } = await visit();
      const parts = { name: "x", path: "/x", authority: "person" } as const;
      const lined = personalPage({ ...parts, ...controls, answer: (_, form) => json(200, form.get("word") ?? "") });
      const csrf = formToken(request(), ACCOUNT_FORM);
      const asked = request({ method: "POST", form: `csrf=${csrf}&word=a%0D%0Ab` });
      if (says === "refuses") await assertRefused(() => lined.handle(asked), { code: "invalid_request" });
      else assert.deepInclude(await lined.handle(asked), { body: "a\r\nb" });
    });
  }

  rule("RFC6749-10.12-2", "refuses a form that did not, before anything is done", async () => {
    const { request, form } = await visit();
    const stale = request({ method: "POST", form: encode({ csrf: "x", word: "hello" }) });
    const expected = { code: "invalid_request", rule: "RFC6749-10.12-2", status: 403 } as const;
    await assertRefused(() => page("person").handle(stale), expected);
    await assertRefused(() => page("person").handle(form("another purpose", {})), expected);
  });
});

describe("refuseUnknown()", () => {
  it("answers 404 and says what to do", () => {
    assert.throws(() => refuseUnknown("the application"), /Cannot find the application: go back/);
  });
});
