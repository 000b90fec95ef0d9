import { assert } from "chai";
import { describe, it } from "mocha";
import { beyond, rule } from "../../conformance/support/rule.ts";
import type { SignOptions } from "../support/oauth1.ts";
import {
  apiRequest,
  assertProblem,
  type OnTheWire,
  sendSigned,
  type SignedServer,
  signedServer,
  TARGETS,
  temporaryRequest,
} from "./oauth1_server.ts";

const FORM = "application/x-www-form-urlencoded";

let server: SignedServer;

before(async () => {
  // What is refused is explained, too, and nothing secret is told by that.
  server = await signedServer({ OAUTH1_EXPLAIN: "on" });
});
after(() => server.stop());
afterEach(async () => assert.equal((await fetch(`${server.url}/health`)).status, 200));

/** Bends the header field that says by whom a request is signed. */
function header(bend: (text: string) => string): (wire: OnTheWire) => OnTheWire {
  return (wire) => ({
    ...wire,
    headers: { ...wire.headers, authorization: bend(wire.headers["authorization"] ?? "") },
  });
}

function adding(text: string): (wire: OnTheWire) => OnTheWire {
  return header((said) => `${said}${text}`);
}

function query(text: string): (wire: OnTheWire) => OnTheWire {
  return (wire) => ({ ...wire, target: `${wire.target}?${text}` });
}

function form(body: string): (wire: OnTheWire) => OnTheWire {
  return (wire) => ({
    ...wire,
    method: wire.method === "GET" ? "PUT" : wire.method,
    body,
    headers: { ...wire.headers, "content-type": FORM },
  });
}

/** The header field's parameters in the lower case of hexadecimal digits. */
function lowerCased(text: string): string {
  return text.replaceAll(/%[0-9A-F]{2}/g, (encoded) => encoded.toLowerCase());
}

const rejected = [400, "parameter_rejected"] as const;
const absent = [400, "parameter_absent"] as const;
const invalid = [401, "signature_invalid"] as const;

/** What happens to requests after they were signed. */
const TORN: readonly (readonly [
  id: string,
  name: string,
  bend: (wire: OnTheWire) => OnTheWire,
  expected: readonly [number, string],
])[] = [
  ["RFC5849-3.5.1-3", "values without quotes", header((text) => text.replaceAll('"', "")), rejected],
  ["RFC5849-3.5.1-3", "values in single quotes", header((text) => text.replaceAll('"', "'")), rejected],
  ["RFC5849-3.5.1-3", "a quote that does not end", header((text) => text.slice(0, -1)), rejected],
  ["RFC5849-3.5.1-3", "a name without a value", adding(", oauth_extra"), rejected],
  ["RFC5849-3.5.1-3", "a value without a name", adding(', ="x"'), rejected],
  ["RFC5849-3.5.1-3", "something behind a value", adding("x"), rejected],
  ["RFC5849-3.5.1-3", "a colon where = belongs", header((text) => text.replace("=", ":")), rejected],
  ["RFC5849-3.5.1-4", "no commas", header((text) => text.replaceAll(",", " ")), rejected],
  ["RFC5849-3.5.1-4", "semicolons for commas", header((text) => text.replaceAll(",", ";")), rejected],
  ["RFC5849-3.5.1-2", "percent signs that mean nothing", adding(', a="%zz"'), rejected],
  ["RFC5849-3.5.1-2", "percent-encoding that breaks off", adding(', a="%2"'), rejected],
  ["RFC5849-3.5.1-2", "bytes that are no UTF-8", adding(', a="%FF"'), rejected],
  ["RFC5849-3.5.1-2", "half of a character", adding(', a="%ED%A0%80"'), rejected],
  ["RFC5849-3.5.1-2", "a name that is no UTF-8", adding(', %FF="a"'), rejected],
  ["RFC5849-3.5.1-2", "raw letters beyond ASCII", adding(', a="ü"'), rejected],
  ["RFC5849-3.1-9", "a second nonce", adding(', oauth_nonce="other"'), rejected],
  ["RFC5849-3.1-9", "the same version once more", adding(', oauth_version="1.0"'), rejected],
  ["RFC5849-3.1-9", "a second signature", adding(', oauth_signature="eA%3D%3D"'), rejected],
  ["RFC5849-3.1-9", "a name twice, once encoded", adding(', oauth%5Fnonce="other"'), rejected],
  ["RFC5849-3.5.1-3", "a second realm", header((text) => `${text}, realm="a", realm="b"`), rejected],
  ["RFC5849-3.5-1", "a nonce in the query as well", query("oauth_nonce=other"), rejected],
  ["RFC5849-3.5-1", "a nonce in the form as well", form("oauth_nonce=other"), rejected],
  ["RFC5849-3.5-1", "a parameter in the query that begins like one of ours", query("oauth_=1"), rejected],
  ["RFC5849-3.4.1.3.1-1", "a query that was not signed", query("a=b"), invalid],
  ["RFC5849-3.4.1.3.1-3", "a form that was not signed", form("a=b"), invalid],
  ["RFC5849-3.4.1.3.1-2", "a parameter in the header field that was not signed", adding(', a="b"'), invalid],
  ["RFC5849-3.4.1.3.1-6", "a query that is no UTF-8", query("a=%FF"), rejected],
  ["RFC5849-3.4.1.3.1-6", "a query with broken percent-encoding", query("a=%zz"), rejected],
  ["RFC5849-4.10-2", "201 parameters in the query", query("a&".repeat(201)), rejected],
  ["RFC5849-4.10-2", "201 parameters in the form", form("a&".repeat(201)), rejected],
  ["RFC5849-4.10-2", "10,000 parameters in the form", form("a=b&".repeat(10_000)), rejected],
  ["RFC5849-3.2-11", "nothing but the scheme", header(() => "OAuth"), absent],
  ["RFC5849-3.2-11", "nothing but a realm", header(() => 'OAuth realm="Photos"'), absent],
  ["RFC5849-3.2-11", "nothing but commas", header(() => "OAuth ,,, ,"), absent],
  ["RFC5849-3.4.1.1-1", "the signature of another method", (wire) => ({ ...wire, method: "DELETE" }), invalid],
];

for (const [target, right] of TARGETS) {
  describe(`a request to ${target} that was bent after it was signed`, () => {
    for (const [id, name, bend, expected] of TORN) {
      // Elsewhere there is no other method, which is told before anything is read.
      if (name.includes("another method") && target !== "the API") continue;
      rule(id, `is refused with ${expected.join(" ")}: ${name}`, async () => {
        const started = performance.now();
        assertProblem(server, await sendSigned(server, await right(server), bend), expected);
        assert.isBelow(performance.now() - started, 2_000);
      });
    }
  });
}

/** What means the same as before. */
const SAME: readonly (readonly [id: string, name: string, bend: (wire: OnTheWire) => OnTheWire])[] = [
  ["RFC5849-3.5.1-1", "the scheme in capitals", header((text) => text.replace("OAuth", "OAUTH"))],
  ["RFC5849-3.5.1-1", "the scheme in lower case", header((text) => text.replace("OAuth", "oauth"))],
  ["RFC5849-3.5.1-4", "tabs and spaces between parameters", header((text) => text.replaceAll(", ", " \t ,\t "))],
  ["RFC5849-3.5.1-4", "no spaces between parameters", header((text) => text.replaceAll(", ", ","))],
  ["RFC5849-3.5.1-4", "a comma at the end", adding(", ")],
  ["RFC5849-3.6-4", "lower-case hexadecimal digits", header(lowerCased)],
  ["RFC5849-3.6-2", "a tilde that is encoded", header((text) => text.replaceAll("~", "%7E"))],
  ["RFC5849-3.4.1.3.1-2", "a realm, which is not signed", adding(', realm="Photos"')],
  ["RFC5849-3.4.1.3.1-2", "a realm with quotes", adding(', realm="The \\"best\\" photos"')],
  ["RFC5849-3.4.1.3.1-2", "an empty realm", adding(', realm=""')],
  ["RFC5849-3.4.1.3.1-2", "a realm in capitals", adding(', REALM="Photos"')],
  ["RFC5849-3.4.1.2-2", "the host in capitals", hostInCapitals],
];

function hostInCapitals(wire: OnTheWire): OnTheWire {
  return { ...wire, headers: { ...wire.headers, host: (wire.headers["host"] ?? "").toUpperCase() } };
}

/** Queries of all kinds, signed as they stand. */
const QUERIES: readonly (readonly [id: string, name: string, query: string])[] = [
  ["RFC5849-3.6-2", "a bare tilde", "a=~"],
  ["RFC5849-3.6-2", "an encoded tilde", "a=%7E"],
  ["RFC5849-3.4.1.3.1-6", "a plus that is a space", "a=b+c"],
  ["RFC5849-3.6-3", "an encoded space", "a=b%20c"],
  ["RFC5849-3.4.1.3.1-6", "an encoded plus", "a=b%2Bc"],
  ["RFC5849-3.6-1", "letters beyond ASCII", "%C3%BC=%E2%82%AC&g=%F0%9D%84%9E"],
  ["RFC5849-3.6-4", "lower-case hexadecimal digits", "a=%e2%82%ac%3d"],
  ["RFC5849-3.4.1.3.2-3", "an empty value", "a="],
  ["RFC5849-3.4.1.3.2-3", "a name alone", "a"],
  ["RFC5849-3.4.1.3.2-3", "an empty name", "=a"],
  ["RFC5849-3.4.1.3.2-4", "ampersands with nothing between", "&&a=b&&"],
  ["RFC5849-3.4.1.3.2-2", "a name with several values", "a=2&a=10&a=1"],
  [
    "RFC5849-3.4.1.3.2-2",
    "names that sort otherwise when they are encoded",
    "a%2B=1&a=1&a-=1&a0=1&A=1&%EF%BF%BD=1&%F0%90%80%80=1",
  ],
  ["RFC5849-3.6-3", "all that must be escaped", "a=%21%2A%27%28%29%3B%3A%40%26%3D%24%2C%2F%3F%25%23%5B%5D"],
  ["RFC5849-3.4.1.3.1-1", "what other servers read as lists", "a[]=1&a[b]=2&c.d=3"],
  ["RFC5849-3.4.1.3.1-1", "names that every object has", "__proto__=1&constructor=2&toString=3"],
  ["RFC5849-3.4.1.3.1-1", "NUL and line breaks", "a=%00&b=%0D%0A"],
];

describe("a signed call that is unusual and right", () => {
  for (const [id, name, bend] of SAME) {
    rule(id, `is answered: ${name}`, async () => {
      const options = { ...apiRequest(server), nonce: `~${name}~` };
      const answer = await sendSigned(server, options, bend);
      assert.equal(answer.status, 200, answer.body);
    });
  }

  for (const [id, name, said] of QUERIES) {
    rule(id, `is answered: ${name} in the query`, async () => {
      const { url, ...options } = apiRequest(server);
      const answer = await sendSigned(server, { ...options, url: `${String(url)}?${said}` });
      assert.equal(answer.status, 200, answer.body);
    });
  }

  for (const place of ["header", "query"] as const) {
    rule("RFC5849-3.5.3-1", `is answered with its signature in the ${place}`, async () => {
      assert.equal((await sendSigned(server, { ...apiRequest(server), place })).status, 200);
    });
  }
});

/** Requests for temporary credentials whose body is no form, or an odd one. */
function temporary(changes: Partial<SignOptions>): SignOptions {
  return { ...temporaryRequest(server), ...changes };
}

describe("a body of a signed request", () => {
  rule("RFC5849-3.4.1.3.1-3", "counts when it comes in chunks", async () => {
    const answer = await sendSigned(server, temporary({ form: { a: "b" } }), (wire) => ({
      ...wire,
      headers: { ...wire.headers, "transfer-encoding": "chunked" },
      body: `1\r\na\r\n2\r\n=b\r\n0\r\n\r\n`,
    }));
    assert.equal(answer.status, 200, answer.body);
  });

  rule("RFC5849-3.5.2-1", "counts with a charset beside its type, whatever its case", async () => {
    const type = "Application/X-WWW-Form-URLEncoded; charset=UTF-8";
    const answer = await sendSigned(server, temporary({ place: "form", headers: { "content-type": type } }));
    assert.equal(answer.status, 200, answer.body);
  });

  for (const [name, type] of [
    ["several parts", "multipart/form-data; boundary=x"],
    ["plain text", "text/plain"],
    ["JSON", "application/json"],
    ["a type that only begins like a form's", `${FORM}x`],
  ] as const) {
    rule("RFC5849-3.5.2-1", `does not say who signed when it is ${name}`, async () => {
      const answer = await sendSigned(server, temporary({ place: "form", headers: { "content-type": type } }));
      assert.equal(answer.status, 400, answer.body);
      assert.notInclude(answer.body, "oauth_token");
    });
  }

  rule("OAUTHBODYHASH-4.2-2", "is refused when it is a form and has a hash as well", async () => {
    const answer = await sendSigned(server, temporary({ form: { a: "b" }, bodyHash: true }));
    assertProblem(server, answer, rejected);
  });

  rule("OAUTHBODYHASH-4.2-3", "needs no hash", async () => {
    assert.equal((await sendSigned(server, temporary({ bodyHash: false }))).status, 200);
  });

  rule("OAUTHBODYHASH-3.2-1", "may have the hash of nothing where there is none", async () => {
    assert.equal((await sendSigned(server, { ...apiRequest(server), bodyHash: true })).status, 200);
  });

  beyond("RFC5849-4.10-2", "is not read on beyond 64 KiB", async () => {
    const answer = await sendSigned(server, temporary({}), form(`a=${"b".repeat(70_000)}`));
    assert.equal(answer.status, 413, answer.body);
  });
});

describe("a signed request that HTTP itself does not let through", () => {
  for (const [name, bend, status] of [
    ["a header field of 64 KiB", adding(`, a="${"b".repeat(65_536)}"`), 431],
    ["10,000 parameters in its address", query("a=b&".repeat(10_000)), 431],
    ["NUL in its header field", adding(', a="\0"'), 400],
  ] as const) {
    it(`gets ${status}: ${name}`, async () => {
      assert.equal((await sendSigned(server, apiRequest(server), bend)).status, status);
    });
  }

  it("gets no credentials by HEAD or OPTIONS", async () => {
    for (const method of ["HEAD", "OPTIONS"]) {
      const answer = await sendSigned(server, { ...temporaryRequest(server), method });
      assert.isBelow(answer.status, 500);
      assert.notInclude(answer.body, "oauth_token");
    }
  });

  for (const [name, bend, status] of [
    ["the right one first", adding('\r\nAuthorization: OAuth realm="second"'), 200],
    ["the right one second", header((text) => `OAuth realm="first"\r\nAuthorization: ${text}`), 400],
  ] as const) {
    it(`is read by the first of two header fields: ${name}`, async () => {
      assert.equal((await sendSigned(server, apiRequest(server), bend)).status, status);
    });
  }
});
