import { assert } from "chai";
import * as fc from "fast-check";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { type MetadataContext, type MetadataField, metadataGround } from "../../engine/mod.ts";
import { memberField, memberLabel, memberText, memberTexts, memberValue } from "./member_field.ts";
import type { Typed } from "./typed.ts";

type Shape = MetadataField["shape"];

function field(shape: Shape, said: Partial<MetadataField> = {}): MetadataField {
  return { name: "some_member", says: "What it is", shape, parse: (value) => value, ...said };
}

const TICKED = field("list", { words: () => ["a", "b"] });

function typed(text?: string): Typed {
  return new Map(text === undefined ? [] : [["some_member", [text]]]);
}

async function contextOf(): Promise<MetadataContext> {
  const { issuer } = await issuerUnderTest();
  return { ...metadataGround(issuer), document: {}, clientType: "confidential" };
}

describe("memberLabel()", () => {
  for (const [name, label] of [
    ["logo_uri", "Logo address"],
    ["jwks", "Key set"],
    ["oauth_signature_methods", "OAuth signature methods"],
    ["dpop_bound_access_tokens", "DPoP bound access tokens"],
    ["id_token_encrypted_response_enc", "ID token encrypted response content encryption"],
    ["constructor", "Constructor"],
  ] as const) {
    it(`calls ${name} ${label}`, () => assert.equal(memberLabel(name), label));
  }
});

describe("memberValue()", () => {
  const read: readonly (readonly [Shape, string | undefined, unknown, unknown])[] = [
    ["text", " x ", undefined, "x"],
    ["text", "", "before", undefined],
    ["number", "60", undefined, 60],
    ["number", "0", undefined, 0],
    ["number", "1e3", undefined, "1e3"],
    ["number", "9".repeat(16), undefined, "9".repeat(16)],
    ["number", "", 60, undefined],
    ["flag", "yes", undefined, true],
    ["flag", undefined, true, undefined],
    ["flag", undefined, false, false],
    ["flag", undefined, undefined, undefined],
    ["list", "a\nb", undefined, ["a", "b"]],
    ["list", "", ["a"], undefined],
    ["list", "", [], []],
    ["list", undefined, undefined, undefined],
    ["object", '{"keys":[]}', undefined, { keys: [] }],
    ["object", "{ nonsense", undefined, "{ nonsense"],
    ["object", "[]", undefined, "[]"],
    ["object", '{"a":1,"a":2}', undefined, '{"a":1,"a":2}'],
    ["object", " ", { keys: [] }, undefined],
  ];
  for (const [shape, text, before, expected] of read) {
    it(`reads ${JSON.stringify(expected)} where a ${shape} is ${JSON.stringify(text)} and was ${JSON.stringify(before)}`, () =>
      assert.deepEqual(memberValue(field(shape), { typed: typed(text), before }), expected));
  }

  for (const [ticked, was, expected] of [
    [["a", "b", "a"], undefined, ["a", "b"]],
    [["a"], ["a", "b"], ["a"]],
    [[], ["a"], undefined],
    [[""], undefined, undefined],
  ] as const) {
    it(`reads ${JSON.stringify(expected)} where ${JSON.stringify(ticked)} are ticked`, () =>
      assert.deepEqual(
        memberValue(TICKED, { typed: new Map([["some_member", ticked]]), before: was }),
        expected === undefined ? undefined : [...expected],
      ));
  }

  it("reads what it showed, whatever a member was", () => {
    const line = fc
      .string({ minLength: 1 })
      .map((text) => text.trim())
      .filter((text) => !/[\r\n]|^$/.test(text));
    const values = fc.oneof(
      fc.tuple(fc.constant("text" as const), line),
      fc.tuple(fc.constant("number" as const), fc.nat()),
      fc.tuple(fc.constant("flag" as const), fc.boolean()),
      fc.tuple(fc.constant("list" as const), fc.array(line)),
      fc.tuple(fc.constant("object" as const), fc.dictionary(line, fc.jsonValue({ noUnicodeString: false }))),
    );
    fc.assert(
      fc.property(values, ([shape, before]) => {
        const again = memberValue(field(shape), { typed: typed(memberText(before)), before });
        assert.equal(JSON.stringify(again), JSON.stringify(before));
      }),
    );
  });
});

describe("memberTexts()", () => {
  it("are the words that are ticked, or one text", () => {
    assert.deepEqual(memberTexts(TICKED, ["a", "b"]), ["a", "b"]);
    assert.deepEqual(memberTexts(TICKED, undefined), [""]);
    assert.deepEqual(memberTexts(field("list"), ["a", "b"]), ["a\nb"]);
    assert.deepEqual(memberTexts(undefined, ["a", "b"]), ["a\nb"]);
  });
});

describe("memberField()", () => {
  for (const [shape, kind] of [
    ["text", "text"],
    ["number", "number"],
    ["flag", "tick"],
    ["list", "lines"],
    ["object", "lines"],
  ] as const) {
    it(`of a ${shape} is of the kind ${kind}, shows what was typed and says what the feature says`, async () => {
      const shown = memberField(field(shape), { typed: typed("what"), context: await contextOf() });
      assert.deepInclude(shown, { name: "some_member", kind, value: "what", required: false });
      assert.match(shown.hint ?? "", /^What it is.*\(some_member\)$/);
    });
  }

  it("offers the words that there are, none of them first, and what is there already", async () => {
    const of = field("text", { words: ({ signingAlgs }) => signingAlgs });
    const { kind, options } = memberField(of, { typed: typed("RS1"), context: await contextOf() });
    assert.equal(kind, "choice");
    assert.deepEqual(
      options?.map(({ value }) => value),
      ["", "RS256", "ES256", "RS1"],
    );
  });

  it("has words to tick where a list is made of words that are known, those that are there already too", async () => {
    const ticked = new Map([["some_member", ["a", "gone", ""]]]);
    const shown = memberField(TICKED, { typed: ticked, context: await contextOf() });
    assert.deepInclude(shown, { kind: "ticks", value: ["a", "gone", ""], hint: "What it is (some_member)" });
    assert.deepEqual(
      shown.options?.map(({ value }) => value),
      ["a", "b", "gone"],
    );
  });

  it("is there for every member of an issuer, with a label of its own", async () => {
    const { issuer } = await issuerUnderTest();
    const labels = [...issuer.clientMetadata.keys()].map(memberLabel);
    assert.lengthOf(new Set(labels), labels.length);
  });
});
