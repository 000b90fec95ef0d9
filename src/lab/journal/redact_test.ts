import { assert } from "chai";
import { assert as forAll, constantFrom, property, string, stringMatching } from "fast-check";
import type { Parameter } from "./entry.ts";
import { marksUnder } from "./marks.ts";
import {
  isJsonType,
  pick,
  redactAddress,
  redactBody,
  redactJson,
  redactParameter,
  redactParameters,
  redactText,
  toldJwt,
} from "./redact.ts";

const mark = marksUnder(Buffer.alloc(32, "redact"));
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const JWT = `${part({ alg: "ES256", kid: "k" })}.${part({ sub: "me", code: "hidden" })}.c2lnbmF0dXJl`;
const TOKEN = `ts_at_${"a".repeat(57)}`;

/** Every name of what is secret in any of the specifications that the provider has. */
const SECRETS = [
  "code",
  "code_verifier",
  "access_token",
  "refresh_token",
  "token",
  "client_secret",
  "client_assertion",
  "assertion",
  "password",
  "device_code",
  "user_code",
  "registration_access_token",
  "oauth_token",
  "oauth_token_secret",
  "oauth_verifier",
  "oauth_signature",
  "request",
  "response",
  "software_statement",
  "csrf",
  "next",
] as const;

/** What a judge has to see as it was. */
const SHOWN = [
  "state",
  "nonce",
  "code_challenge",
  "code_challenge_method",
  "redirect_uri",
  "scope",
  "client_id",
  "grant_type",
  "response_type",
  "token_type_hint",
  "token_type",
  "oauth_nonce",
  "oauth_timestamp",
  "oauth_callback",
  "iss",
  "error",
  "interval",
  "expires_in",
] as const;

describe("redactParameters()", () => {
  for (const name of SECRETS) {
    it(`marks ${name}`, () => {
      assert.deepEqual(redactParameters(`${name}=a%20secret`, mark), [[name, mark("a secret")]]);
    });
  }

  for (const name of SHOWN) {
    it(`shows ${name}`, () => {
      assert.deepEqual(redactParameters(`${name}=a+value`, mark), [[name, "a value"]]);
    });
  }

  it("keeps the order, what stands there twice, what is empty, and what is not encoded well", () => {
    assert.deepEqual(redactParameters("b=1&a=&b=2&=x&c=%zz", mark), [
      ["b", "1"],
      ["a", ""],
      ["b", "2"],
      ["", "x"],
      ["c", "%zz"],
    ]);
  });

  it("keeps no more than 250 of them, and 16 KiB of each", () => {
    assert.lengthOf(redactParameters("a=1&".repeat(1_000), mark), 250);
    const [[, long] = ["", ""]] = redactParameters(`a=${"x".repeat(20_000)}`, mark);
    assert.isBelow(long.length, 16_500);
    assert.match(long, /… \[3616 more characters\]$/);
  });

  it("marks a JWT and a token of ours under whatever name", () => {
    assert.deepEqual(redactParameters(`odd=${JWT}&other=x-${TOKEN}`, mark), [
      ["odd", mark(JWT)],
      ["other", `x-${mark(TOKEN)}`],
    ]);
  });
});

describe("redactParameter()", () => {
  for (const name of ["id_token", "id_token_hint", "logout_token", "response"]) {
    it(`shows the claims of ${name}, without the signature and without secrets`, () => {
      const [, shown] = redactParameter([name, JWT] satisfies Parameter, mark);
      assert.equal(shown, `${mark(JWT)} {"sub":"me","code":"${mark("hidden")}"}`);
      assert.notInclude(shown, "c2lnbmF0dXJl");
    });

    it(`marks ${name} that is no JWT`, () => {
      assert.deepEqual(redactParameter([name, "what"], mark), [name, mark("what")]);
    });
  }
});

describe("redactJson()", () => {
  it("marks what is secret at any depth, and leaves the rest as it is", () => {
    const value = { a: [{ client_secret: "x", scope: "read" }], expires_in: 5, active: true, none: null };
    assert.deepEqual(redactJson(value, mark), { ...value, a: [{ client_secret: mark("x"), scope: "read" }] });
  });

  it("marks a number that stands where a secret should, and looks into a list", () => {
    assert.deepEqual(redactJson({ access_token: 42, code: ["ts_ac_0123456789"] }, mark), {
      access_token: mark("42"),
      code: [mark("ts_ac_0123456789")],
    });
  });

  it("shows what an ID token says, and marks it", () => {
    assert.deepEqual(redactJson({ id_token: JWT }, mark), {
      id_token: { header: { alg: "ES256", kid: "k" }, claims: { sub: "me", code: mark("hidden") }, text: mark(JWT) },
    });
  });

  it("marks the private members of a key, and shows the public ones", () => {
    const key = { kty: "EC", x: "1", y: "2", kid: "a" };
    assert.deepEqual(redactJson({ keys: [{ ...key, d: "private" }] }, mark), {
      keys: [{ ...key, d: mark("private") }],
    });
  });

  it("answers the beginning of the text of what is too long, without any secret", () => {
    const shown = redactJson({ access_token: "hush", list: Array.from({ length: 9_000 }, () => "abc") }, mark);
    assert.isString(shown);
    assert.isBelow(String(shown).length, 16_500);
    assert.notInclude(String(shown), "hush");
  });

  it("stops where it is too deep", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(500)}"bottom"${"}".repeat(500)}`);
    assert.notInclude(JSON.stringify(redactJson(deep, mark)), "bottom");
  });

  for (const value of ["text", 1, null, true, []] as const) {
    it(`answers ${JSON.stringify(value)} as it is`, () => assert.deepEqual<unknown>(redactJson(value, mark), value));
  }
});

describe("redactText()", () => {
  for (const [name, text] of [
    ["broken JSON", '{"access_token":"hush-hush","expires_in":'],
    ["JSON that ends within the secret", '{"access_token":"hush-hush'],
    ["JSON with blanks", '{ "access_token" : "hush-hush" }'],
    ["JSON with members that stand twice", '{"access_token":"one","access_token":"hush-hush"}'],
    ["a form", "access_token=hush-hush&token_type=Bearer"],
    ["a form whose value is its name", "token=token&password=hush-hush"],
    ["a page", '<a href="/cb?code=hush-hush">on</a>'],
    ["a JWT in a text", `see eyJhbGciOiJub25lIn0.${Buffer.from("hush-hush").toString("base64url")}.hush-hush`],
    ["a broken JWT", `eyJhbGciOiJub25lIn0.hush-hush`],
  ] as const) {
    it(`finds the secret in ${name}`, () => assert.notInclude(redactText(text, mark), "hush-hush"));
  }

  it("leaves the rest as it is, also where a value is the name itself", () => {
    assert.equal(redactText("token=token&state=x", mark), `token=${mark("token")}&state=x`);
    assert.equal(redactText('{"code":"code","a":1', mark), `{"code":"${mark("code")}","a":1`);
    assert.equal(redactText("<html>Bad gateway</html>", mark), "<html>Bad gateway</html>");
  });

  it("finds tokens of ours wherever they stand, whole or cut off", () => {
    assert.equal(
      redactText(`x ${TOKEN} y ${TOKEN.slice(0, 30)}`, mark),
      `x ${mark(TOKEN)} y ${mark(TOKEN.slice(0, 30))}`,
    );
  });

  it("keeps 16 KiB of it", () => {
    assert.isBelow(redactText("a ".repeat(40_000), mark).length, 16_500);
  });

  it("never shows a secret, whatever stands around it", () => {
    forAll(
      property(constantFrom(...SECRETS), stringMatching(/^[A-Za-z0-9_-]{12,40}$/), string(), (name, secret, around) => {
        const json = `${JSON.stringify({ a: around })}{"${name}":"${secret}"`;
        assert.notInclude(redactText(json, mark), secret);
        assert.notInclude(redactText(`${encodeURIComponent(around)}&${name}=${secret}&x=1`, mark), secret);
      }),
    );
  });
});

describe("redactBody()", () => {
  it("reads JSON, and else takes it for text", () => {
    assert.deepEqual(redactBody('{"token":"x"}', mark), { token: mark("x") });
    assert.equal(redactBody('{"token":"x"', mark), `{"token":"${mark("x")}"`);
  });

  it("does not read what is longer than anybody needs", () => {
    const huge = `{"token":"hush-hush","pad":"${"x".repeat(100_000)}"}`;
    assert.isString(redactBody(huge, mark));
    assert.notInclude(String(redactBody(huge, mark)), "hush-hush");
  });
});

describe("redactAddress()", () => {
  for (const [name, address, shown] of [
    ["a code in the query", "https://c.test/cb?code=x&state=a%20b", `https://c.test/cb?code=${mark("x")}&state=a%20b`],
    ["a token in the fragment", "https://c.test/#access_token=x", `https://c.test/#access_token=${mark("x")}`],
    ["an address of another scheme", "com.app:/cb?code=x", `com.app:/cb?code=${mark("x")}`],
    ["one without parameters", "/interaction/abc", "/interaction/abc"],
    ["a fragment that is none", "https://c.test/cb#_=_", "https://c.test/cb#_=_"],
    ["an empty query", "https://c.test/cb?", "https://c.test/cb?"],
  ] as const) {
    it(`shows ${name}`, () => assert.equal(redactAddress(address, mark), shown));
  }
});

describe("toldJwt()", () => {
  it("tells nothing of parts that are no JSON", () => {
    assert.deepEqual(toldJwt("a.b.c", mark), { header: undefined, claims: undefined, text: mark("a.b.c") });
  });
});

describe("isJsonType()", () => {
  for (const [type, is] of [
    ["application/json", true],
    ["application/json; charset=utf-8", true],
    ["Application/JSON", true],
    ["application/jwk-set+json", true],
    ["application/jsonp", false],
    ["text/html", false],
    [undefined, false],
  ] as const) {
    it(`says ${is} for ${type}`, () => assert.equal(isJsonType(type), is));
  }
});

describe("pick()", () => {
  it("takes what is named, in whatever case, and by its name in lower case", () => {
    assert.deepEqual(pick({ "Content-Type": "a", Other: "b", n: 1 }, ["content-type", "n", "gone"]), {
      "content-type": "a",
    });
  });
});
