import { assert } from "chai";
import {
  array,
  assert as forAll,
  constantFrom,
  dictionary,
  integer,
  property,
  record,
  string,
  tuple,
} from "fast-check";
import { VERSION } from "../../platform/mod.ts";
import { anyEntry } from "./_entries_test.ts";
import { PLACES } from "./entry.ts";
import { harOf } from "./har.ts";

const NAMED = { name: "string", value: "string" } as const;

/** The members that HAR 1.2 demands, and their types; a list of one = a list of such. */
const SCHEMA = {
  log: {
    version: "string",
    creator: { name: "string", version: "string" },
    entries: [
      {
        startedDateTime: "string",
        time: "number",
        request: {
          method: "string",
          url: "string",
          httpVersion: "string",
          cookies: [NAMED],
          headers: [NAMED],
          queryString: [NAMED],
          headersSize: "number",
          bodySize: "number",
        },
        response: {
          status: "number",
          statusText: "string",
          httpVersion: "string",
          cookies: [NAMED],
          headers: [NAMED],
          content: { size: "number", mimeType: "string", text: "string" },
          redirectURL: "string",
          headersSize: "number",
          bodySize: "number",
        },
        cache: {},
        timings: { send: "number", wait: "number", receive: "number" },
      },
    ],
  },
} as const;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Fails where a value has not the shape of a schema. */
function assertShape(value: unknown, shape: unknown, path: string): void {
  if (typeof shape === "string") {
    assert.typeOf(value, shape, path);
    return;
  }
  if (Array.isArray(shape)) {
    assert.isArray(value, path);
    for (const [at, one] of (value as unknown[]).entries()) assertShape(one, shape[0], `${path}[${at}]`);
    return;
  }
  assert(isObject(value), path);
  for (const [name, inner] of Object.entries(shape as object)) assertShape(value[name], inner, `${path}.${name}`);
}

function onlyEntry(har: unknown): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const { log } = har as { readonly log: { readonly entries: readonly never[] } };
  assert.lengthOf(log.entries, 1);
  return log.entries[0]!;
}

describe("harOf()", () => {
  it("has every member that HAR 1.2 demands, of its type, for any journal", () => {
    const text = string({ maxLength: 8 });
    const pairs = array(tuple(text, text), { maxLength: 3 });
    const entries = record({
      place: constantFrom(...PLACES),
      status: constantFrom(0, 200, 303, 401, 503, 999),
      took: integer({ min: 0, max: 90_000 }),
      query: pairs,
      fragment: pairs,
      form: pairs,
      headers: dictionary(text, text),
      reply_headers: dictionary(text, text),
    });
    forAll(
      property(array(entries, { maxLength: 3 }), (parts) => {
        const har = JSON.parse(JSON.stringify(harOf(parts.map((part) => anyEntry(part)))));
        assertShape(har, SCHEMA, "har");
        assert.lengthOf(har.log.entries, parts.length);
      }),
    );
  });

  it("is of version 1.2, and says who made it", () => {
    assert.deepInclude((harOf([]) as { log: object }).log, {
      version: "1.2",
      creator: { name: "Touchstone", version: VERSION },
      entries: [],
    });
  });

  it("has the times in ISO 8601 and in milliseconds", () => {
    const entry = onlyEntry(harOf([anyEntry({ at: 1_767_225_600_123, took: 45 })]));
    const { startedDateTime: start, time } = entry as Readonly<Record<string, unknown>>;
    assert.deepEqual([start, time], ["2026-01-01T00:00:00.123Z", 45]);
    assert.deepEqual(entry["timings"], { send: 0, wait: 45, receive: 0 });
  });

  it("puts query and fragment into the address, encoded, and lists the query", () => {
    const { request } = onlyEntry(
      harOf([anyEntry({ url: "https://c.test/cb", query: [["a b", "1&2"]], fragment: [["c", "#"]] })]),
    );
    assert.equal(request!["url"], "https://c.test/cb?a%20b=1%262#c=%23");
    assert.deepEqual(request!["queryString"], [{ name: "a b", value: "1&2" }]);
    assert.notProperty(request, "postData");
  });

  it("has a form as parameters and as text", () => {
    const { request } = onlyEntry(harOf([anyEntry({ method: "POST", form: [["grant_type", "x y"]] })]));
    assert.deepEqual(request!["postData"], {
      mimeType: "application/x-www-form-urlencoded",
      params: [{ name: "grant_type", value: "x y" }],
      text: "grant_type=x%20y",
    });
  });

  it("has a JSON body as text", () => {
    const { request } = onlyEntry(harOf([anyEntry({ method: "POST", body: { client_name: "é" } })]));
    assert.deepInclude(request!["postData"], { mimeType: "application/json", text: '{"client_name":"é"}' });
  });

  it("has the answer as text, its size in bytes, and its type", () => {
    const { response } = onlyEntry(
      harOf([anyEntry({ reply: { name: "é" }, reply_headers: { "content-type": "application/json" } })]),
    );
    assert.deepEqual(response!["content"], { size: 13, mimeType: "application/json", text: '{"name":"é"}' });
  });

  for (const [status, text] of [
    [404, "Not Found"],
    [299, ""],
    [0, ""],
  ] as const) {
    it(`says '${text}' for ${status}`, () => {
      const { response } = onlyEntry(harOf([anyEntry({ status })]));
      assert.deepInclude(response, { status, statusText: text });
    });
  }

  it("tells where it redirects, and when the connection was dropped", () => {
    const { response } = onlyEntry(
      harOf([anyEntry({ reply_headers: { location: "https://c.test/" }, dropped: true })]),
    );
    assert.deepInclude(response, { redirectURL: "https://c.test/", comment: "The connection was dropped" });
  });

  for (const [name, part, comment] of [
    ["the place alone", { place: "jwks" }, "jwks"],
    ["the faults", { faults: ["a", "b"] }, "token; faults: a, b"],
    ["the rule", { rule: "RFC6749-5.2-1" }, "token; refused for RFC6749-5.2-1"],
    ["a broken fault", { broken: "a" }, "token; the fault a is broken"],
  ] as const) {
    it(`comments on ${name}`, () => {
      const { comment: said } = onlyEntry(harOf([anyEntry(part)])) as Readonly<Record<string, unknown>>;
      assert.equal(said, comment);
    });
  }
});
