import { assert } from "chai";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { type MetadataContext, metadataGround } from "../engine/mod.ts";
import { OAuthError } from "../protocol/mod.ts";
import { signatureMethodsField } from "./client_metadata.ts";
import { SIGNATURE_METHODS } from "./signature_methods.ts";

const FIELD = signatureMethodsField(SIGNATURE_METHODS);
let context: MetadataContext;

before(async () => {
  const { issuer } = await issuerUnderTest();
  context = { ...metadataGround(issuer), document: {}, clientType: "confidential" };
});

describe("signatureMethodsField()", () => {
  it("is called as the part that reads it expects, and offers what the issuer takes", () => {
    const narrow = signatureMethodsField(["HMAC-SHA256"]);
    assert.equal(narrow.name, "oauth_signature_methods");
    assert.deepEqual(narrow.words?.(context), ["HMAC-SHA256"]);
  });

  for (const [sent, kept] of [
    [["HMAC-SHA256"], ["HMAC-SHA256"]],
    [[...SIGNATURE_METHODS], [...SIGNATURE_METHODS]],
    [
      ["PLAINTEXT", "RSA-SHA1", "PLAINTEXT"],
      ["PLAINTEXT", "RSA-SHA1"],
    ],
  ] as const) {
    it(`keeps ${sent.join(", ")}, each once`, () => assert.deepEqual(FIELD.parse(sent, context), [...kept]));
  }

  for (const [what, sent, says] of [
    ["a text", "HMAC-SHA1", /is not a list/],
    ["something that is no text", [1], /not a text/],
    ["no method", [], /leave it out where any method will do/],
    ["letters of another case", ["hmac-sha1"], /name some of HMAC-SHA1, HMAC-SHA256/],
    ["a method that nobody knows", ["HMAC-SHA1", "HMAC-MD5"], /not taken here/],
  ] as const) {
    it(`refuses ${what}, and says what to do`, async () => {
      const error = await thrownBy(() => FIELD.parse(sent, context));
      assert.instanceOf(error, OAuthError);
      assert.equal(error.code, "invalid_client_metadata");
      assert.match(error.description, says);
    });
  }

  it("refuses a method that this issuer does not take", async () => {
    const error = await thrownBy(() => signatureMethodsField(["HMAC-SHA256"]).parse(["PLAINTEXT"], context));
    assert.instanceOf(error, OAuthError);
    assert.match(error.description, /name some of HMAC-SHA256$/);
  });
});
