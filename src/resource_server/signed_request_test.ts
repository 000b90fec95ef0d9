import { gzipSync } from "node:zlib";
import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { assertRefused, thrownBy } from "../../test/support/refusals.ts";
import { recordingReader, SIGNATURE, SIGNED_TOKEN } from "../../test/support/recording_reader.ts";
import { contextOf, type RequestParts } from "./_context_test.ts";
import type { Bearer } from "./find_bearer.ts";
import type { OriginOf } from "./sent_address.ts";
import { findSigned, type SignedRequestReader } from "./signed_request.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const HASHED = 'OAuth oauth_body_hash="x"';

interface Options {
  readonly signed?: SignedRequestReader;
  readonly origin?: OriginOf;
  readonly bearer?: Bearer;
}

/** What is found in a request, what the reader was asked, and the context. */
async function find(parts: RequestParts, { signed, origin, bearer }: Options = {}) {
  const reader = recordingReader();
  const context = contextOf(parts);
  const found = await findSigned(context, { signed: signed ?? reader, origin, bearer, longestBody: 10 });
  return { found, context, asked: reader.asked[0] };
}

const signedForm = (form: string, more: RequestParts = {}): RequestParts => ({
  method: "POST",
  body: form,
  ...more,
  headers: { ...FORM, ...more.headers },
});

describe("findSigned()", () => {
  for (const [place, parts, inHeader] of [
    ["header", { headers: { authorization: SIGNATURE } }, true],
    ["header, in small letters", { headers: { authorization: SIGNATURE.replace("OAuth", "oauth") } }, true],
    ["query", { url: "/?a=b&oauth_signature=x" }, false],
    [
      "query beside credentials of another kind",
      { url: "/?oauth_signature=x", headers: { authorization: "Basic a" } },
      false,
    ],
    ["form", signedForm("a=b&oauth_signature=x"), false],
    ["form of a PUT", signedForm("oauth_signature=x", { method: "PUT" }), false],
  ] as const satisfies readonly (readonly [string, RequestParts, boolean])[]) {
    rule("RFC5849-3.5-1", `finds a signature in the ${place}`, async () => {
      const { found } = await find(parts);
      assert.deepEqual(found, { token: SIGNED_TOKEN, inHeader });
    });
  }

  for (const [what, parts] of [
    ["nothing", {}],
    ["another scheme", { headers: { authorization: "Basic a" } }],
    ["a scheme that begins with the same letter", { headers: { authorization: "Other a" } }],
    ["a token of three legs alone", { url: "/?oauth_token=x" }],
    ["a form without a signature", signedForm("a=b")],
    [
      "JSON that has the word",
      { method: "POST", body: '"oauth_signature="', headers: { "content-type": "application/json" } },
    ],
    [
      "parts of a form",
      signedForm("oauth_signature=x", { headers: { "content-type": "multipart/form-data; boundary=x" } }),
    ],
  ] as const satisfies readonly (readonly [string, RequestParts])[]) {
    rule("RFC5849-3.5.2-1", `finds none in ${what}`, async () => {
      const { found, asked } = await find(parts);
      assert.deepEqual([found, asked], [undefined, undefined]);
    });
  }

  it("hands on what was sent, as it was sent", async () => {
    const { asked } = await find(
      signedForm("b=%7E+c", { method: "PATCH", url: "/a%2Fb?d=%C3%BC", headers: { authorization: SIGNATURE } }),
      { origin: "https://api.example" },
    );
    assert.deepEqual(asked, {
      method: "PATCH",
      origin: "https://api.example",
      host: "api.test",
      path: "/a%2Fb",
      query: "d=%C3%BC",
      authorization: SIGNATURE,
      form: "b=%7E+c",
      body: "b=%7E+c",
      secure: true,
      address: "",
    });
  });

  for (const [origin, secure] of [
    ["https://api.example", true],
    ["HTTPS://api.example", true],
    ["http://api.example", false],
  ] as const) {
    rule("RFC5849-3.4.4-1", `takes ${origin} for ${secure ? "secret" : "public"} on its way`, async () => {
      const { asked } = await find({ headers: { authorization: SIGNATURE } }, { origin });
      assert.equal(asked?.secure, secure);
    });
  }
});

describe("findSigned(), a second time", () => {
  rule("RFC5849-3.2-2", "finds the same without asking again, as a nonce works once", async () => {
    const [reader, other] = [recordingReader(), recordingReader()];
    const context = contextOf({ headers: { authorization: SIGNATURE } });
    const look = (signed: SignedRequestReader) =>
      findSigned(context, { signed, origin: undefined, bearer: undefined, longestBody: 10 });
    assert.equal(await look(reader), await look(reader));
    assert.lengthOf(reader.asked, 1);
    await look(other);
    assert.lengthOf(other.asked, 1);
  });
});

describe("findSigned(), beside a bearer token", () => {
  const inHeader: Bearer = { text: "t", place: "header" };

  it("costs nothing: it waits for nothing, reads no body, and asks nobody", () => {
    const signed: SignedRequestReader = {
      isSigned: () => assert.fail("was asked"),
      read: () => assert.fail("was asked"),
    };
    for (const parts of [{ url: "/books?a=b" }, signedForm("oauth_signature=x")]) {
      const context = contextOf({ ...parts, headers: { ...parts.headers, authorization: "Bearer t" } });
      const options = { signed, origin: undefined, bearer: inHeader, longestBody: 10 };
      assert.isUndefined(findSigned(context, options));
    }
  });

  for (const [what, parts, bearer] of [
    ["in the header, with a signature in the query", { url: "/?oauth_signature=x" }, inHeader],
    ["in the form", { headers: { authorization: SIGNATURE } }, { text: "t", place: "form" }],
    ["in the query", { headers: { authorization: SIGNATURE } }, { text: "t", place: "query" }],
  ] as const satisfies readonly (readonly [string, RequestParts, Bearer])[]) {
    rule("RFC6750-3.1-1", `refuses both at once: a token ${what}`, () =>
      assertRefused(() => find(parts, { bearer }), { code: "invalid_request", status: 400 }),
    );
  }

  it("lets a token pass beside parameters that only look like it", async () => {
    assert.isUndefined((await find({ url: "/?oauth_token=x" }, { bearer: inHeader })).found);
  });
});

describe("findSigned(), as to bodies", () => {
  const json = (body: string | Uint8Array, authorization = HASHED): RequestParts => ({
    method: "POST",
    body,
    headers: { "content-type": "application/json", authorization },
  });

  rule("OAUTHBODYHASH-3.2-1", "hands on the body where its hash is sent, and leaves it to be read", async () => {
    const { asked, context } = await find(json('{"a":1}'));
    assert.equal(Buffer.from(asked?.body ?? "").toString(), '{"a":1}');
    assert.isUndefined(asked?.form);
    assert.equal(context.req.read().toString(), '{"a":1}');
  });

  it("leaves the body alone where no hash is sent, however long it is", async () => {
    const { asked, context } = await find(json("x".repeat(99), SIGNATURE));
    assert.equal(asked?.body, "");
    assert.equal(context.req.readableLength, 99);
  });

  it("reads the hash of an empty body from a request that has none", async () => {
    const { asked } = await find({ headers: { authorization: HASHED } });
    assert.lengthOf(asked?.body ?? "-", 0);
  });

  it("believes the text that a parser in front has kept", async () => {
    const reader = recordingReader();
    const context = contextOf(json("xx"));
    Object.assign(context.request, { rawBody: "kept", body: {} });
    await findSigned(context, { signed: reader, origin: undefined, bearer: undefined, longestBody: 10 });
    assert.equal(reader.asked[0]?.body, "kept");
  });

  for (const [what, parts, status] of [
    ["a hashed body that is too long", json("x".repeat(11)), 413],
    ["a form that is too long", signedForm(`a=${"x".repeat(65_536)}`, { headers: { authorization: SIGNATURE } }), 413],
    [
      "a compressed form",
      signedForm("", { body: gzipSync("a=b"), headers: { "content-encoding": "gzip", authorization: SIGNATURE } }),
      415,
    ],
    [
      "a compressed body that is hashed",
      { ...json(gzipSync("")), headers: { "content-encoding": "br", authorization: HASHED } },
      415,
    ],
  ] as const satisfies readonly (readonly [string, RequestParts, number])[]) {
    rule("RFC5849-4.10-2", `refuses ${what} with ${status}`, () =>
      assertRefused(() => find(parts), { code: "parameter_rejected", status }),
    );
  }

  for (const [what, body, headers] of [
    ["too long", `oauth_signature=x&a=${"x".repeat(65_536)}`, {}],
    ["compressed", gzipSync("oauth_signature=x"), { "content-encoding": "gzip" }],
  ] as const) {
    it(`leaves a form to the application that is ${what}, where nothing else says that it is signed`, async () => {
      const { found, context } = await find(signedForm("", { body, headers }));
      assert.isUndefined(found);
      assert.equal(context.req.readableLength, body.length);
      assert.isFalse(context.res.hasHeader("Connection"));
    });
  }

  it("leaves a form to the application that was read before, and throws TypeError where the request is signed", async () => {
    const spent = async (authorization: Readonly<Record<string, string>>) => {
      const context = contextOf(signedForm("a=b", { headers: authorization }));
      await context.req.resume().toArray();
      return findSigned(context, { signed: recordingReader(), origin: undefined, bearer: undefined, longestBody: 10 });
    };
    assert.isUndefined(await spent({}));
    assert.instanceOf(await thrownBy(() => spent({ authorization: SIGNATURE })), TypeError);
  });
});
