import { assert } from "chai";
import { LINTS } from "../../src/lab/judge/lints.ts";
import { ALL_FAULTS, ALL_SCENARIOS, SETUPS } from "../../src/lab/mod.ts";
import { textOfProject } from "../support/proof.ts";
import { type KnownFault, KNOWN_CLIENT_FAULTS, renderKnownClientFaults } from "./mod.ts";

const ROWS: readonly KnownFault[] = KNOWN_CLIENT_FAULTS.flatMap(({ rows }) => rows);

/** Whatever a report of the lab can name. */
const CASES: ReadonlySet<string> = new Set([
  ...ALL_SCENARIOS.map(({ name }) => name),
  ...LINTS.map(({ name }) => name),
  ...SETUPS.map((setup) => `control-${setup}`),
]);

/** Suites of the OpenID Foundation, which are one to whoever names a module. */
const SUITES: ReadonlySet<string> = new Set(["OIDF", "FAPI", "FAPI 1"]);

/** Rows by what scenarios call them: `OIDF invalid-iss`, `client bug 1`. */
function rowsCalled(known: string): readonly KnownFault[] {
  return KNOWN_CLIENT_FAULTS.flatMap(({ label, rows }) => {
    const labels = SUITES.has(label) ? [...SUITES] : [label];
    return rows.filter(({ name }) => labels.some((one) => known === `${one} ${name}`));
  });
}

describe("known faults of clients", () => {
  for (const { title, rows } of KNOWN_CLIENT_FAULTS) {
    for (const { name, shownBy, because } of rows) {
      it(`is shown by cases that there are, or left out for a reason: ${title}: ${name}`, () => {
        assert.notEqual(shownBy.length > 0, because !== undefined);
        assert.deepEqual(
          shownBy.filter((one) => !CASES.has(one)),
          [],
        );
        assert.deepEqual(shownBy, [...new Set(shownBy)]);
      });
    }

    it(`names each once: ${title}`, () => {
      const names = rows.map(({ name }) => name);
      assert.deepEqual(names, [...new Set(names)]);
    });
  }

  for (const { name, known = [] } of ALL_SCENARIOS) {
    for (const label of known) {
      it(`has a row for what a scenario says that it is known as: ${name}: ${label}`, () => {
        assert.isNotEmpty(rowsCalled(label), "there is no such row");
        assert.isTrue(
          rowsCalled(label).some(({ shownBy }) => shownBy.includes(name)),
          "its row does not name the scenario",
        );
      });
    }
  }

  it("leaves out, by far, less than it shows", () => {
    const leftOut = ROWS.filter(({ because }) => because !== undefined).length;
    assert.isBelow(leftOut * 10, ROWS.length);
  });

  it("gives each a sentence, and each reason as well", () => {
    const wrong = ROWS.filter(
      ({ says, because }) => !/^\S.{7,}[^.]$/s.test(says) || (because !== undefined && !/^.{20,}[^.]$/s.test(because)),
    );
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    );
  });

  it("has a source for each, over TLS", () => {
    for (const { link, rows } of KNOWN_CLIENT_FAULTS)
      for (const { name, links = [] } of rows)
        assert.isTrue(
          [link ?? "", ...links].some((one) => one.startsWith("https://")),
          name,
        );
  });

  it("is written down as it is (npm run trace)", () => {
    assert.equal(textOfProject("conformance/known_client_faults.md"), renderKnownClientFaults(KNOWN_CLIENT_FAULTS));
  });

  it("knows the lab whose cases it names", () => {
    assert.isAtLeast(CASES.size, 400);
    assert.isAtLeast(ALL_FAULTS.size, 300);
  });
});

describe("renderKnownClientFaults()", () => {
  const page = renderKnownClientFaults([
    {
      title: "One | two",
      label: "x",
      link: "https://source.example",
      says: "Of them.",
      rows: [
        { name: "a|b", says: "c|d", shownBy: ["e", "f"], links: ["https://g.example", "https://h.example"] },
        { name: "i", says: "j", shownBy: [], because: "k|l" },
      ],
    },
    { title: "Three", label: "y", says: "No source.", rows: [{ name: "q", says: "r", shownBy: ["s"] }] },
  ]);

  for (const [what, line] of [
    ["what shows a row, and its links", "| a\\|b | c\\|d [1](https://g.example) [2](https://h.example) | `e`, `f` |"],
    ["why one is left out", "| i | j | left out: k\\|l |"],
    ["the source of a group", "Of them. [Source](https://source.example)."],
    ["a group without a source", "## Three\n\nNo source.\n\n|"],
    ["how many there are of each", "| One \\| two | 1 | 1 |"],
    ["how many there are of all", "| all | 2 | 1 |"],
  ] as const) {
    it(`tells ${what}`, () => assert.include(page, line));
  }
});
