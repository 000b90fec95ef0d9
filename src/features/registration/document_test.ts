import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { memberOf, readDocument } from "./document.ts";

describe("readDocument()", () => {
  it("reads one object, and keeps a member called __proto__ as one like others", () => {
    assert.deepEqual(readDocument({ body: ' {"a":[1,{"b":null}]}\n' }), { a: [1, { b: null }] });
    const document = readDocument({ body: '{"__proto__":{"scope":"x"}}' });
    assert.isUndefined(memberOf(document, "scope"));
    assert.deepEqual(Object.keys(document), ["__proto__"]);
  });

  for (const body of ["", " ", "{", "[]", "1", "null", '"a"', "{}{}", "\ufeff{}", "{'a':1}", '{"a":1,"a":1}', "\0"]) {
    rule("RFC7591-3-2", `refuses '${body}'`, async () =>
      assertRefused(() => readDocument({ body }), { code: "invalid_request", rule: "RFC7591-3-2" }),
    );
  }

  it("takes ten levels and no more, however many members there are", async () => {
    const nested = (depth: number): string => `{"a":${"[".repeat(depth)}1${"]".repeat(depth)}}`;
    readDocument({ body: nested(9) });
    readDocument({ body: JSON.stringify({ a: Array.from({ length: 1_000 }, () => [[[]]]) }) });
    for (const depth of [10, 30_000])
      await assertRefused(() => readDocument({ body: nested(depth) }), {
        code: "invalid_client_metadata",
        says: "deep",
      });
  });

  for (const text of ["\\u0000", "\\ud800", "\\udc00x", "\\ud83d\\ud83d"]) {
    it(`refuses a text that no database holds: ${text}`, async () => {
      for (const body of [`{"a":"${text}"}`, `{"${text}":1}`, `{"a":[{"b":["${text}"]}]}`])
        await assertRefused(() => readDocument({ body }), { code: "invalid_client_metadata", says: "NUL" });
    });
  }

  it("takes what only looks like it", () => {
    for (const text of ["\\\\u0000", "\\ud83d\\ude00", "😀", "\\u0001"]) readDocument({ body: `{"a":"${text}"}` });
  });
});

describe("memberOf()", () => {
  it("takes null, what is missing and what every object has for not sent", () => {
    const document = { sent: 0, nothing: null, empty: "" };
    assert.equal(memberOf(document, "sent"), 0);
    assert.equal(memberOf(document, "empty"), "");
    for (const name of ["nothing", "missing", "toString", "constructor", "__proto__"])
      assert.isUndefined(memberOf(document, name), name);
  });
});
