import { assert } from "chai";
import { anything, assert as forAll, dictionary, property, string } from "fast-check";
import { isSecretName, REDACTED, redact } from "./mod.ts";

const SECRET = "hunter2-hunter2";

describe("redact()", () => {
  for (const name of [
    "password",
    "client_secret",
    "clientSecret",
    "Client-Secret",
    "token",
    "access_token",
    "refresh_token",
    "id_token",
    "code",
    "code_verifier",
    "client_assertion",
    "Authorization",
    "cookie",
    "Set-Cookie",
    "csrf_token",
  ]) {
    it(`hides what stands under ${name}`, () => {
      assert.deepEqual(redact({ [name]: SECRET }), { [name]: REDACTED });
    });
  }

  it("hides whole objects and lists under such a name", () => {
    assert.deepEqual(redact({ cookies: [SECRET], token: { text: SECRET } }), { cookies: REDACTED, token: REDACTED });
  });

  it("keeps whether a secret was there at all", () => {
    const fields = { password: undefined, token: null, code: false };
    assert.deepEqual(redact(fields), fields);
  });

  it("keeps everything else as it is", () => {
    const fields = { client: "abc", status: 200, ok: true, none: null, list: [1, { two: 2 }] };
    assert.deepEqual(redact(fields), fields);
  });

  it("changes nothing in what it is given", () => {
    const fields = { inner: { password: SECRET } };
    redact(fields);
    assert.deepEqual(fields, { inner: { password: SECRET } });
  });

  it("looks into lists, maps and sets", () => {
    const inner = { password: SECRET };
    const fields = { list: [inner], map: new Map([["password", SECRET]]), set: new Set([inner]) };
    const hidden = { password: REDACTED };
    assert.deepEqual(redact(fields), { list: [hidden], map: hidden, set: [hidden] });
  });

  it("writes dates, bytes and big numbers as text", () => {
    const fields = { at: new Date(0), never: new Date(Number.NaN), key: new Uint8Array(32), big: 7n };
    const expected = { at: "1970-01-01T00:00:00.000Z", never: "[no date]", key: "[32 bytes]", big: "7" };
    assert.deepEqual(redact(fields), expected);
  });

  it("ends in a value that holds itself", () => {
    const fields: Record<string, unknown> = { name: "loop" };
    fields["self"] = fields;
    assert.include(JSON.stringify(redact(fields)), "[deep]");
  });

  it("writes six levels and no more", () => {
    const fields = { a: { b: [{ c: new Map([["d", { e: 1, list: [1] }]]) }] } };
    assert.deepEqual(redact(fields), { a: { b: [{ c: { d: { e: 1, list: "[deep]" } } }] } });
    assert.deepEqual(redact({ c: fields.a.b[0] }), { c: { c: { d: { e: 1, list: [1] } } } });
  });

  it("cuts lists after a hundred values", () => {
    assert.lengthOf(redact({ list: Array.from({ length: 5000 }).fill(1) })["list"] as unknown[], 100);
  });

  it("sets no prototype", () => {
    const fields = JSON.parse('{"__proto__":{"admin":true}}') as Record<string, unknown>;
    assert.isUndefined(redact(fields)["admin"]);
  });

  describe("properties", () => {
    it("answers for any fields, in a form that JSON can write", () => {
      forAll(property(dictionary(string(), anything()), (fields) => assert.isString(JSON.stringify(redact(fields)))));
    });

    it("hides a password at any depth", () => {
      forAll(
        property(dictionary(string(), anything(), { maxKeys: 3 }), string(), (fields, name) => {
          const written = JSON.stringify(redact({ ...fields, [name]: { deeper: [{ password: SECRET }] } }));
          assert.notInclude(written, SECRET);
        }),
      );
    });
  });
});

describe("redact() of errors", () => {
  it("keeps kind, message, stack and a driver's code, and nothing else", () => {
    const error = Object.assign(new TypeError("Broken"), { code: "23505", command: { args: [SECRET] } });
    assert.deepEqual(redact({ error }), {
      error: { type: "TypeError", message: "Broken", stack: error.stack, code: "23505" },
    });
  });

  it("leaves out a code that is no word", () => {
    const error = Object.assign(new Error("Broken"), { code: { args: [SECRET] } });
    assert.notProperty(redact({ error })["error"], "code");
  });

  it("follows causes", () => {
    const error = new Error("Outer", { cause: new RangeError("Inner") });
    assert.deepInclude(JSON.parse(JSON.stringify(redact({ error }))).error.cause, {
      type: "RangeError",
      message: "Inner",
    });
  });

  it("lists the errors of an aggregate", () => {
    const error = new AggregateError([new TypeError("One")], "All failed");
    assert.equal(JSON.parse(JSON.stringify(redact({ error }))).error.errors[0].message, "One");
  });

  it("ends in an error that is its own cause", () => {
    const error = new Error("Loop");
    error.cause = error;
    assert.include(JSON.stringify(redact({ error })), "[deep]");
  });
});

describe("isSecretName()", () => {
  it("knows a name however it is written, and no other", () => {
    assert.deepEqual(["clientSecret", "Client-Secret", "client_secret"].map(isSecretName), [true, true, true]);
    assert.deepEqual(["oauth_token", "client_id", ""].map(isSecretName), [false, false, false]);
  });
});
