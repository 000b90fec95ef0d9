import { assert } from "chai";
import { describe, it } from "mocha";
import { RULE_BOOKS } from "../../../conformance/rules/mod.ts";
import { speaksAsRule } from "../../../test/support/rule_strength.ts";
import { ALL_FAULTS } from "../faults/all_faults.ts";
import type { Place } from "../journal/entry.ts";
import { ALL_SCENARIOS } from "./all_scenarios.ts";
import type { Expectation, Scenario } from "./scenario.ts";
import { SETUP_OF } from "./setups.ts";

const RULES = new Map(RULE_BOOKS.flatMap(({ rules }) => rules.map((rule) => [rule.id, rule] as const)));

function placesIn(expect: Expectation): readonly Place[] {
  if (expect.kind === "refuses") return expect.forbidden;
  return expect.kind === "accepts" ? expect.needs : [];
}

/** Places that no flow begins with, and that a client may come to whatever its setup. */
const ANYWHERE: ReadonlySet<Place> = new Set(["discovery", "jwks", "unknown", "registration", "device_authorization"]);

/** Fails with the names of the scenarios for which something does not hold. */
function holdsForAll(holds: (scenario: Scenario) => boolean): void {
  assert.deepEqual(
    ALL_SCENARIOS.filter((scenario) => !holds(scenario)).map(({ name }) => name),
    [],
  );
}

describe("ALL_SCENARIOS", () => {
  it("has names that are addresses, each once", () => {
    const names = ALL_SCENARIOS.map(({ name }) => name);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
    holdsForAll(({ name }) => /^[a-z][a-z0-9_]+$/.test(name));
  });

  it("cites rules of the books that bind clients", () => {
    holdsForAll(({ rule }) => ["client", "resource server"].includes(RULES.get(rule)?.who ?? ""));
  });

  it("speaks no stronger than the rule does", () => {
    holdsForAll(speaksAsRule);
  });

  it("puts faults to work that there are", () => {
    holdsForAll(({ faults }) => faults.every(({ fault }) => ALL_FAULTS.has(fault)));
  });

  it("differs from the control, unless it does no more than look at it", () => {
    holdsForAll(
      ({ faults, acts = [], settings, client, visit, asks, expect }) =>
        faults.length + acts.length > 0 ||
        (settings ?? client ?? visit ?? asks) !== undefined ||
        expect.kind === "observes",
    );
  });

  it("has setups, each once", () => {
    holdsForAll(({ setups }) => setups.length > 0 && new Set(setups).size === setups.length);
  });

  it("forbids and needs nothing that a client of none of its setups comes to", () => {
    holdsForAll(({ setups, expect }) => {
      const visited = new Set(setups.flatMap((setup) => SETUP_OF[setup].needs));
      return placesIn(expect).every((place) => ANYWHERE.has(place) || visited.has(place));
    });
  });

  it("needs nothing but what each of its setups has in its unmodified flow", () => {
    holdsForAll(({ setups, expect }) =>
      expect.kind === "accepts"
        ? setups.every((setup) => expect.needs.every((place) => SETUP_OF[setup].needs.includes(place)))
        : true,
    );
  });

  it("says what a client does in a sentence without a full stop, in words of one's own", () => {
    holdsForAll(({ says, title }) => /^[A-Z][^"]*[^.!?\s]$/.test(says) && says.length > 20 && title !== "");
  });

  it("says how to mend a client in whole sentences", () => {
    holdsForAll(({ mend }) => /^(?:[A-Z]|[a-z]+_).+\.$/s.test(mend));
  });
});

describe("ALL_FAULTS", () => {
  it("says what is wrong in a sentence without a full stop", () => {
    const wrong = [...ALL_FAULTS.values()].filter(
      ({ name, says }) => !/^[a-z][a-z0-9_]+$/.test(name) || says.endsWith("."),
    );
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    );
  });
});
