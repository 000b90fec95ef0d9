import { assert } from "chai";
import { assert as forAll, property } from "fast-check";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { parseBasicCredentials, printBasicCredentials } from "./mod.ts";
import { hostileText, legalText } from "./_arbitrary_test.ts";
import { answersOrRefuses, assertRefused } from "./_refusal_test.ts";

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

function assertBroken(header: string, says: string): void {
  assertRefused(() => parseBasicCredentials(header), {
    code: "invalid_client",
    status: 401,
    rule: "RFC6749-2.3.1-1",
    says,
  });
}

describe("parseBasicCredentials()", () => {
  for (const [name, pair, clientId, clientSecret] of [
    ["the pair of RFC 6749 2.3.1", "s6BhdRkqt3:7Fjfp0ZBr1KtDRbnfVdmIw", "s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw"],
    ["a form-encoded colon", "a%3Ab:c", "a:b", "c"],
    ["plus as a space", "a+b:c+d", "a b", "c d"],
    ["letters beyond ASCII", "gr%C3%BCn:%F0%9F%98%80", "grün", "😀"],
    ["a colon in the secret", "a:b:c", "a", "b:c"],
    ["an empty secret", "a:", "a", ""],
  ] as const) {
    rule("RFC6749-2.3.1-1", `reads ${name}`, () => {
      assert.deepEqual(parseBasicCredentials(basic(pair)), { clientId, clientSecret });
    });
  }

  for (const scheme of ["basic", "BASIC", "bAsIc", "Basic "]) {
    it(`knows the scheme when it is written '${scheme}'`, () => {
      assert.deepEqual(parseBasicCredentials(`${scheme} YTpi`), { clientId: "a", clientSecret: "b" });
    });
  }

  for (const header of ["", "Bearer YTpi", "Basi", "Basics YTpi", "BasicYTpi", "Basic\tYTpi", " Basic YTpi"]) {
    it(`leaves '${header}' to others`, () => assert.isUndefined(parseBasicCredentials(header)));
  }

  for (const [name, header, says] of [
    ["no credentials", "Basic", "base64"],
    ["spaces alone", "Basic   ", "base64"],
    ["no base64", "Basic !!!!", "base64"],
    ["a space behind", "Basic YTpi ", "base64"],
    ["two words", "Basic YTpi YTpi", "base64"],
    ["no colon", basic("ab"), "colon"],
    ["an empty id", basic(":secret"), "id is empty"],
    ["broken percent-encoding in the id", basic("%zz:b"), "form-encoded"],
    ["broken percent-encoding in the secret", basic("a:100%"), "form-encoded"],
    ["bytes that are no UTF-8", basic("a:%ff"), "form-encoded"],
    ["an encoded NUL", basic("a:b%00"), "form-encoded"],
    ["a raw NUL", basic("a:b\0"), "form-encoded"],
    ["a raw line end", basic("a:b\n"), "form-encoded"],
    ["a raw letter beyond ASCII", basic("a:ü"), "form-encoded"],
  ] as const) {
    it(`refuses ${name}`, () => assertBroken(header, says));
  }

  for (const [name, text] of [
    ["without padding", "YTpiYw"],
    ["with padding too much", "YTpi=="],
    ["in the alphabet of URLs", "YTp-Pz8_"],
    ["with stray bits", "YTpiYx=="],
    ["with a line end", "YTpi\nYTpi"],
  ] as const) {
    beyond("RFC6749-2.3.1-1", `refuses base64 ${name}`, () => assertBroken(`Basic ${text}`, "base64"));
  }

  describe("properties", () => {
    it("reads what it printed", () => {
      forAll(
        property(
          legalText.filter((id) => id !== ""),
          legalText,
          (clientId, clientSecret) => {
            const header = printBasicCredentials({ clientId, clientSecret });
            assert.deepEqual(parseBasicCredentials(header), { clientId, clientSecret });
          },
        ),
      );
    });

    it("answers or refuses, and prints what it read as a header that means the same", () => {
      forAll(
        property(hostileText, (text) => {
          answersOrRefuses(() => parseBasicCredentials(text));
          if (!answersOrRefuses(() => parseBasicCredentials(basic(text)))) return;
          const read = parseBasicCredentials(basic(text));
          assert.isDefined(read);
          assert.deepEqual(parseBasicCredentials(printBasicCredentials(read)), read);
        }),
      );
    });
  });
});
