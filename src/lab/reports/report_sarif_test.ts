import { assert } from "chai";
import { describe, it } from "mocha";
import { sampleReport, sampleVerdict } from "./_sample_report_test.ts";
import { reportSarif } from "./report_sarif.ts";

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string;
        readonly semanticVersion: string;
        readonly rules: readonly {
          readonly id: string;
          readonly helpUri?: string;
          readonly help: { readonly text: string };
          readonly fullDescription: { readonly text: string };
          readonly properties: { readonly tags: readonly string[] };
        }[];
      };
    };
    readonly invocations: readonly {
      readonly executionSuccessful: boolean;
      readonly startTimeUtc: string;
      readonly endTimeUtc?: string;
    }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly kind: string;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly logicalLocations: readonly { readonly fullyQualifiedName: string }[];
      }[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
  }[];
}

function read(report = sampleReport()) {
  const sarif: Sarif = JSON.parse(reportSarif(report));
  const [run] = sarif.runs;
  assert(run !== undefined);
  return { ...run, version: sarif.version, rules: run.tool.driver.rules };
}

function resultOf(ruleId: string, report = sampleReport()) {
  const found = read(report).results.find((result) => result.ruleId === ruleId);
  assert(found !== undefined, ruleId);
  return found;
}

describe("reportSarif()", () => {
  for (const [name, kind, level] of [
    ["passed_stated_", "pass", "none"],
    ["passed_silent_", "pass", "none"],
    ["warning", "fail", "warning"],
    ["failed", "fail", "error"],
    ["inconclusive", "open", "none"],
    ["not_exercised", "notApplicable", "none"],
  ] as const) {
    it(`says ${kind} and ${level} of ${name}`, () => {
      const result = resultOf(name);
      assert.deepEqual([result.kind, result.level], [kind, level]);
    });
  }

  it("has a rule for each result, found by its index", () => {
    const { rules, results, version } = read();
    assert.equal(version, "2.1.0");
    for (const { ruleId, ruleIndex } of results) assert.equal(rules[ruleIndex]?.id, ruleId);
    assert.lengthOf(rules, results.length);
  });

  it("has one rule for a case that was tried twice", () => {
    const again = sampleVerdict("failed", { setup: "oidc-hybrid" });
    const { rules, results } = read(sampleReport([again]));
    assert.lengthOf(rules, 7);
    assert.lengthOf(results, 8);
    assert.notEqual(
      results[4]?.partialFingerprints["touchstoneCase/v1"],
      results[7]?.partialFingerprints["touchstoneCase/v1"],
    );
  });

  it("tells what is demanded, where, and how to mend a client", () => {
    const rule = read().rules.find(({ id }) => id === "failed");
    assert(rule !== undefined);
    assert.equal(rule.helpUri, "https://openid.net/specs/openid-connect-core-1_0.html#rfc.section.3.1.3.7");
    assert.equal(rule.help.text, "Compare iss");
    assert.equal(rule.fullDescription.text, "Compare the issuer.");
    assert.includeMembers([...rule.properties.tags], ["OIDC-3.1.3.7-2", "scenario"]);
  });

  it("names the request that proves it, and what was wrong on purpose", () => {
    const { message, locations } = resultOf("failed");
    assert.include(message.text, "failed: It was failed.");
    assert.include(message.text, "#2 POST https://lab.test/token → 201, wrong on purpose: id_token_wrong_issuer");
    assert.notInclude(message.text, "#1 ");
    assert.equal(locations[0]?.logicalLocations[0]?.fullyQualifiedName, "my client/oidc-code/failed");
  });

  it("takes what proves a lint from the attempt that it names", () => {
    const lint = sampleVerdict("failed", { kind: "lint", name: "state_length", attempt: "warning", evidence: [1] });
    const report = sampleReport([lint]);
    const { attempts } = report;
    const without = { ...report, attempts: attempts.filter(({ name }) => name !== "state_length") };
    assert.include(resultOf("state_length", without).message.text, "#1 ");
  });

  it("does without a rule, and without an end", () => {
    const { rule: _rule, demands: _demands, ...plain } = sampleVerdict("failed", { kind: "control", name: "plain" });
    const { finishedAt: _end, ...unfinished } = sampleReport([plain]);
    const { rules, invocations } = read(unfinished);
    const found = rules.find(({ id }) => id === "plain");
    assert.notProperty(found, "helpUri");
    assert.equal(found?.fullDescription.text, "A case that is failed.");
    assert.deepEqual(invocations, [{ executionSuccessful: true, startTimeUtc: "2026-01-01T00:00:00.000Z" }]);
  });
});
