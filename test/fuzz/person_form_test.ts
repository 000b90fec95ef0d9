import { assert } from "chai";
import * as fc from "fast-check";
import { accountComplaints } from "../../src/accounts/mod.ts";
import { isStorable } from "../../src/stores/mod.ts";
import { SEED } from "../contract/seed.ts";
import { type Administration, administrationOf } from "../http/administration.ts";
import { formOf } from "../support/value_browser.ts";

const NASTY = [
  "\0",
  "a\0b",
  "\r\n",
  "\u202Eevil",
  "\u{1F600}".repeat(200),
  "a".repeat(10_000),
  "<script>alert(1)</script>",
  "javascript:alert(1)",
  "__proto__",
  "ﷺ".repeat(150),
  "İı",
  "a@b",
  "yes",
  '{"__proto__":{"isStaff":true}}',
  '{"constructor":1}',
  '{"a":"\\u0000"}',
  `{"a":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
  '{"updated_at":1e999}',
  "null",
] as const;

const text = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme", maxLength: 80 }) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 3, arbitrary: fc.stringMatching(/^[a-z]{1,12}$/) },
);
const NAMES = [
  "username",
  "email",
  "first_name",
  "last_name",
  "claims",
  "is_staff",
  "is_active",
  "password",
  "repeated",
  "changed_at",
  "id",
  "sub",
];
const fields = fc.record(Object.fromEntries(NAMES.map((name) => [name, text])), { requiredKeys: [] });

/** Every record is one that the command line would have taken as well. */
async function assertSound({ issuer }: Administration): Promise<number> {
  const people = await issuer.durable.accounts.list({ limit: 1_000 });
  for (const { username, email, firstName, lastName, claims = {} } of people) {
    assert.deepEqual(accountComplaints({ username, email, firstName, lastName, claims }), []);
    assert.isTrue(isStorable(claims));
  }
  return people.length;
}

describe("the forms about a person, whatever is filled in", () => {
  it("add somebody who is right, or nobody", async () => {
    const on = await administrationOf();
    const page = await on.desk.get("/admin/users/add");
    let count = await assertSound(on);
    const property = fc.asyncProperty(fields, async (fill) => {
      const reply = await on.desk.submit(page, {
        ...fill,
        ...(fill["password"] === undefined ? {} : { repeated: fill["password"] }),
      });
      assert.include([303, 400], reply.status);
      count += reply.status === 303 ? 1 : 0;
      assert.equal(await assertSound(on), count);
      if (reply.kind === "html") assert.notInclude(reply.markup, "<script>alert");
    });
    await fc.assert(property, { seed: SEED, numRuns: 300 });
    assert.isAbove(count, 2, "somebody is right now and then");
  }).timeout(60_000);

  it("change somebody into what is right, or not at all", async () => {
    const on = await administrationOf();
    const path = `/admin/users/${on.ann.id}/update`;
    const property = fc.asyncProperty(fields, async (fill) => {
      const { changed_at: _, ...typed } = fill;
      const before = await on.issuer.durable.accounts.find(on.ann.id);
      const reply = await on.desk.submit(await on.desk.get(path), typed);
      assert.include([303, 400], reply.status);
      const after = await on.issuer.durable.accounts.find(on.ann.id);
      if (reply.status === 400) assert.deepEqual(after, before);
      assert.deepInclude(after, { id: on.ann.id, sub: on.ann.sub, passwordHash: on.ann.passwordHash });
      await assertSound(on);
    });
    await fc.assert(property, { seed: SEED, numRuns: 300 });
  }).timeout(60_000);

  it("show again what was typed, character for character", async () => {
    const on = await administrationOf();
    const page = await on.desk.get("/admin/users/add");
    const typed = fc
      .string({ unit: "grapheme", maxLength: 40 })
      .filter((one) => one === one.trim() && !/[\p{Cc}\p{Cs}]/u.test(one));
    const property = fc.asyncProperty(typed, typed, async (first, claims) => {
      const reply = await on.desk.submit(page, { first_name: first, claims: `{${claims}` });
      assert.equal(reply.status, 400);
      assert.deepInclude(Object.fromEntries(formOf(reply).fields), { first_name: first, claims: `{${claims}` });
    });
    await fc.assert(property, { seed: SEED, numRuns: 100 });
  }).timeout(60_000);
});
