import { assert } from "chai";
import { client } from "../../../test/support/cast.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import type { AuditQuery } from "../../stores/mod.ts";
import { office } from "./_office_test.ts";
import { auditFields, readAuditQuery } from "./audit_query.ts";

const START = 1_767_225_600;

async function scene() {
  const on = await office();
  return { ...on, app: await client(on.issuer, { clientId: "shop" }) };
}

type Scene = Awaited<ReturnType<typeof scene>>;

describe("readAuditQuery()", () => {
  const QUERIES: readonly (readonly [string, (on: Scene) => AuditQuery | undefined])[] = [
    ["", () => ({})],
    ["event=+login.failed+", () => ({ event: "login.failed" })],
    ["person=77", () => ({ accountId: 77 })],
    ["person=nobody", () => undefined],
    ["application=shop", ({ app }) => ({ client: app.id })],
    ["application=none", () => undefined],
    ["authorization=tag&request=t-1", () => ({ family: "tag", trace: "t-1" })],
    ["from=2026-01-01&until=2026-01-02", () => ({ from: START, until: START + 86_400 })],
    ["from=1970-01-01", () => ({ from: 0 })],
    ["from=soon&event=x", () => undefined],
    ["person=nobody&application=shop", () => undefined],
    ["other=1", () => ({})],
  ];
  for (const [query, expected] of QUERIES) {
    it(`reads ?${query}`, async () => {
      const on = await scene();
      assert.deepEqual((await readAuditQuery(await on.come(query))).query, expected(on));
    });
  }

  it("tells of each time what is wrong with it, and keeps what was typed", async () => {
    const { come } = await scene();
    const { typed, problems } = await readAuditQuery(await come("from=soon&until=2026-13-01&event=x"));
    assert.hasAllKeys(problems, ["from", "until"]);
    assert.include(typed, { from: "soon", until: "2026-13-01", event: "x" });
  });

  it("refuses a field that stands twice", async () => {
    const { come } = await scene();
    const visit = await come("event=a&event=b");
    await assertRefused(() => readAuditQuery(visit), { code: "invalid_request" });
  });
});

describe("auditFields()", () => {
  it("fills in what was typed, with what is wrong beside it, and nothing else", async () => {
    const { come } = await scene();
    const { fields, more = [] } = auditFields(await readAuditQuery(await come("event=x&until=soon")));
    const filled = [...fields, ...more].filter(({ value }) => value !== undefined);
    assert.deepEqual(
      filled.map(({ name, value, problem }) => [name, value, problem !== undefined]),
      [
        ["event", "x", false],
        ["until", "soon", true],
      ],
    );
  });

  it("has a field for all that can be looked for, each once and with a name of its own", async () => {
    const { come } = await scene();
    const read = await readAuditQuery(await come());
    const { fields, more = [] } = auditFields(read);
    const all = [...fields, ...more];
    assert.sameMembers(
      all.map(({ name }) => name),
      Object.keys(read.typed),
    );
    assert.lengthOf(new Set(all.map(({ label }) => label)), all.length);
  });
});
