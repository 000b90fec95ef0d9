import { assert } from "chai";
import { assert as forAll, property, subarray } from "fast-check";
import { bearing } from "./_context_test.ts";
import { ANONYMOUS } from "./access.ts";
import { checkNames, demandOf, judge, scopeGiven } from "./_demand.ts";

const SCOPE = subarray(["read", "write", "music", "admin"]);

describe("judge()", () => {
  it("answers with the two verdicts that were made once, as it runs with every request", () => {
    const demand = demandOf(["read"]);
    assert.equal(judge(bearing(["read", "write"]), demand), demand.passed);
    assert.equal(judge(bearing(["write"]), demand), demand.refused);
    assert.equal(judge(ANONYMOUS, demand), demand.refused);
  });

  it("names the whole scope in both", () => {
    forAll(
      property(SCOPE, SCOPE, (demanded, held) => {
        const verdict = judge(bearing(held), demandOf(demanded));
        assert.deepEqual(verdict, {
          allowed: demanded.every((word) => held.includes(word)),
          scope: demanded,
        });
      }),
    );
  });
});

describe("checkNames()", () => {
  it("answers with a list of its own that nobody can change", () => {
    const given = ["read"];
    const names = checkNames(given);
    assert.deepEqual([...names], given);
    assert.notEqual(names, given);
    assert.isFrozen(names);
  });

  for (const [what, wrong] of [
    ["text", "read"],
    ["nothing", undefined],
    ["an object", { 0: "read", length: 1 }],
  ] as const) {
    it(`throws for ${what} in place of a list`, () => {
      assert.throws(() => checkNames(wrong as unknown as string[]), TypeError, "as a list");
    });
  }
});

describe("scopeGiven()", () => {
  it("tells one function from names", () => {
    const scopeOf = () => ["read"];
    assert.equal(scopeGiven([scopeOf]), scopeOf);
    assert.deepEqual(scopeGiven(["read", "write"]), ["read", "write"]);
    assert.deepEqual(scopeGiven([]), []);
  });
});
