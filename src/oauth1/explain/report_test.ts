import { assert } from "chai";
import { assert as forAll, property, string, uint8Array } from "fast-check";
import { baseOf, encoded, receivedFrom, rightKey, SECRETS, type Sent, type Signer, trialOf } from "./_trial_test.ts";
import { reportSignature } from "./report.ts";

const SENT: Sent = { query: "size=original&password=hunter2-hunter2" };
const GET: Signer = { method: "get" };

function reportOf(sent: Sent, signer: Signer = {}, claimed?: string) {
  return reportSignature(trialOf(receivedFrom(sent, signer)), claimed === undefined ? {} : { claimed });
}

describe("reportSignature()", () => {
  it("says of a right signature what was received, and nothing that is wrong", () => {
    const report = reportOf(SENT);
    assert.equal(report.verdict, "right");
    assert.hasAllKeys(report, ["verdict", "method", "consumerKey", "params", "ours"]);
    assert.deepInclude(report.params, { name: "size", value: "original", from: "query" });
    assert.deepInclude(report.params, { name: "oauth_signature", value: "***", from: "header" });
  });

  it("makes the base string of the client from its mistake, and says where it differs first", () => {
    const report = reportOf(SENT, GET);
    assert.equal(report.verdict, "wrong");
    assert.equal(report.mistake?.name, "method_in_lower_case");
    assert.equal(report.theirs, report.ours.replace("GET", "get"));
    assert.deepInclude(report.difference, { part: "method", at: 0 });
    assert.isUndefined(report.advice);
  });

  it("says nothing of a signature whose keys nobody knows but where base strings differ", () => {
    const claimed = baseOf(SENT, GET);
    const report = reportSignature(trialOf(receivedFrom(SENT, GET), []), { claimed });
    assert.equal(report.verdict, "unknown");
    assert.isUndefined(report.mistake);
    assert.equal(report.difference?.part, "method");
  });

  const otherKey: Signer = { key: () => "another&key" };
  const strange: Signer = { uri: "https://elsewhere.test/" };
  for (const [what, signer, claimed, advice] of [
    ["nothing is known", otherKey, undefined, "No well-known mistake"],
    ["the base strings are the same", otherKey, baseOf(SENT), "The base strings are the same"],
    ["they are the same but for blanks", otherKey, ` ${baseOf(SENT)}\n`, "The base strings are the same"],
    ["the signature is of the client's base string", strange, baseOf(SENT, strange), "belongs to the base string"],
    ["it is not even of that", otherKey, baseOf(SENT, strange), "does not belong to the base string"],
  ] as const) {
    it(`advises where ${what}`, () => assert.include(reportOf(SENT, signer, claimed).advice, advice));
  }

  it("advises to compare the secrets of PLAINTEXT", () => {
    const report = reportOf({ params: { oauth_signature_method: "PLAINTEXT" } }, { signs: () => "another&secret" });
    assert.include(report.advice, "compare the secrets");
  });

  it("looks for no mistake where it need not", () => {
    const report = reportSignature(trialOf(receivedFrom(SENT, GET)), { searches: false });
    assert.equal(report.verdict, "wrong");
    assert.hasAllKeys(report, ["verdict", "method", "consumerKey", "params", "ours"]);
  });

  for (const [what, sent, signer] of [
    ["in parameters", { query: `q=${encoded(SECRETS.consumerSecret)}&p=${encoded(SECRETS.tokenSecret)}` }, GET],
    ["as PLAINTEXT", { params: { oauth_signature_method: "PLAINTEXT" } }, { signs: () => `${rightKey(SECRETS)}x` }],
    ["as the signature", {}, { signs: () => rightKey(SECRETS) }],
    ["in a verifier", { params: { oauth_verifier: "hunter2-hunter2" } }, GET],
    ["in a password", SENT, GET],
  ] as const) {
    it(`shows no secret that stands ${what}`, () => {
      const text = JSON.stringify(
        reportOf(sent, signer, `GET&x&oauth_signature%3D${encoded(encoded(rightKey(SECRETS)))}`),
      );
      for (const secret of [...Object.values(SECRETS), "hunter2-hunter2"]) {
        for (const form of [secret, encoded(secret), encoded(encoded(secret))]) assert.notInclude(text, form);
      }
    });
  }

  it("is bounded, whatever is sent", () => {
    const query = Array.from({ length: 190 }, (_, index) => `p${index}=${"%F0%9F%98%80".repeat(300)}`).join("&");
    const report = reportOf({ query }, GET, "x".repeat(100_000));
    assert.isBelow(JSON.stringify(report).length, 200_000);
    assert.lengthOf(report.params, 100);
    for (const { value } of report.params) assert.doesNotThrow(() => encodeURIComponent(value));
  });

  it("never throws, whatever the client claims and signs", () => {
    forAll(
      property(string({ unit: "binary" }), uint8Array(), (claimed, mac) => {
        const signer: Signer = { signs: () => Buffer.from([1, ...mac]).toString("base64") };
        assert.equal(reportOf(SENT, signer, claimed).verdict, "wrong");
      }),
      { numRuns: 50 },
    );
  });
});
