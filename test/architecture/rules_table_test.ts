import { assert } from "chai";
import { ruleBook } from "../../conformance/rules/rule_book.ts";
import type { Rule, RuleBook, RuleEntry } from "../../conformance/rules/rule_book.ts";
import { findCitations } from "../../scripts/trace/citation.ts";
import {
  enforcementsOf,
  evidenceOfLab,
  evidenceOfReport,
  evidenceOfRun,
  evidenceOfSources,
  findLeftOut,
} from "../../scripts/trace/evidence.ts";
import type { Evidence } from "../../scripts/trace/evidence.ts";
import { findStaleRows, findUnknownRules, findUnmetRules } from "../../scripts/trace/problem.ts";
import { joinRequirements } from "../../scripts/trace/requirement.ts";
import type { Requirement } from "../../scripts/trace/requirement.ts";
import { lastingRows, renderTable } from "../../scripts/trace/table.ts";

const ID = "RFC1-2-1";

function bookOf(...entries: readonly Partial<RuleEntry>[]): RuleBook {
  const whole = entries.map((entry, index) => entryOf(`2-${index + 1}`, entry));
  return ruleBook("RFC1", "https://rfc.test/1#section-", whole);
}

function entryOf(id: string, entry: Partial<RuleEntry>): RuleEntry {
  return { id, keyword: "MUST", who: "server", says: "Do what is due", ...entry };
}

function rulesOf(entry: Partial<RuleEntry>): readonly Rule[] {
  return bookOf(entry).rules;
}

function shown(evidence: Partial<Evidence>): Evidence {
  return { id: ID, beyond: false, file: "test/a_test.ts", state: "passed", ...evidence };
}

function join(entry: Partial<RuleEntry>, ...evidence: readonly Evidence[]): Requirement {
  return joinRequirements(rulesOf(entry), { evidence, enforcements: [] })[0]!;
}

function citing(file: string, source: string) {
  return { file, ...findCitations(source, { tsx: false }) };
}

describe("joinRequirements()", () => {
  const reason = "Not done: later";
  for (const [name, entry, evidence, standing] of [
    ["a test that passes", {}, [shown({})], "tested"],
    ["a test that passes, whatever the reason", { reason }, [shown({})], "tested"],
    ["a test of the lab", { who: "client" }, [shown({ file: "conformance/clients/a_test.ts" })], "tested by the lab"],
    ["a case of the lab", { who: "client", reason }, [shown({ file: "src/lab/scenarios/a.ts" })], "tested by the lab"],
    ["a case of the lab that cites a rule of servers", {}, [shown({ file: "src/lab/preflight/a.ts" })], "OPEN"],
    ["a test that fails", {}, [shown({}), shown({ state: "failed" })], "FAILING"],
    ["a test that was skipped", {}, [shown({ state: "skipped" })], "OPEN"],
    ["only a test that goes beyond it", {}, [shown({ beyond: true })], "OPEN"],
    ["a test of another rule", {}, [shown({ id: "RFC1-2-2" })], "OPEN"],
    ["a reason", { reason }, [], "reason"],
    ["neither test nor reason", { who: "client", keyword: "SHOULD" }, [], "OPEN"],
    ["the keyword MAY and no test", { keyword: "MAY" }, [], "optional"],
  ] as const) {
    it(`calls a rule with ${name} '${standing}'`, () => {
      assert.equal(join(entry, ...evidence).standing, standing);
    });
  }

  it("counts what shows the rule and what goes beyond it apart", () => {
    const { tests, beyond } = join({}, shown({}), shown({}), shown({ beyond: true }));
    assert.deepEqual({ tests, beyond }, { tests: 2, beyond: 1 });
  });

  it("names each enforcing file once, sorted, from src on", () => {
    const enforcements = ["src/b.ts", "src/a/c.ts", "src/b.ts"].map((file) => ({ id: ID, file }));
    const [requirement] = joinRequirements(rulesOf({}), { evidence: [], enforcements });
    assert.deepEqual(requirement?.enforcedAt, ["a/c.ts", "b.ts"]);
  });
});

describe("what counts as evidence", () => {
  const table = 'beyond("RFC1-2-9", "x", f); for (const id of ["RFC9999-2-1"]) rule(id, "x", f);';

  it("is a title in a report that names a rule", () => {
    const report = [{ fullTitle: "x [RFC6749-4-1 MUST]", file: "test/a_test.ts", state: "failed" }] as const;
    assert.deepEqual(evidenceOfReport(report), [shown({ id: "RFC6749-4-1", state: "failed" })]);
  });

  it("is an id in rule(), in beyond() or in a table of a test's source", () => {
    const ids = evidenceOfSources([citing("test/a_test.ts", table.replace("RFC1-", "RFC1111-"))]);
    assert.deepEqual(
      ids.map(({ id, beyond }) => `${id} ${beyond}`),
      ["RFC1111-2-9 true", "RFC9999-2-1 false"],
    );
  });

  it("is nothing in a source that is no test", () => {
    assert.deepEqual(evidenceOfSources([citing("src/a.ts", table)]), []);
  });

  it("is no mere text in a test that has no table", () => {
    assert.deepEqual(evidenceOfSources([citing("test/a_test.ts", 'f("RFC9999-2-1");')]), []);
  });

  for (const file of ["conformance/support/rule_test.ts", "test/architecture/rules_table_test.ts"]) {
    it(`is nothing in ${file}, which tests the tools`, () => {
      assert.deepEqual(evidenceOfSources([citing(file, table)]), []);
      assert.deepEqual(evidenceOfReport([{ fullTitle: "x [RFC6749-4-1 MUST]", file, state: "passed" }]), []);
    });
  }

  it("is what ran, and the source of what did not", () => {
    const files = ["test/a_test.ts", "test/b_test.ts"].map((file) => citing(file, 'rule("RFC6749-4-1", "x", f);'));
    const ran = [{ fullTitle: "x [RFC6749-4-1 MUST]", file: "test/a_test.ts", state: "failed" }] as const;
    const states = evidenceOfRun(files, ran).map(({ file, state }) => `${file} ${state}`);
    assert.deepEqual(states, ["test/a_test.ts failed", "test/b_test.ts passed"]);
  });

  it("is not missed in a test that names no rule, in a source, or in what tests the tools", () => {
    const files = ["test/a_test.ts", "src/b.ts", "conformance/support/rule_test.ts"].map((file) => citing(file, table));
    assert.deepEqual(findLeftOut([...files, citing("test/c_test.ts", 'f("RFC6749-4-1");')], []), files.slice(0, 1));
  });

  it("is a citation of the sources for enforcing, and none of their tests", () => {
    const source = 'fail("x", "y", { rule: "RFC9999-2-1" });';
    const files = ["src/a.ts", "src/a_test.ts", "src/b_test.tsx", "test/c.ts"].map((file) => citing(file, source));
    assert.deepEqual(enforcementsOf(files), [{ id: "RFC9999-2-1", file: "src/a.ts" }]);
  });
});

describe("renderTable()", () => {
  function render(entry: Partial<RuleEntry>, ...evidence: readonly Evidence[]): string {
    const book = bookOf(entry);
    const enforcements = [{ id: ID, file: "src/a.ts" }];
    return renderTable([book], joinRequirements(book.rules, { evidence, enforcements }));
  }

  it("writes a row a rule, with a link to its section", () => {
    const row = `| [${ID}](https://rfc.test/1#section-2) | MUST | server | Do what is due | a.ts | 2 + 1 | tested |`;
    assert.include(render({}, shown({}), shown({}), shown({ beyond: true })).split("\n"), row);
  });

  it("counts the rules by how it stands with them", () => {
    const lines = render({}).split("\n");
    assert.include(lines, "| RFC1 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |");
    assert.include(lines, "| all | 1 | 0 | 0 | 0 | 0 | 0 | 1 |");
  });

  it("gives the reason in place of the state, and a choice beside it", () => {
    assert.include(render({ reason: "Not done: later" }), "| 0 | Not done: later |");
    assert.include(render({ reason: "Not done: later" }, shown({})), "| 1 | tested |");
    assert.include(render({ reason: "Choice: off" }, shown({})), "| 1 | tested. Choice: off |");
  });

  it("keeps a bar in a sentence from ending its cell", () => {
    assert.include(render({ says: "Take a | b" }), "| Take a \\| b | a.ts |");
    assert.lengthOf(lastingRows(render({ says: "Take a | b" })), 1);
  });
});

describe("findUnmetRules()", () => {
  for (const [name, requirement, sentences] of [
    ["open", join({}), [`${ID} (MUST, server) has neither a test that passes nor a reason: Do what is due`]],
    ["failing", join({}, shown({ state: "failed" })), [`${ID} (MUST, server) has a test that fails`]],
    ["tested", join({}, shown({})), []],
    ["excused", join({ reason: "Not done: later" }), []],
    ["optional", join({ keyword: "MAY" }), []],
  ] as const) {
    it(`reports a rule that is ${name} as it should`, () => {
      assert.deepEqual(findUnmetRules([requirement]), [...sentences]);
    });
  }
});

describe("findUnknownRules()", () => {
  const known = new Set(["RFC6749-4-1"]);

  for (const [name, file, source] of [
    ["a refusal", "src/a.ts", 'fail("x", "y", { rule: "RFC6749-4-2" });'],
    ["rule()", "test/a_test.ts", 'rule("RFC6749-4-2", "x", f); rule("RFC6749-4-2", "y", f);'],
    ["beyond()", "src/a_test.ts", 'beyond(["RFC6749-4-1", "RFC6749-4-2"], "x", f);'],
  ] as const) {
    it(`finds an unknown id in ${name}, once a file`, () => {
      const found = findUnknownRules([citing(file, source)], known);
      assert.deepEqual(found, [`${file} names RFC6749-4-2, which no rule book lists`]);
    });
  }

  it("leaves known ids alone, and made-up ones inside of tests", () => {
    const files = [citing("src/a.ts", 'f("RFC6749-4-1");'), citing("src/a_test.ts", 'f("RFC6749-4-2");')];
    assert.deepEqual(findUnknownRules(files, known), []);
  });
});

describe("findStaleRows()", () => {
  const book = bookOf({}, {});
  const due = renderTable([book], joinRequirements(book.rules, { evidence: [], enforcements: [] }));
  const stale = (id: string) => `${id} is out of date in the table, run 'npm run trace'`;

  for (const [name, changed, sentences] of [
    ["nothing differs", due, []],
    ["only tests and state differ", due.replaceAll("| 0 | OPEN |", "| 7 | tested |"), []],
    ["a sentence differs", due.replace("Do what is due", "Do what was due"), [stale(ID)]],
    ["an enforcing file is missing", due.replace("– | 0", "a.ts | 0"), [stale(ID)]],
    ["a row was dropped", due.replace(/\| \[RFC1-2-2.*\n/, ""), [stale("RFC1-2-2")]],
    ["a row is left over", due.replace(/(\| \[)RFC1-2-2(.*\n)/, "$&$1RFC1-9-9$2"), [stale("RFC1-9-9")]],
    ["there is no table", "", [stale(ID), stale("RFC1-2-2")]],
  ] as const) {
    it(`reports rightly when ${name}`, () => assert.deepEqual(findStaleRows(changed, due), [...sentences]));
  }
});

describe("evidenceOfLab()", () => {
  it("takes what scenarios, lints and preflight checks cite, and nothing else of the lab", () => {
    const files = [
      "src/lab/scenarios/a.ts",
      "src/lab/judge/lint/a.ts",
      "src/lab/preflight/a.ts",
      "src/lab/scenarios/a_test.ts",
      "src/lab/api/a.ts",
      "src/endpoints/a.ts",
    ].map((file) => citing(file, 'const CASE = { rule: "RFC6749-4-1" };'));
    const found = evidenceOfLab(files);
    assert.deepEqual(
      found.map(({ file }) => file),
      ["src/lab/scenarios/a.ts", "src/lab/judge/lint/a.ts", "src/lab/preflight/a.ts"],
    );
    assert.deepInclude(found[0], { id: "RFC6749-4-1", beyond: false, state: "passed" });
  });
});
