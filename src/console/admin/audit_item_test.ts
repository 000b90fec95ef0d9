import { assert } from "chai";
import type { Fact } from "../../pages/mod.ts";
import type { AuditEntry } from "../../stores/mod.ts";
import { auditItem, namedBy } from "./audit_item.ts";
import type { Names } from "./naming.ts";

const NAMES: Names = {
  person: (id, says = "Person") => ({ name: says, value: `person ${id}` }),
  application: (id) => ({ name: "Application", value: `application ${id}` }),
};

function entry(said: Partial<AuditEntry> = {}): AuditEntry {
  return { id: 1, at: 1_767_225_600, event: "login.failed", detail: {}, ...said };
}

function factsOf(said: Partial<AuditEntry>): readonly Fact[] {
  return auditItem(entry(said), { names: NAMES, base: "/t" }).facts.filter(({ name }) => name !== "At");
}

describe("auditItem()", () => {
  it("says what happened and when, and leads to all that is like it", () => {
    const { name, href, facts } = auditItem(entry(), { names: NAMES, base: "/t" });
    assert.deepEqual([name, href], ["login.failed", "/t/admin/audit?event=login.failed"]);
    assert.deepEqual(facts, [{ name: "At", value: "2026-01-01 00:00:00 UTC" }]);
  });

  const FACTS: readonly (readonly [string, Partial<AuditEntry>, readonly Fact[]])[] = [
    ["a person", { accountId: 7 }, [{ name: "Person", value: "person 7" }]],
    ["an application", { client: 7 }, [{ name: "Application", value: "application 7" }]],
    [
      "an authorization, whatever its tag",
      { family: "a/b?" },
      [{ name: "Authorization", value: "a/b?", isCode: true, href: "/t/admin/authorizations/a%2Fb%3F" }],
    ],
    [
      "a request",
      { trace: "t&1" },
      [{ name: "Request", value: "t&1", isCode: true, href: "/t/admin/audit?request=t%261" }],
    ],
    ["somebody of the staff who did it", { detail: { by: 8 } }, [{ name: "By", value: "person 8" }]],
    ["a command that did it", { detail: { by: "command line" } }, [{ name: "By", value: "command line" }]],
    [
      "what else is known",
      { detail: { tries: 0, ok: false, why: "x" } },
      [
        { name: "tries", value: "0", isCode: true },
        { name: "ok", value: "false", isCode: true },
        { name: "why", value: "x", isCode: true },
      ],
    ],
  ];
  for (const [what, said, expected] of FACTS) {
    it(`tells of ${what}`, () => assert.deepEqual(factsOf(said), [...expected]));
  }
});

describe("namedBy()", () => {
  it("finds whom lines name, and who of the staff did it", () => {
    const entries = [entry({ accountId: 1, client: 2, detail: { by: 3 } }), entry({ detail: { by: "command line" } })];
    const named = namedBy(entries);
    assert.deepEqual(
      named.flatMap(({ accountId }) => accountId ?? []),
      [1, 3],
    );
    assert.deepEqual(
      named.flatMap(({ client }) => client ?? []),
      [2],
    );
  });
});
