import { assert } from "chai";
import { OAuthError } from "../../protocol/mod.ts";
import { ALL_FAULTS } from "../faults/all_faults.ts";
import type { Fault } from "../faults/fault.ts";
import { readFaultUses } from "./fault_uses.ts";

const PLAIN: Fault = { name: "plain", place: "token", says: "Nothing" };
const LATE: Fault = { ...PLAIN, name: "late", options: { seconds: "How late" } };
const FAULTS = new Map([PLAIN, LATE].map((fault) => [fault.name, fault]));

function refusalOf(items: readonly unknown[]): string {
  try {
    readFaultUses(items, FAULTS);
  } catch (error) {
    if (error instanceof OAuthError) return error.description;
    throw error;
  }
  throw new TypeError("Nothing was refused");
}

describe("readFaultUses()", () => {
  it("takes a name alone, and the same as an object", () => {
    assert.deepEqual(readFaultUses(["plain", { fault: "plain" }], FAULTS), [{ fault: "plain" }, { fault: "plain" }]);
  });

  it("takes all that says when it is at work", () => {
    const use = {
      fault: "late",
      client_id: "mine",
      scope: "read",
      state: "xyz",
      nth: 2,
      times: 3,
      options: { seconds: 5 },
    };
    assert.deepEqual(readFaultUses([use], FAULTS), [use]);
  });

  it("takes what is null as not sent", () => {
    assert.deepEqual(readFaultUses([{ fault: "plain", nth: null, state: null }], FAULTS), [{ fault: "plain" }]);
  });

  it("takes none, and fifty", () => {
    assert.deepEqual(readFaultUses([], FAULTS), []);
    assert.lengthOf(
      readFaultUses(
        Array.from({ length: 50 }, () => "plain"),
        FAULTS,
      ),
      50,
    );
  });

  it("takes each fault that there is by its name", () => {
    for (const name of ALL_FAULTS.keys()) assert.deepEqual(readFaultUses([name], ALL_FAULTS), [{ fault: name }]);
  });

  for (const [name, item, says] of [
    ["nothing", {}, "faults[0].fault: give the name"],
    ["a fault that nobody knows", "magic", "faults[0].fault: there is no fault 'magic'"],
    ["a name of another kind", { fault: 1 }, "faults[0].fault: give a text"],
    ["the name of a method of objects", "toString", "faults[0].fault"],
    ["nth 0", { fault: "plain", nth: 0 }, "faults[0].nth: give a whole number from 1"],
    ["times 0", { fault: "plain", times: 0 }, "faults[0].times: give a whole number from 1"],
    ["half a time", { fault: "plain", times: 0.5 }, "faults[0].times"],
    ["nth as a text", { fault: "plain", nth: "1" }, "faults[0].nth"],
    ["more times than one can count", { fault: "plain", times: 1e9 }, "faults[0].times"],
    ["an empty state", { fault: "plain", state: "" }, "faults[0].state: give 1 to 2000"],
    ["a state that is too long", { fault: "plain", state: "x".repeat(2_001) }, "faults[0].state"],
    ["a scope of another kind", { fault: "plain", scope: ["read"] }, "faults[0].scope: give a text"],
    ["a client of another kind", { fault: "plain", client_id: 5 }, "faults[0].client_id: give a text"],
    ["options that it does not take", { fault: "plain", options: { a: 1 } }, "options.a: this fault takes none"],
    ["another option", { fault: "late", options: { a: 1 } }, "options.a: there is none of that name, but seconds"],
    ["options of another kind", { fault: "late", options: [] }, "faults[0].options: give an object"],
    ["another member", { fault: "plain", when: 1 }, "faults[0].when: there is none of that name"],
    ["a list", [], "faults[0]: give a name or an object"],
  ] as const) {
    it(`refuses ${name}`, () =>
      assert.include(refusalOf([item]), `Cannot take ${says.startsWith("options") ? "faults[0]." : ""}${says}`));
  }

  it("says which of several is wrong", () => {
    assert.include(refusalOf(["plain", "late", "magic"]), "faults[2]");
  });

  it("refuses more than fifty", () => {
    assert.include(refusalOf(Array.from({ length: 51 }, () => "plain")), "faults: give at most 50");
  });
});
