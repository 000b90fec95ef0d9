import { assert } from "chai";
import { CLIENT_CHECKS, DEPLOYMENT_CHECKS, SERVICE_CHECKS, SETTINGS_CHECKS } from "./mod.ts";

const LISTS = {
  settings: { checks: SETTINGS_CHECKS, form: /^[EWI](0\d\d|1\d\d)$/ },
  deployments: { checks: DEPLOYMENT_CHECKS, form: /^[EWI]2\d\d$/ },
  clients: { checks: CLIENT_CHECKS, form: /^[EWI](0\d\d|3\d\d)$/ },
  services: { checks: SERVICE_CHECKS, form: /^[EWI]4\d\d$/ },
};
const ALL = [...SETTINGS_CHECKS, ...DEPLOYMENT_CHECKS, ...CLIENT_CHECKS, ...SERVICE_CHECKS];

describe("the checks", () => {
  for (const [name, { checks, form }] of Object.entries(LISTS)) {
    it(`have numbers that say that they are about ${name}`, () => {
      for (const { id } of checks) assert.match(id, form);
    });
  }

  it("have a number each, whatever its letter", () => {
    const numbers = ALL.map(({ id }) => id.slice(1));
    assert.lengthOf(new Set(numbers), numbers.length);
  });

  it("ask a question each, which no other asks", () => {
    for (const { asks } of ALL) assert.match(asks, /^(Is|Are|Do|Does|Can|Must|May|Would|Did|Were) [^?.]+$/);
    assert.lengthOf(new Set(ALL.map(({ asks }) => asks)), ALL.length);
  });

  it("have every one of Django OAuth Toolkit's that can be wrong here", () => {
    const known = ALL.map(({ id }) => id).filter((id) => Number(id.slice(1)) < 100);
    assert.sameMembers(known, ["W001", "W002", "W003", "W004", "W007", "W008", "W009", "W010", "W012"]);
  });
});
