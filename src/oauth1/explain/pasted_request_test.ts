import { assert } from "chai";
import { array, assert as forAll, constantFrom, oneof, property, string } from "fast-check";
import { LONGEST_PASTE, parsePasted, PasteRefused } from "./pasted_request.ts";

const CURL = `* Connected to api.test (203.0.113.1) port 443
> POST /photos?size=big HTTP/2
> Host: api.test
> Content-Type: application/x-www-form-urlencoded; charset=utf-8
> Authorization: OAuth oauth_nonce="a",
>   oauth_signature="b"
>
* upload completely sent off
< HTTP/2 401
< content-type: application/json
`;

const WIRE = [
  "POST https://api.test:8443/a%20b?c=d#top HTTP/1.1",
  "Host: inside:80",
  "content-type: application/x-www-form-urlencoded",
  "",
  "title=Sea+side&tag=",
  "",
].join("\r\n");

describe("parsePasted()", () => {
  it("reads what goes over the wire", () => {
    const { received, fragment } = parsePasted(WIRE);
    assert.deepEqual(received, {
      method: "POST",
      origin: "https://api.test:8443",
      path: "/a%20b",
      query: "c=d",
      host: "inside:80",
      authorization: undefined,
      form: "title=Sea+side&tag=",
      body: "title=Sea+side&tag=",
      secure: true,
    });
    assert.equal(fragment, "top");
  });

  it("reads what curl prints, and nothing of the answer", () => {
    const { received, fragment } = parsePasted(CURL);
    assert.deepInclude(received, { method: "POST", origin: "https://api.test", path: "/photos", query: "size=big" });
    assert.equal(received.authorization, 'OAuth oauth_nonce="a", oauth_signature="b"');
    assert.isUndefined(received.form);
    assert.isUndefined(fragment);
  });

  for (const [what, text, expected] of [
    ["an address alone", "https://api.test/photos?a=b", { method: "GET", path: "/photos", query: "a=b" }],
    ["a request line without a version", "DELETE https://api.test", { method: "DELETE", path: "", query: "" }],
    ["blank lines before it", "\n\nGET https://api.test/", { path: "/" }],
    ["a byte order mark", "\uFEFFGET https://api.test/", { method: "GET" }],
    ["http, which others can read", "GET http://api.test/", { secure: false }],
    ["a server of this computer", "GET / HTTP/1.1\nHost: localhost:8000", { origin: "http://localhost:8000" }],
    ["an IPv6 address", "GET http://[::1]:8000/a", { origin: "http://[::1]:8000", path: "/a" }],
    ["capitals of a host", "GET https://API.test/", { origin: "https://API.test" }],
    [
      "a body that is no form",
      "PUT https://api.test/\nContent-Type: application/json\n\n{}",
      { form: undefined, body: "{}" },
    ],
    ["a body of several lines", "PUT https://api.test/\n\na\nb\n\n", { body: "a\nb" }],
    [
      "a type that only looks like a form's",
      "POST https://a.test/\nContent-Type: application/x-www-form-urlencoded2\n\na=b",
      { form: undefined },
    ],
    ["a header without a value", "GET https://a.test/\nHost:", { host: "" }],
  ] as const) {
    it(`reads ${what}`, () => assert.deepInclude(parsePasted(text).received, expected));
  }

  it("takes the origin that it is given before all others", () => {
    const { received } = parsePasted(WIRE, { origin: "https://public.test/" });
    assert.equal(received.origin, "https://public.test");
  });

  it("asks whose request it is only where the request line does not say", () => {
    const originFor = (host: string | undefined) => `https://${host ?? "nobody"}.test`;
    assert.equal(parsePasted("GET /", { originFor }).received.origin, "https://nobody.test");
    assert.equal(parsePasted("GET /\nHost: a", { originFor }).received.origin, "https://a.test");
    assert.equal(parsePasted(WIRE, { originFor }).received.origin, "https://api.test:8443");
  });

  for (const [what, text, says] of [
    ["nothing", "", "its first line"],
    ["a sentence", "Please help me with this", "its first line"],
    ["an answer", "HTTP/1.1 401 Unauthorized", "its first line"],
    ["no address of a server", "GET / HTTP/1.1", "for which server"],
    ["an address that begins with nothing known", "GET photos HTTP/1.1\nHost: a.test", "begins neither"],
    ["a line that is no header", "GET / HTTP/1.1\nHost: a.test\noops", "line 3"],
    ["a header with a blank in its name", "GET / HTTP/1.1\nHost : a.test", "line 2"],
    ["too much", "x".repeat(LONGEST_PASTE + 1), "more than"],
    ["a host with blanks", "GET / HTTP/1.1\nHost: a b", "address of the server"],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => parsePasted(text), PasteRefused, says));
  }

  for (const origin of ["api.test", "https://api.test/path", "ftp://api.test", "https://"]) {
    it(`refuses the origin '${origin}'`, () => {
      assert.throws(() => parsePasted(WIRE, { origin }), PasteRefused, "address of the server");
    });
  }

  it("throws nothing else, whatever is pasted", () => {
    const piece = oneof(
      string({ unit: "binary" }),
      constantFrom("GET ", "/", "\n", "\r\n", ": ", "> ", "https://a", "Host: a", "?", "#", "\n\n"),
    );
    forAll(
      property(array(piece, { maxLength: 12 }), (pieces) => {
        try {
          assert.isString(parsePasted(pieces.join("")).received.path);
        } catch (error) {
          assert.instanceOf(error, PasteRefused);
        }
      }),
      { numRuns: 500 },
    );
  });
});
