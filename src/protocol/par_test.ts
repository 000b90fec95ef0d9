import { assert } from "chai";
import * as fc from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { namesPushedRequest, parsePushedRequestUri, printPushedRequestUri } from "./par.ts";

const REFERENCE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const URI = `urn:ietf:params:oauth:request_uri:${REFERENCE}`;

describe("namesPushedRequest()", () => {
  for (const [name, uri, expected] of [
    ["a name of ours", URI, true],
    ["one whose reference is another's", "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c", true],
    ["one without a reference", "urn:ietf:params:oauth:request_uri:", true],
    ["one in capitals", URI.replace("urn:ietf", "URN:IETF"), true],
    ["a URN of another kind", "urn:ietf:params:oauth:grant-type:jwt-bearer", false],
    ["the name without its last colon", "urn:ietf:params:oauth:request_uri", false],
    ["a web address", "https://client.test/object", false],
    ["a web address that has the name in it", `https://client.test/${URI}`, false],
    ["a space before it", ` ${URI}`, false],
    ["nothing", "", false],
  ] as const) {
    rule("RFC9126-2.2-4", `says ${expected} to ${name}`, () => assert.equal(namesPushedRequest(uri), expected));
  }
});

describe("parsePushedRequestUri()", () => {
  it("answers the reference", () => assert.equal(parsePushedRequestUri(URI), REFERENCE));

  for (const [name, uri] of [
    ["a web address", "https://client.test/object"],
    ["a short reference", URI.slice(0, -1)],
    ["a long reference", `${URI}x`],
    ["other characters", `${URI.slice(0, -1)}+`],
    ["a line break at the end", `${URI}\n`],
    ["a fragment", `${URI}#a`],
    ["a query", `${URI}?a=b`],
    ["no reference", "urn:ietf:params:oauth:request_uri:"],
    ["nothing", ""],
  ] as const) {
    it(`knows none in ${name}`, () => assert.isUndefined(parsePushedRequestUri(uri)));
  }
});

describe("properties of the names of pushed requests", () => {
  const reference = fc.stringMatching(/^[\w-]{43}$/);

  it("has back what was printed", () => {
    fc.assert(fc.property(reference, (each) => parsePushedRequestUri(printPushedRequestUri(each)) === each));
  });

  it("has two names for two references", () => {
    fc.assert(
      fc.property(
        reference,
        reference,
        (one, other) => (printPushedRequestUri(one) === printPushedRequestUri(other)) === (one === other),
      ),
    );
  });

  it("takes any text, and names none whose reference it cannot have made", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = parsePushedRequestUri(printPushedRequestUri(text));
        assert.equal(read, /^[\w-]{43}$/.test(text) ? text : undefined);
      }),
    );
  });
});
