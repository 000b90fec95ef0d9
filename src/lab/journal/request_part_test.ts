import { assert } from "chai";
import { wireRequest, type WireRequestParts } from "../../protocol/mod.ts";
import type { Credentials } from "./entry.ts";
import { marksUnder } from "./marks.ts";
import { requestPart, type RequestPart } from "./request_part.ts";

const mark = marksUnder(Buffer.alloc(32, "requests"));

function partOf(parts: WireRequestParts): RequestPart {
  return requestPart(wireRequest(parts), { origin: "https://issuer.test", mark });
}

function credentialsIn({
  authorization,
  ...parts
}: WireRequestParts & { readonly authorization?: string }): Credentials {
  return partOf({ ...parts, ...(authorization === undefined ? {} : { headers: { authorization } }) }).credentials;
}

describe("requestPart()", () => {
  it("has the address with scheme and host, and the query apart", () => {
    const part = partOf({ method: "GET", path: "/lab/i/a/authorize", query: "state=s&code=x" });
    assert.deepInclude(part, { method: "GET", url: "https://issuer.test/lab/i/a/authorize" });
    assert.deepEqual(part.query, [
      ["state", "s"],
      ["code", mark("x")],
    ]);
  });

  it("has a form as parameters and no body", () => {
    const part = partOf({ method: "POST", form: "grant_type=password&password=hush" });
    assert.deepEqual(part.form, [
      ["grant_type", "password"],
      ["password", mark("hush")],
    ]);
    assert.notProperty(part, "body");
  });

  it("has what a client assertion says, and of the assertion itself no more than its mark", () => {
    const told = { header: { alg: "ES256", kid: "k" }, claims: { iss: "c", jti: "j", client_secret: "hush" } };
    const parts = [told.header, told.claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
    const text = `${parts.join(".")}.signature`;
    const part = partOf({ method: "POST", form: `client_assertion=${text}` });
    assert.deepEqual(part.form, [["client_assertion", mark(text)]]);
    assert.deepEqual(part.assertion, { ...told, claims: { ...told.claims, client_secret: mark("hush") } });
    assert.notInclude(JSON.stringify(part), "signature");
    assert.notInclude(JSON.stringify(part), "hush");
  });

  it("has no assertion without one, and nothing of one that is no JWT", () => {
    for (const form of ["", "client_assertion=", "client_id=c"])
      assert.notProperty(partOf({ method: "POST", form }), "assertion");
    const { assertion } = partOf({ method: "POST", form: "client_assertion=hush" });
    assert.deepEqual(assertion, { header: undefined, claims: undefined });
  });

  it("has JSON as a body and no form", () => {
    const headers = { "content-type": "application/json" };
    const part = partOf({ method: "POST", body: '{"client_name":"n","software_statement":"hush"}', headers });
    assert.deepEqual(part.body, { client_name: "n", software_statement: mark("hush") });
    assert.deepEqual(part.form, []);
  });

  for (const [name, body, expected] of [
    ["broken JSON", '{"client_secret":"hush"', `{"client_secret":"«mark»"`],
    ["a list", "[1]", [1]],
  ] as const) {
    it(`has ${name} without a type as a body`, () => {
      const { body: shown } = partOf({ method: "POST", body });
      assert.deepEqual(shown, typeof expected === "string" ? expected.replace("«mark»", mark("hush")) : [...expected]);
    });
  }

  it("has neither where nothing was sent", () => {
    const part = partOf({ method: "POST", headers: { "content-type": "application/json" } });
    assert.notProperty(part, "body");
    assert.deepEqual(part.form, []);
  });

  it("shows of the header what tells something, and no cookie", () => {
    const { headers } = partOf({
      headers: {
        Authorization: "Basic aHVzaA==",
        Cookie: "sid=hush",
        "Content-Type": "text/plain",
        Accept: "a/b",
        "User-Agent": "client/1",
        Origin: "https://app.test",
        DPoP: "proof",
        "Access-Control-Request-Method": "POST",
        "X-Api-Key": "hush",
      },
    });
    assert.deepEqual(headers, {
      authorization: `Basic ${mark("aHVzaA==")}`,
      "content-type": "text/plain",
      accept: "a/b",
      "user-agent": "client/1",
      origin: "https://app.test",
      "access-control-request-method": "POST",
      dpop: mark("proof"),
    });
  });

  it("marks a token in the header as it does elsewhere, so that one sees which it is", () => {
    const { headers } = partOf({ headers: { authorization: "Bearer the-token" } });
    assert.equal(headers["authorization"], `Bearer ${mark("the-token")}`);
  });

  it("shows the parameters of OAuth 1.0a, without those that are secret", () => {
    const authorization = 'OAuth realm="r", oauth_nonce="n1", oauth_token="t", oauth_signature="s%3D"';
    const { headers } = partOf({ headers: { authorization } });
    assert.equal(
      headers["authorization"],
      `OAuth realm="r", oauth_nonce="n1", oauth_token="${mark("t")}", oauth_signature="${mark("s%3D")}"`,
    );
  });

  it("marks a header field Authorization that has no scheme", () => {
    assert.deepEqual(partOf({ headers: { authorization: "justatoken" } }).headers, {
      authorization: mark("justatoken"),
    });
  });

  it("cuts off a header field that is too long", () => {
    assert.lengthOf(partOf({ headers: { "user-agent": "x".repeat(5_000) } }).headers["user-agent"] ?? "", 1_000);
  });
});

describe("the credentials of a request", () => {
  for (const [expected, name, parts] of [
    ["none", "without any", {}],
    ["none", "with a public client's name", { form: "client_id=a" }],
    ["none", "of a scheme that nobody knows", { authorization: "Negotiate abc" }],
    ["basic", "in Basic", { authorization: "Basic YTpi" }],
    ["basic", "in Basic of another case", { authorization: "bAsIc YTpi" }],
    ["form", "with a secret in the form", { form: "client_id=a&client_secret=b" }],
    ["query", "with a secret in the query", { query: "client_id=a&client_secret=b" }],
    ["query", "with a secret in the query beside Basic", { authorization: "Basic YTpi", query: "client_secret=b" }],
    ["assertion", "with an assertion", { form: "client_assertion=x&client_assertion_type=y" }],
    ["bearer", "in Bearer", { authorization: "Bearer x" }],
    ["bearer", "in DPoP", { authorization: "DPoP x" }],
    ["bearer_form", "with a token in the form", { form: "access_token=x" }],
    ["bearer_query", "with a token in the query", { query: "access_token=x" }],
    [
      "bearer_query",
      "with a token in the query and in the header",
      { authorization: "Bearer x", query: "access_token=x" },
    ],
    ["oauth1", "in OAuth", { authorization: 'OAuth oauth_signature="x"' }],
    ["oauth1", "with a signature in the form", { form: "oauth_signature=x" }],
    ["oauth1", "with a signature in the query", { query: "oauth_signature=x" }],
  ] as const) {
    it(`are ${expected} ${name}`, () => assert.equal(credentialsIn(parts), expected));
  }
});
