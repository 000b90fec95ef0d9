import { assert } from "chai";
import { ALL_RULES, RULE_BOOKS } from "../../conformance/rules/mod.ts";
import type { Rule } from "../../conformance/rules/mod.ts";
import { isRuleId } from "../../scripts/trace/citation.ts";

const RULES = [...ALL_RULES.values()];

/** The ids of the rules that break a law, so that a failure names them all. */
function offenders(breaks: (rule: Rule) => boolean): readonly string[] {
  return RULES.filter(breaks).map(({ id }) => id);
}

function compareSections(one: string, other: string): number {
  const [left, right] = [one.split(".").map(Number), other.split(".").map(Number)];
  const place = left.findIndex((number, index) => number !== right[index]);
  if (place === -1) return left.length - right.length;
  return (left[place] ?? 0) - (right[place] ?? -1);
}

describe("the rule books", () => {
  it("are in order: the RFCs by their numbers, then those of the OpenID Foundation and drafts", () => {
    const numbers = RULE_BOOKS.map(({ rules }) => /\/rfc(\d+)#/.exec(rules[0]?.url ?? "")?.[1]);
    const rfcs = numbers.filter((number) => number !== undefined).map(Number);
    const sorted = rfcs.toSorted((one, other) => one - other);
    assert.deepEqual(numbers.slice(0, rfcs.length).map(Number), sorted);
    assert.equal(new Set(RULE_BOOKS.map(({ spec }) => spec)).size, RULE_BOOKS.length);
  });

  it("have names by which the trace finds their ids", () => {
    assert.deepEqual(
      offenders(({ id }) => !isRuleId(id)),
      [],
    );
  });

  it("list no id twice", () => {
    assert.equal(ALL_RULES.size, RULE_BOOKS.flatMap(({ rules }) => rules).length);
  });

  for (const { spec, rules } of RULE_BOOKS) {
    it(`follow the order of the text in ${spec}`, () => {
      const sections = rules.map(({ section }) => section);
      assert.deepEqual(sections, sections.toSorted(compareSections));
    });
  }
});

describe("the rules", () => {
  for (const [law, breaks] of [
    ["begin with a capital letter", ({ says }) => !/^[A-Z]/.test(says)],
    ["end without a full stop", ({ says }) => says.endsWith(".")],
    ["hold one sentence each", ({ says }) => /[.;] /.test(says)],
    ["have no contractions, double quotes or line breaks", ({ says }) => /\w'(?:t|s|re|ll) |["\n]/.test(says)],
    [
      "use none of the capital words, which are the keyword's",
      ({ says }) => /\b(?:MUST|SHOULD|SHALL|MAY)\b/.test(says),
    ],
    ["are short enough for a table", ({ says }) => says.length > 125],
  ] as const satisfies readonly (readonly [string, (rule: Rule) => boolean])[]) {
    it(law, () => assert.deepEqual(offenders(breaks), []));
  }

  it("say something else each within a specification", () => {
    const said = new Set<string>();
    const repeated = offenders(({ spec, says }) => said.size === said.add(`${spec} ${says}`).size);
    assert.deepEqual(repeated, []);
  });

  it("link to their section at the publisher of the specifications", () => {
    const pattern =
      /^https:\/\/(www\.rfc-editor\.org\/rfc\/rfc\d{4}#(section-|appendix-[A-Z])|www\.ietf\.org\/archive\/id\/draft-[a-z0-9-]+\.html#section-|openid\.net\/specs\/[a-z0-9_-]+\.html#(rfc\.section\.|section-)|wiki\.oauth\.net\/w\/page\/12238543\/ProblemReporting#)[0-9.]*$/;
    assert.deepEqual(
      offenders(({ url }) => !pattern.test(url)),
      [],
    );
  });
});

describe("the reasons why no test shows a rule", () => {
  it("begin with what kind of reason they are", () => {
    const kinds = /^(?:Not done: |Choice: |For clients: |Left to the |Binds )/;
    assert.deepEqual(
      offenders(({ reason }) => reason !== undefined && !kinds.test(reason)),
      [],
    );
  });

  it("speak of clients only where a client is bound", () => {
    assert.deepEqual(
      offenders(({ who, reason }) => reason?.startsWith("For clients: ") === true && who !== "client"),
      [],
    );
  });

  it("never excuse a server by saying that it is people who are bound", () => {
    assert.deepEqual(
      offenders(({ who, reason }) => reason?.startsWith("Binds ") === true && who.endsWith("server")),
      [],
    );
  });
});
