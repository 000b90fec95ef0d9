import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { exchangeAt, type ExchangeParts } from "../../test/support/exchange.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { Params } from "../protocol/mod.ts";
import { BROWSER_COOKIE, checkForm, formToken, type Issuer, SESSION_COOKIE } from "./mod.ts";

const COOKIES = { [BROWSER_COOKIE]: "a browser", [SESSION_COOKIE]: "a session" };
const REFUSED = { code: "invalid_request", status: 403, rule: "RFC6749-10.12-2" } as const;

let issuer: Issuer;

before(async () => {
  ({ issuer } = await issuerUnderTest());
});

/** Sends the form of a page that a browser was given, some things changed on the way. */
function send(changes: ExchangeParts & { readonly csrf?: string; readonly purpose?: string } = {}): void {
  const { csrf, purpose = "a form", ...parts } = changes;
  const given = csrf ?? formToken(exchangeAt(issuer, { cookies: COOKIES }), "a form");
  const form = Params.of(given === "" ? [] : [["csrf", given]]);
  checkForm(exchangeAt(issuer, { method: "POST", cookies: COOKIES, ...parts }), form, purpose);
}

describe("checkForm()", () => {
  it("takes the form of a page that this browser was given", () => assert.doesNotThrow(() => send()));

  for (const [name, changes] of [
    ["no token", { csrf: "" }],
    ["a wrong token", { csrf: "wrong" }],
    ["a token for another purpose", { purpose: "another form" }],
    ["the token of another browser", { cookies: { ...COOKIES, [BROWSER_COOKIE]: "another" } }],
    ["the token of another session", { cookies: { ...COOKIES, [SESSION_COOKIE]: "another" } }],
    ["a browser that lost its cookies", { cookies: {} }],
    ["cookies that were exchanged", { cookies: { [BROWSER_COOKIE]: "a session", [SESSION_COOKIE]: "a browser" } }],
  ] as const) {
    rule("RFC6749-10.12-2", `refuses ${name}`, () => assertRefused(() => send(changes), REFUSED));
  }

  it("refuses a token that comes twice", () => {
    const csrf = formToken(exchangeAt(issuer, { cookies: COOKIES }), "a form");
    const twice = Params.of([
      ["csrf", csrf],
      ["csrf", csrf],
    ]);
    return assertRefused(() => checkForm(exchangeAt(issuer, { cookies: COOKIES }), twice, "a form"), {
      code: "invalid_request",
      says: "repeated",
    });
  });

  it("refuses the token of another issuer", async () => {
    const other = { ...issuer, formKey: new Uint8Array(32) };
    const csrf = formToken(exchangeAt(other, { cookies: COOKIES }), "a form");
    await assertRefused(() => send({ csrf }), REFUSED);
  });
});

describe("what browsers say of where a form comes from", () => {
  const host = "issuer.test";
  for (const [name, headers] of [
    ["nothing, as older browsers do", {}],
    ["the same origin", { "sec-fetch-site": "same-origin" }],
    ["that the person typed the address", { "sec-fetch-site": "none" }],
    ["its own origin", { origin: "https://issuer.test", host }],
    ["its own origin with a port", { origin: "http://localhost:8000", host: "localhost:8000" }],
    ["no origin, as our pages ask for no referrer", { origin: "null", host }],
    ["the same origin, whatever its Origin header", { "sec-fetch-site": "same-origin", origin: "null" }],
  ] as const) {
    it(`is fine when it is ${name}`, () => assert.doesNotThrow(() => send({ headers })));
  }

  for (const [name, headers] of [
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["another host of the same site", { "sec-fetch-site": "same-site" }],
    ["something new", { "sec-fetch-site": "sideways" }],
    ["another origin", { origin: "https://evil.test", host }],
    ["another port", { origin: "https://issuer.test:444", host }],
    ["a host that only begins like ours", { origin: "https://issuer.test.evil.test", host }],
    [
      "another site, although the origin looks right",
      { "sec-fetch-site": "cross-site", origin: "https://issuer.test", host },
    ],
    ["another origin, and no host", { origin: "https://issuer.test" }],
    ["an origin without a scheme", { origin: "issuer.test.evil", host }],
  ] as const) {
    rule("RFC6749-10.12-2", `is refused when it is ${name}, be the token as right as it may`, () =>
      assertRefused(() => send({ headers }), REFUSED),
    );
  }
});

describe("formToken()", () => {
  for (const mark of [",", '","', "\n", " "]) {
    it(`knows where one cookie ends and the next begins, though '${mark.trim()}' stands in them`, () => {
      const cookies = { [BROWSER_COOKIE]: "a", [SESSION_COOKIE]: `b${mark}c` };
      const moved = { [BROWSER_COOKIE]: `a${mark}b`, [SESSION_COOKIE]: "c" };
      const [one, two] = [cookies, moved].map((each) => formToken(exchangeAt(issuer, { cookies: each }), "a form"));
      assert.notEqual(one, two);
    });
  }

  it("is the same for the same browser, session and purpose, and tells none of them", () => {
    const exchange = exchangeAt(issuer, { cookies: COOKIES });
    const token = formToken(exchange, "a form");
    assert.match(token, /^[\w-]{43}$/);
    assert.equal(formToken(exchange, "a form"), token);
  });
});
