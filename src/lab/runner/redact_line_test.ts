import { assert } from "chai";
import { plainLine, redactLine } from "./redact_line.ts";

const ESCAPE = String.fromCodePoint(27);

describe("redactLine()", () => {
  for (const [what, line, shown] of [
    ["a line without secrets", "GET /userinfo -> 200", "GET /userinfo -> 200"],
    ["the code of an answer", "/cb?code=abc&state=xyz", "/cb?code=[redacted]&state=xyz"],
    ["a token in JSON", '{"access_token":"abc","expires_in":600}', '{"access_token":"[redacted]","expires_in":600}'],
    [
      "a token in JavaScript",
      "{ refresh_token: 'abc', scope: 'read' }",
      "{ refresh_token: '[redacted]', scope: 'read' }",
    ],
    ["a header", "Authorization: Bearer abc.def", "Authorization: [redacted]"],
    ["a verifier", "code_verifier=abc", "code_verifier=[redacted]"],
    [
      "the secrets of OAuth 1.0a",
      "oauth_token_secret=abc&oauth_verifier=1",
      "oauth_token_secret=[redacted]&oauth_verifier=[redacted]",
    ],
    ["a JWT wherever it stands", "got eyJhbGciOiJub25lIn0.eyJhIjoxfQ. there", "got [redacted] there"],
    ["a token of this server", "it is ts_at_abc123", "it is [redacted]"],
    ["what only sounds like it", "code: 5 of recode=1", "code: [redacted] of recode=1"],
  ] as const) {
    it(`shows ${what} without what is secret`, () => assert.equal(redactLine(line, []), shown));
  }

  it("hides the secrets that it is told of, wherever they stand", () => {
    assert.equal(redactLine("I am hunter2, and hunter2!", ["hunter2"]), "I am [redacted], and [redacted]!");
  });

  it("does not take a secret of a letter or two for every such letter", () => {
    assert.equal(redactLine("a b c", ["a", ""]), "a b c");
  });

  it("is not misled by colours", () => {
    assert.equal(redactLine(`${ESCAPE}[31mcode${ESCAPE}[0m=abc`, []), "code=[redacted]");
  });
});

describe("plainLine()", () => {
  it("takes the colours away, and leaves brackets alone", () => {
    assert.equal(plainLine(`${ESCAPE}[1;31m[x]${ESCAPE}[0m`), "[x]");
  });
});
