import { assert } from "chai";
import { describe, it } from "mocha";
import * as fc from "fast-check";
import { sampleReport, sampleVerdict } from "./_sample_report_test.ts";
import { reportJunit } from "./report_junit.ts";

/** The element of one case, from its tag to its end. */
function caseOf(name: string, xml = reportJunit(sampleReport())): string {
  return new RegExp(`<testcase[^>]* name="${name}"[^>]*?(?:/>|>[\\s\\S]*?</testcase>)`).exec(xml)?.[0] ?? "";
}

/** What an XML reader that only knows our escapes makes of an attribute. */
function unescaped(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}

describe("reportJunit()", () => {
  for (const [name, child] of [
    ["failed", "<failure "],
    ["inconclusive", "<error "],
    ["not_exercised", "<skipped "],
    ["warning", "<system-out>"],
  ] as const) {
    it(`has ${child} for what is ${name}`, () => assert.include(caseOf(name), child));
  }

  for (const name of ["passed_stated_", "passed_silent_"]) {
    it(`has nothing below ${name}`, () => assert.match(caseOf(name), /\/>$/));
  }

  it("tells why, by which sentence, how to mend it and where that can be read", () => {
    const failed = caseOf("failed");
    assert.include(failed, 'message="It was failed"');
    assert.include(failed, 'type="OIDC-3.1.3.7-2"');
    assert.include(failed, "OIDC-3.1.3.7-2 (MUST): Compare the issuer.");
    assert.include(failed, "How to mend it: Compare iss");
    assert.include(failed, "https://openid.net/specs/openid-connect-core-1_0.html#rfc.section.3.1.3.7");
  });

  it("counts", () => {
    const xml = reportJunit(sampleReport());
    assert.include(xml, '<testsuites name="my client (oidc-basic)" tests="7" failures="1" errors="1">');
    assert.include(xml, '<testsuite name="scenarios" tests="6" failures="1" errors="1" skipped="1" time="9"');
    assert.include(xml, '<testsuite name="controls" tests="1" failures="0" errors="0" skipped="0" time="1.5"');
    assert.include(xml, 'timestamp="2026-01-01T00:00:00"');
  });

  it("has no suite without cases", () => {
    assert.notInclude(reportJunit(sampleReport()), 'name="lints"');
    const lint = sampleVerdict("failed", { kind: "lint", name: "state_length" });
    const xml = reportJunit(sampleReport([lint]));
    assert.include(xml, '<testsuite name="lints" tests="1" failures="1"');
    assert.include(caseOf("state_length", xml), 'time="0"');
  });

  it("is well-formed and tells the same words, whatever a client says of itself", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 40 });
    fc.assert(
      fc.property(text, (says) => {
        const xml = reportJunit(sampleReport([sampleVerdict("failed", { name: "own_words", says })]));
        const message = /message="([^"]*)"/.exec(caseOf("own_words", xml))?.[1];
        assert.equal(unescaped(message ?? ""), says);
        assert.notMatch(xml.replace(/<[^<>]*>/g, ""), /[<>]|&(?!(?:amp|lt|gt|quot|apos|#\d+);)/);
      }),
    );
  });

  it("replaces what XML cannot hold", () => {
    const says = "a\u0000b\u001Bc\uD800d\uFFFEe";
    assert.include(
      reportJunit(sampleReport([sampleVerdict("failed", { says })])),
      'message="a\uFFFDb\uFFFDc\uFFFDd\uFFFDe"',
    );
  });
});
