import { assert } from "chai";
import type { JournalEntry, Observed, Scenario } from "../../src/lab/mod.ts";

/** What a scenario of a journal finds: its name, the finding, a part of its sentence, the entries, and the control. */
export type ObservedRow = readonly [
  scenario: string,
  verdict: Observed["verdict"],
  says: string,
  journal: readonly JournalEntry[],
  control?: readonly JournalEntry[],
];

/** A value as a journal shows it, by its mark. */
export function marked(mark: string, length = 43): string {
  return `[${length} characters, #${Buffer.from(mark).toString("hex").padEnd(8, "0").slice(0, 8)}]`;
}

function entryAt(entry: JournalEntry, [n, at]: readonly [number, number]): JournalEntry {
  return { ...entry, n, at };
}

/** Entries as a journal has them: numbered, each at its own time where it has one. */
export function timed(
  ...entries: readonly (readonly [seconds: number, entry: JournalEntry])[]
): readonly JournalEntry[] {
  return entries.map(([seconds, entry], index) => entryAt(entry, [index + 1, 1_000 + seconds * 1_000]));
}

/** What a scenario that looks at a journal by itself finds there. */
export function observedBy(scenarios: readonly Scenario[], [name, , , journal, control = []]: ObservedRow): Observed {
  const expect = scenarios.find((scenario) => scenario.name === name)?.expect;
  assert(expect?.kind === "observes", `'${name}' is no scenario that looks at a journal`);
  return expect.judge({ journal, control });
}

/** Registers a case for each row, and one that says whether a row is missing. */
export function observedCases(scenarios: readonly Scenario[], rows: readonly ObservedRow[]): void {
  for (const [index, row] of rows.entries()) {
    const [name, verdict, says] = row;
    it(`${name} finds ${verdict} (${index + 1}): ${says}`, () => {
      const observed = observedBy(scenarios, row);
      assert.equal(observed.verdict, verdict, observed.says);
      assert.include(observed.says, says);
      assert.notMatch(observed.says, /[.]$/);
      const numbers = new Set(row[3].map(({ n }) => n));
      assert.isTrue(
        observed.evidence.every((n) => numbers.has(n)),
        `${observed.evidence.join()} are entries`,
      );
    });
  }

  it("has rows of a right and of a wrong client for each scenario that looks at a journal", () => {
    const looking = scenarios.filter(({ expect }) => expect.kind === "observes");
    for (const { name } of looking) {
      const verdicts = rows.filter(([scenario]) => scenario === name).map(([, verdict]) => verdict);
      assert.include(verdicts, "passed", name);
      assert.isTrue(
        verdicts.some((verdict) => verdict === "failed" || verdict === "warning"),
        `${name} has no wrong client`,
      );
    }
  });
}
