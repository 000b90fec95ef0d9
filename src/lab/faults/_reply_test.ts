import { assert } from "chai";
import { empty, html, json, jwt, raw, redirect, type Reply } from "../../protocol/mod.ts";
import { membersOf, sameButRaw, textOf, withMembers, withoutMember } from "./_reply.ts";

const UNCHANGED: readonly (readonly [string, Reply])[] = [
  ["an error", json(400, { error: "invalid_grant" })],
  ["a JWT", jwt(200, "e30.e30.")],
  ["a list", json(200, [1])],
  ["a page", html(200, "<p>")],
  ["a raw answer", raw(200, "{}")],
];

describe("withMembers()", () => {
  it("changes the members of a success and keeps its header fields", () => {
    const reply = json(200, { one: 1 }, { "Cache-Control": "no-store" });
    assert.deepEqual(
      withMembers(reply, (members) => ({ ...members, two: 2 })),
      json(200, { one: 1, two: 2 }, { "Cache-Control": "no-store" }),
    );
  });

  for (const [what, reply] of UNCHANGED) {
    it(`leaves ${what} as it is`, () =>
      assert.strictEqual(
        withMembers(reply, () => ({ two: 2 })),
        reply,
      ));
  }

  it("answers the very same where the members are the very same", () => {
    const reply = json(200, { one: 1 });
    assert.strictEqual(
      withMembers(reply, (members) => withoutMember(members, "two")),
      reply,
    );
  });
});

describe("textOf()", () => {
  for (const [reply, text] of [
    [json(200, { one: 1 }), '{"one":1}'],
    [jwt(200, "e30.e30."), "e30.e30."],
    [html(200, "<p>"), "<p>"],
    [raw(200, "raw"), "raw"],
    [empty(204), ""],
    [redirect("/"), ""],
  ] as const) {
    it(`reads '${text}' from an answer of the kind ${reply.kind}`, () => assert.equal(textOf(reply), text));
  }
});

describe("sameButRaw()", () => {
  it("keeps status, text and header fields, and takes other ones before them", () => {
    const reply = sameButRaw(json(400, { error: "no" }, { Pragma: "no-cache" }), {
      headers: { "Content-Type": "text/html" },
      after: 5,
    });
    const headers = { "Content-Type": "text/html", Pragma: "no-cache" };
    assert.deepEqual(reply, raw(400, '{"error":"no"}', { headers, after: 5 }));
  });
});

describe("membersOf()", () => {
  it("finds none in what is no JSON object", () => {
    assert.isUndefined(membersOf(json(200, null)));
    assert.isUndefined(membersOf(html(200, "<p>")));
  });
});
