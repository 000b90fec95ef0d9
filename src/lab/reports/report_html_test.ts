import { assert } from "chai";
import { describe, it } from "mocha";
import type { Fault } from "../faults/fault.ts";
import type { Verdict } from "../judge/verdict.ts";
import type { RunReport } from "../runs/run_report.ts";
import { sampleEntry, sampleReport, sampleVerdict } from "./_sample_report_test.ts";
import { reportHtml, reportModel } from "./report_html.ts";

const FAULTS: ReadonlyMap<string, Fault> = new Map([
  ["id_token_wrong_issuer", { name: "id_token_wrong_issuer", place: "token", says: "The iss is another" }],
]);

/** The case of one verdict, as it is shown. */
function caseOf(parts: Partial<Verdict>, attempt: Partial<RunReport["attempts"][number]> = {}) {
  const verdict = sampleVerdict("failed", { name: "mine", ...parts });
  const report = sampleReport([verdict]);
  const attempts = report.attempts.map((one) => (one.name === "mine" ? { ...one, ...attempt } : one));
  const { cases } = reportModel({ ...report, attempts }, { faults: FAULTS });
  return cases.find(({ name }) => name === "mine") ?? assert.fail("it is shown");
}

describe("reportModel()", () => {
  it("shows what failed first, then warnings, then what could not be judged, and folds the rest", () => {
    const { cases, folded } = reportModel(sampleReport(), { faults: FAULTS });
    assert.deepEqual(
      cases.map(({ word }) => word),
      ["failed", "warning", "inconclusive"],
    );
    assert.deepEqual(
      folded.map((group) => [group.title, group.cases.length]),
      [
        ["Passed", 3],
        ["Not exercised", 1],
      ],
    );
  });

  it("tells what was wrong on purpose, and which request proves the verdict", () => {
    const entries = [sampleEntry(1, { faults: ["id_token_wrong_issuer"] }), sampleEntry(2, { place: "userinfo" })];
    const { wrong, requests } = caseOf({ evidence: [1, 2] }, { entries });
    assert.deepEqual(wrong, ["The iss is another"]);
    assert.deepEqual(
      requests.map(({ number, isProof, wrong: sentences }) => [number, isProof, sentences]),
      [
        [1, false, ["The iss is another"]],
        [2, true, []],
      ],
    );
  });

  it("leaves out the pages that a person saw, unless they prove something", () => {
    const entries = [sampleEntry(1, { place: "person" }), sampleEntry(2, { place: "person" }), sampleEntry(3)];
    const { requests } = caseOf({ evidence: [2] }, { entries });
    assert.deepEqual(
      requests.map(({ number }) => number),
      [2, 3],
    );
  });

  it("tells where to look in the client by what was wrong, else by the proof", () => {
    const entries = [sampleEntry(1, { place: "jwks", faults: ["odd"] }), sampleEntry(2, { place: "token" })];
    assert.match(caseOf({ name: "mine", evidence: [2] }, { entries }).look ?? "", /keys/);
    assert.match(caseOf({ evidence: [2] }, { entries: [sampleEntry(2, { place: "resource" })] }).look ?? "", /API/);
  });

  it("tells of a lint the requests of the attempt that it is about, and no faults", () => {
    const { requests, wrong } = caseOf({ kind: "lint", attempt: "control-oidc-code", evidence: [1] });
    assert.deepEqual(wrong, []);
    assert.deepEqual(
      requests.map(({ isProof }) => isProof),
      [true, false],
    );
  });

  it("shortens addresses of the lab, and says when a connection was dropped", () => {
    const url = "http://127.0.0.1:1/lab/i/abc/token";
    const { requests } = caseOf(
      {},
      { entries: [sampleEntry(1, { url, dropped: true }), sampleEntry(2, { status: 401 })] },
    );
    assert.deepEqual(
      requests.map(({ line, outcome }) => `${line} ${outcome}`),
      ["POST …/token the connection was dropped", "POST https://lab.test/token 401"],
    );
  });

  it("has parameters, header fields and answers under their names, and nothing that is empty", () => {
    const entry = sampleEntry(1, {
      query: [["a", "1"]],
      form: [["b", "2"]],
      headers: { accept: "x" },
      reply: { c: 3 },
    });
    const [request] = caseOf({}, { entries: [entry] }).requests;
    assert.deepEqual(request?.details, [
      { name: "Query", text: "a = 1" },
      { name: "Form", text: "b = 2" },
      { name: "Header fields", text: "accept = x" },
      { name: "Answer", text: '{\n  "c": 3\n}' },
    ]);
  });

  it("links the rule to where it stands, if one is cited", () => {
    assert.include(caseOf({}).rule?.href ?? "", "rfc.section.3.1.3.7");
    const { rule: _rule, ...lawless } = sampleVerdict("failed", { name: "lawless" });
    const { cases } = reportModel(sampleReport([lawless]), { faults: FAULTS });
    assert.notProperty(
      cases.find(({ name }) => name === "lawless"),
      "rule",
    );
  });

  const { failed, inconclusive, warning, ...good } = sampleReport().totals;
  for (const [words, totals] of [
    [/breaks rules in 2 /, { failed: 2, inconclusive: 1, warning: 1 }],
    [/1 cases could not be judged/, { failed: 0, inconclusive: 1, warning: 1 }],
    [/could do better/, { failed: 0, inconclusive: 0, warning: 1 }],
    [/everything right/, { failed: 0, inconclusive: 0, warning: 0 }],
  ] as const) {
    it(`sums up: ${words.source}`, () => {
      assert.match(reportModel({ ...sampleReport(), totals: { ...good, ...totals } }, {}).headline, words);
    });
  }

  it("says so while a run goes on", () => {
    const { finishedAt: _end, ...running } = sampleReport();
    assert.match(reportModel(running, {}).headline, /still going on/);
    assert.isAbove(failed + inconclusive + warning, 0);
  });
});

describe("reportHtml()", () => {
  it("is one file without script, image or address to load", () => {
    const html = reportHtml(sampleReport(), { faults: FAULTS });
    assert.notMatch(html, /<(?:script|img|link|iframe)\b|@import|url\(/);
    assert.include(html, "<style>");
  });
});
