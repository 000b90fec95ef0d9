import { assert } from "chai";
import * as fc from "fast-check";
import type { Reply } from "../../src/protocol/mod.ts";
import { isStorable } from "../../src/stores/mod.ts";
import { applicationRegistrar, FILLED, recordOf, type Registrar, wrongFields } from "../http/applications.ts";
import { markupOf } from "../support/replies.ts";
import { formOf } from "../support/value_browser.ts";

/** Seconds for each property; FUZZ_SECONDS asks for more. */
const SECONDS = Number(process.env["FUZZ_SECONDS"] ?? "3");
const SEED = Number(process.env["FUZZ_SEED"] ?? String(Math.floor(performance.timeOrigin) % 2 ** 31));
const OPTIONS = { seed: SEED, numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: SECONDS * 1_000 };

/** What no field of a text of one line takes. */
const NONSENSE: readonly (readonly [string, string])[] = [
  ["10,000 characters", "x".repeat(10_000)],
  ["NUL", "a\0b"],
  ["line breaks", "a\r\nSet-Cookie: b=c"],
  ["a control character of C1", "a\u0085b"],
  ["markup", '"><script>alert(1)</script>'],
  ["a script as an address", "javascript:alert(1)"],
  ["500 addresses", Array.from({ length: 500 }, (_, index) => `https://a.test/${index}`).join("\n")],
  ["deep JSON", `{"keys":${"[".repeat(9_000)}${"]".repeat(9_000)}}`],
  ["JSON with NUL", '{"keys":[{"kty":"\\u0000"}]}'],
  ["JSON with half of a character", '{"keys":[],"a":"\\ud800"}'],
  ["JSON with a member twice", '{"keys":[],"keys":[]}'],
  ["a member of every object", "__proto__"],
  ["a number beyond numbers", "9".repeat(400)],
  ["a negative number", "-1"],
];

/** Emoji and other scripts: some fields may hold them. */
const STRANGE = ["\u{1f469}\u200d\u{1f467}", "\u202egnissap", "e\u0301\u0301", " ", "\t", "a=b&c=d", "%00", "+"];

/** Fields that a form of an application has, those of boxes to tick and those of staff too. */
async function fieldNames({ browser }: Registrar): Promise<readonly string[]> {
  const { fields } = formOf(await browser.get("/applications/register"));
  const names = fields.map(([name]) => name).filter((name) => name !== "csrf");
  return [...new Set([...names, "scope", "default_scope", "skip_authorization", "require_auth_time", "check"])];
}

/** A form as the browser sends it: several values of a name, none, and names that there are not. */
async function send(
  { browser }: Registrar,
  path: string,
  pairs: readonly (readonly [string, string])[],
): Promise<Reply> {
  const { fields } = formOf(await browser.get(path));
  const changed = new Set(pairs.map(([name]) => name));
  const kept = fields.filter(([name]) => !changed.has(name));
  const form = new URLSearchParams([...kept, ...pairs].map(([name, value]) => [name, value])).toString();
  return browser.post(path, { form });
}

function withFilled(pairs: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  const named = new Set(pairs.map(([name]) => name));
  const filled = Object.entries(FILLED).map(([name, value]) => [name, String(value)] as const);
  return [...filled.filter(([name]) => !named.has(name)), ...pairs];
}

/** What holds of every answer to a form; an application is on record exactly where the answer says so. */
async function assertHonest(on: Registrar, pairs: readonly (readonly [string, string])[]): Promise<Reply> {
  const before = (await on.all()).length;
  const reply = await send(on, "/applications/register", withFilled(pairs));
  const made = (await on.all()).length - before;
  const context = JSON.stringify(pairs).slice(0, 300);
  assert.include([200, 303, 400], reply.status, context);
  const isSaved =
    (reply.kind === "redirect" && reply.location.endsWith("done=registered")) ||
    (reply.kind === "html" && reply.markup.includes("Client secret"));
  assert.equal(made, isSaved ? 1 : 0, context);
  // Ours has a type and an address.
  if (reply.kind === "html") assert.notInclude(reply.markup, "<script>", context);
  for (const client of (await on.all()).slice(before)) await on.issuer.durable.clients.remove(client.id);
  return reply;
}

describe("forms of applications that are nonsense", function () {
  this.timeout(SECONDS * 1_000 + 120_000);

  it("are refused at the field or taken, and never an error of ours, in each field", async () => {
    const on = await applicationRegistrar({ isStaff: true });
    const names = await fieldNames(on);
    assert.isAtLeast(names.length, 40);
    for (const name of names) {
      for (const text of [...NONSENSE.map(([, nonsense]) => nonsense), ...STRANGE])
        await assertHonest(on, [[name, text]]);
    }
  });

  /** Fields of one line or one word, which take no nonsense at all. */
  const STRICT = ["name", "client_id", "client_type", "grant_types", "redirect_uris", "jwks", "jwks_uri", "logo_uri"];
  for (const [what, nonsense] of NONSENSE.slice(0, 4)) {
    it(`say at the field what is wrong with ${what}, and show it again`, async () => {
      const on = await applicationRegistrar();
      for (const name of STRICT) {
        const reply = await assertHonest(on, [[name, nonsense]]);
        assert.equal(reply.status, 400, name);
        assert.include(wrongFields(reply), name);
      }
    });
  }

  it("say at the field that it came twice", async () => {
    const on = await applicationRegistrar({ isStaff: true });
    const ticked = new Set(["grant_types", "scope", "default_scope", "check"]);
    for (const name of (await fieldNames(on)).filter((one) => !ticked.has(one))) {
      const reply = await assertHonest(on, [
        [name, ""],
        [name, ""],
      ]);
      assert.equal(reply.status, 400, name);
      // Of what is folded away as well: the form opens it.
      assert.include(wrongFields(reply), name);
    }
  });

  it("do not make a page that is larger than what was sent by much", async () => {
    const on = await applicationRegistrar();
    const lines = Array.from({ length: 100 }, (_, index) => `nonsense ${index} ${"x".repeat(200)}`).join("\n");
    const reply = await assertHonest(on, [["redirect_uris", lines]]);
    assert.isBelow(markupOf(reply).length, lines.length + 60_000);
  });

  it("are answered honestly, whatever is in them", async () => {
    const on = await applicationRegistrar();
    const names = fc.constantFrom(...(await fieldNames(on)), "__proto__", "constructor", "unknown");
    const values = fc.oneof(
      fc.constantFrom(...NONSENSE.map(([, text]) => text), ...STRANGE),
      fc.constantFrom("yes", "implicit", "password", "openid-hybrid", "public", "none", "HS256", "private_key_jwt"),
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, values), { maxLength: 6 }), async (pairs) => {
        await assertHonest(on, pairs);
      }),
      OPTIONS,
    );
  });

  it("change an application wholly or not at all", async () => {
    const on = await applicationRegistrar();
    const names = fc.constantFrom(...(await fieldNames(on)).filter((name) => name !== "check"));
    const values = fc.constantFrom(
      ...NONSENSE.map(([, text]) => text),
      ...STRANGE,
      "public",
      "implicit",
      "https://b.test/",
    );
    const own = await on.own();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, values), { minLength: 1, maxLength: 4 }), async (pairs) => {
        const before = await recordOf(on, own);
        const reply = await send(on, `/applications/${own.id}/update`, pairs);
        assert.include([200, 303, 400], reply.status, JSON.stringify(pairs).slice(0, 300));
        if (reply.status === 400) assert.deepEqual(await recordOf(on, own), before);
        else assert.isTrue(isStorable(await recordOf(on, own)));
      }),
      OPTIONS,
    );
  });
});
