import { assert } from "chai";
import * as fc from "fast-check";
import { metadataContext } from "../../test/support/metadata.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { OAuthError } from "../protocol/mod.ts";
import {
  contentAlgField,
  flagField,
  keyAlgField,
  type MetadataField,
  oneOfField,
  parseMetadataList,
  parseMetadataText,
  parseWebUri,
  signingAlgsFor,
  textField,
  webUriField,
} from "./mod.ts";

const INVALID = "invalid_client_metadata";
const OF_OTHER_TYPES: readonly unknown[] = [1, 0, true, false, {}, [], ["x"], [1]];

describe("parseMetadataText()", () => {
  for (const [text, kept] of [
    ["Photo Printer", "Photo Printer"],
    ["  Photo Printer\u00a0 ", "Photo Printer"],
    ["Фото 写真 🖼", "Фото 写真 🖼"],
    ["x".repeat(200), "x".repeat(200)],
    ["<b>", "<b>"],
  ] as const) {
    it(`keeps '${text.slice(0, 20)}'`, () => assert.equal(parseMetadataText(text, "client_name"), kept));
  }

  for (const value of ["", "   ", "x".repeat(201), "a\nb", "a\0", "a\u007f", "a\ud800", ...OF_OTHER_TYPES]) {
    it(`refuses ${JSON.stringify(value).slice(0, 20)}`, async () =>
      assertRefused(() => parseMetadataText(value, "client_name"), { code: INVALID, says: "client_name" }));
  }
});

describe("parseMetadataList()", () => {
  it("keeps each item once, in its order", () => {
    assert.deepEqual(parseMetadataList(["b", "a", "b"], "contacts"), ["b", "a"]);
    assert.deepEqual(parseMetadataList([], "contacts"), []);
  });

  it("takes 20 items and no more", async () => {
    const items = Array.from({ length: 20 }, (_, index) => `${index}`);
    assert.lengthOf(parseMetadataList(items, "contacts"), 20);
    await assertRefused(() => parseMetadataList([...items, "20"], "contacts"), { code: INVALID, says: "more than 20" });
  });

  for (const value of ["a", 1, {}, [1], ["a", null], [["a"]], { length: 1, 0: "a" }]) {
    it(`refuses ${JSON.stringify(value)}`, async () =>
      assertRefused(() => parseMetadataList(value, "contacts"), { code: INVALID }));
  }
});

describe("parseWebUri()", () => {
  for (const uri of [
    "https://client.test",
    "https://client.test:8443/logo?size=1#top",
    "HTTPS://client.test/",
    "http://127.0.0.1:3000/logo",
    "http://localhost/logo",
    "http://[::1]/",
    "https://client.test/mail@example",
    `https://client.test/${"x".repeat(1_980)}`,
  ]) {
    it(`takes ${uri.slice(0, 50)}`, () => assert.equal(parseWebUri(uri, "logo_uri"), uri));
  }

  for (const [what, uri] of [
    ["plain http to others", "http://client.test/"],
    ["a host that begins like this machine", "http://127.0.0.1.evil.test/"],
    ["a script", "javascript:alert(1)"],
    ["data", "data:text/html,x"],
    ["a file", "file:///etc/passwd"],
    ["a relative address", "/logo"],
    ["no scheme", "//client.test/logo"],
    ["a user", "https://user@client.test/"],
    ["a user and a password", "https://a:b@client.test/"],
    ["a quote", 'https://client.test/"onload="'],
    ["a backslash", "https://client.test\\@evil.test/"],
    ["a space", "https://client.test/ x"],
    ["a line break", "https://client.test/\n"],
    ["letters that are not ASCII", "https://клиент.test/"],
    ["no host", "https://"],
    ["a port that is none", "https://client.test:99999/"],
    ["2,001 bytes", `https://client.test/${"x".repeat(1_981)}`],
    ...OF_OTHER_TYPES.map((value) => [JSON.stringify(value), value] as const),
  ] as const) {
    it(`refuses ${what}`, async () =>
      assertRefused(() => parseWebUri(uri, "logo_uri"), { code: INVALID, says: "logo_uri" }));
  }
});

describe("makers of fields", () => {
  const context = metadataContext({ wrapped_alg: "ECDH-ES" });
  const makers: readonly (readonly [string, MetadataField, unknown, unknown])[] = [
    ["oneOfField()", oneOfField("word", ["a", "b"], { says: "" }), "b", "c"],
    [
      "oneOfField() of words that depend",
      oneOfField("word", ({ signingAlgs }) => signingAlgs, { says: "" }),
      "RS256",
      "X",
    ],
    ["flagField()", flagField("flag", ""), false, "false"],
    ["textField()", textField("text", ""), "x", ""],
    ["webUriField()", webUriField("uri", ""), "https://client.test/", "client.test"],
    ["contentAlgField()", contentAlgField("enc", ["A128GCM"], { says: "", beside: "wrapped_alg" }), "A128GCM", "A1"],
  ];
  for (const [name, field, right, wrong] of makers) {
    it(`${name} keeps what is right and refuses what is not, by its name`, async () => {
      assert.equal(field.parse(right, context), right);
      await assertRefused(() => field.parse(wrong, context), { code: INVALID, says: field.name });
      for (const odd of [null, 12, [right], { right }])
        await assertRefused(() => field.parse(odd, context), { code: INVALID });
    });
  }

  it("says that no word is known where there is none", async () =>
    assertRefused(() => oneOfField("word", [], { says: "" }).parse("a", context), { code: INVALID, says: "none" }));

  it("hands on what holds where nothing is sent, and that it comes in languages", () => {
    const field = textField("text", "A text", { standard: () => "x", localized: true });
    assert.deepInclude(field, { name: "text", says: "A text", localized: true });
    assert.equal(field.standard?.(context), "x");
    assert.notProperty(flagField("flag", ""), "standard");
  });
});

describe("contentAlgField()", () => {
  const field = contentAlgField("enc", ["A128GCM", "A128CBC-HS256"], { says: "", beside: "alg" });

  it("holds A128CBC-HS256 beside the algorithm of a key, and nothing without", () => {
    assert.equal(field.standard?.(metadataContext({ alg: "dir" })), "A128CBC-HS256");
    for (const document of [{}, { alg: null }]) assert.isUndefined(field.standard?.(metadataContext(document)));
  });

  for (const document of [{}, { alg: null }]) {
    it(`is refused beside ${JSON.stringify(document)}`, async () =>
      assertRefused(() => field.parse("A128GCM", metadataContext(document)), { code: INVALID, rule: "OIDCREG-2-3" }));
  }

  it("is refused by the rule of its own specification where there is one", async () => {
    const own = contentAlgField("enc", ["A128GCM"], { says: "", beside: "alg", rule: "JARM-3-6" });
    await assertRefused(() => own.parse("A128GCM", metadataContext()), { code: INVALID, rule: "JARM-3-6" });
  });
});

describe("keyAlgField()", () => {
  const field = keyAlgField("alg", "");

  for (const document of [{ jwks: { keys: [] } }, { jwks_uri: "https://client.test/keys" }]) {
    it(`takes a key that the client offers: ${JSON.stringify(document)}`, () => {
      assert.equal(field.parse("RSA-OAEP", metadataContext(document)), "RSA-OAEP");
    });
  }

  for (const document of [{}, { jwks: null }, { jwks_uri: undefined }]) {
    it(`refuses to encrypt to no key: ${JSON.stringify(document)}`, async () =>
      assertRefused(() => field.parse("ECDH-ES", metadataContext(document)), {
        code: INVALID,
        says: "alg needs a key",
      }));
  }

  it("takes the secret of a client that has one for the key", async () => {
    assert.equal(field.parse("dir", metadataContext()), "dir");
    const open = metadataContext({}, { clientType: "public" });
    await assertRefused(() => field.parse("dir", open), { code: INVALID });
    assert.notInclude(field.words?.(open) ?? assert.fail("it has no words"), "dir");
  });
});

describe("signingAlgsFor()", () => {
  for (const [clientType, signingAlgs, expected] of [
    ["confidential", ["ES256"], ["ES256", "HS256"]],
    ["public", ["ES256", "RS256"], ["RS256", "ES256"]],
    ["public", [], []],
  ] as const) {
    it(`are ${expected.join(", ") || "none"} for a ${clientType} client at an issuer with ${signingAlgs.join(", ")}`, () => {
      assert.sameMembers([...signingAlgsFor(metadataContext({}, { clientType, signingAlgs }))], [...expected]);
    });
  }
});

describe("properties of fields", () => {
  it("keep or refuse whatever JSON holds, and throw nothing else", () => {
    const fields = [textField("a", ""), webUriField("b", ""), flagField("c", ""), oneOfField("d", ["x"], { says: "" })];
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...fields), (value, field) => {
        try {
          assert.include(["string", "boolean"], typeof field.parse(value, metadataContext()));
        } catch (error) {
          assert.instanceOf(error, OAuthError);
        }
      }),
    );
  });
});
