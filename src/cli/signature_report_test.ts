import { assert } from "chai";
import { sampleCheck, sampleReport } from "./_signature_check_test.ts";
import { isAllRight, printSignature } from "./signature_report.ts";

function lines(check: Parameters<typeof printSignature>[0]): readonly string[] {
  return printSignature(check).text.split("\n");
}

describe("isAllRight()", () => {
  for (const [verdict, isRight] of [
    ["right", true],
    ["wrong", false],
    ["unknown", false],
  ] as const) {
    it(`is ${isRight} where the signature is ${verdict}`, () => {
      assert.equal(isAllRight(sampleCheck({ report: { ...sampleReport, verdict } })), isRight);
    });
  }

  it("is false where there is no report", () => {
    assert.isFalse(isAllRight({ params: [], notes: [], unreadable: { says: "Cannot read it" } }));
  });
});

describe("printSignature()", () => {
  it("tells a person all there is", () => {
    assert.deepEqual(lines(sampleCheck()), [
      "The signature is wrong",
      "",
      "  mistake  The method is signed in lower case: 'get' is signed",
      "  mend     Write it in capitals",
      "  rule     RFC5849-3.4.1.1-1",
      "",
      "- Look at the secrets",
      "- Its token was revoked",
      "",
      "They differ first in the method (character 1)",
      "  server  GET",
      "  client  get",
      "          ^",
      "",
      "Base string of the server",
      "  GET&a&b",
      "",
      "Base string of the client",
      "  get&a&b",
      "",
      "Parameters",
      "  q  x  (query)",
    ]);
  });

  it("tells why a request cannot be read", () => {
    const unreadable = { says: "Cannot read it", rule: "RFC5849-3.1-2" };
    assert.deepEqual(lines({ unreadable, params: [], notes: [] }), [
      "The request cannot be read as a signed one",
      "",
      "  why   Cannot read it",
      "  rule  RFC5849-3.1-2",
    ]);
  });

  it("spells what a terminal would obey, and keeps its mark in line", () => {
    const difference = { at: 1, part: "address", ours: "\u001B[2Jab", theirs: "\u001B[2Jac", same: 5 } as const;
    const report = { ...sampleReport, ours: "\u001B[2J", difference };
    const text = lines(sampleCheck({ report }));
    assert.isFalse(text.some((line) => line.includes("\u001B")));
    const mark = text.findIndex((line) => line.trim() === "^");
    assert.equal(text[mark - 1]?.[text[mark]!.length - 1], "c");
  });

  it("tells a program the same", () => {
    assert.deepInclude(printSignature(sampleCheck()).json, {
      verdict: "wrong",
      signature_method: "HMAC-SHA1",
      consumer_key: "printer",
      problem: null,
      advice: "Look at the secrets",
      notes: ["Its token was revoked"],
      base_string: "GET&a&b",
      client_base_string: "get&a&b",
    });
    const unreadable = { says: "Cannot read it" };
    assert.deepInclude(printSignature({ unreadable, params: [], notes: [] }).json, {
      verdict: "unreadable",
      problem: { says: "Cannot read it", rule: null },
      mistake: null,
      base_string: null,
    });
  });
});
