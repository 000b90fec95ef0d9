import { assert } from "chai";
import * as fc from "fast-check";
import { administrationOf, type Administration } from "../http/administration.ts";
import { unique } from "../contract/record_samples.ts";
import { SEED } from "../contract/seed.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import { formOf } from "../support/value_browser.ts";
import { realStores } from "../support/real_stores.ts";

/** Each search of the administration with its fields. */
const SEARCHES: Readonly<Record<string, readonly string[]>> = {
  "/admin/users": ["q", "kind", "state", "order", "after", "before"],
  "/admin/sessions": ["person", "before"],
  "/admin/applications": ["text", "type", "grant", "source", "owner", "before"],
  "/admin/authorizations": ["person", "application", "tag", "state", "grant", "before"],
  "/admin/authorizations/revoke": ["person", "application"],
  "/admin/keys": ["made"],
  "/admin/keys/rotate": ["alg"],
  "/admin/audit": ["event", "person", "application", "authorization", "request", "from", "until", "before"],
  "/admin/audit.jsonl": ["event", "person", "application", "authorization", "request", "from", "until", "before"],
};

/** Pages about one thing, whatever it is called. */
const THINGS = [
  "/admin/users/*",
  "/admin/users/*/delete",
  "/admin/applications/*",
  "/admin/applications/*/delete",
  "/admin/authorizations/*",
  "/admin/authorizations/*/revoke",
  "/admin/sessions/*/end",
];

/** Each form of the administration's records with its fields; `*` is an application that is there. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  "/admin/authorizations/token": ["token", "revoke"],
  "/admin/authorizations/revoke": ["person", "application"],
  "/admin/keys/rotate": ["alg", "now", "known"],
  "/admin/applications/*/trust": ["owner", "verified"],
  "/admin/applications/*/secret": ["keep"],
};

const NASTY = [
  "\0",
  "a\0b",
  "\ud800",
  "'",
  '"><script>alert(1)</script>',
  "%",
  "_",
  "\\",
  "-1",
  "0",
  "1.1",
  "1e308",
  "NaN",
  "2147483648",
  "9007199254740993",
  "999999999999999.999999999999999",
  "9".repeat(400),
  "a".repeat(10_000),
  "💩".repeat(2_000),
  "__proto__",
  "constructor",
  "9999-12-31",
  "0000-01-01",
  "-000001-01-01",
  "../../etc/passwd",
  "\u202E\u0000\uFEFF",
  "İı",
  "ﬀ",
];

const text = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: "binary", maxLength: 60 }));

/** How a browser, or somebody who is none, writes it: percent-encoding may be broken. */
function encoded(value: string): string {
  return Buffer.from(value, "utf8").reduce((all, byte) => `${all}%${byte.toString(16).padStart(2, "0")}`, "");
}

/** Where the records are, and how one gets at the administration of an issuer there. */
const PLACES: readonly (readonly [string, () => Promise<Place>])[] = [
  ["memory", async () => ({ on: await administrationOf(), close: async () => undefined })],
  [
    "Postgres",
    async () => {
      const stores = await realStores();
      const { database, ephemeral, broadcast } = stores;
      const durable = await database.forIssuer(unique("searched"));
      const on = await administrationOf({ stores: () => ({ durable, ephemeral, broadcast }) });
      return { on, close: () => stores.close() };
    },
  ],
];

interface Place {
  readonly on: Administration;
  readonly close: () => Promise<void>;
}

for (const [kind, open] of PLACES) {
  describe(`searching the administration for anything at all in ${kind}`, () => {
    let place: Place;
    let served: ReadonlySet<string>;

    before(async function () {
      this.timeout(60_000);
      place = await open();
      served = new Set(place.on.issuer.endpoints.map(({ path }) => path.replace(/:\w+/g, "*")));
    });
    after(() => place.close());

    /** Fails unless a page says that it found something or nothing, or what is wrong. */
    async function assertHonest(path: string, query: string): Promise<Reply> {
      const reply = await place.on.desk.get(path, { query });
      assert.include([200, 400, 404], reply.status, `${path}?${query.slice(0, 200)}`);
      return reply;
    }

    for (const [path, names] of Object.entries(SEARCHES)) {
      it(`${path} finds something or nothing, and shows no markup of others`, async () => {
        assert.isTrue(served.has(path), "it is not served");
        const fields = fc.record(Object.fromEntries(names.map((name) => [name, text])), { requiredKeys: [] });
        const property = fc.asyncProperty(fields, async (given) => {
          const query = Object.entries(given).map(([name, value]) => `${name}=${encoded(String(value))}`);
          const reply = await assertHonest(path, query.join("&"));
          if (reply.kind === "html") assert.notInclude(reply.markup, "<script>alert(1)");
        });
        await fc.assert(property, { seed: SEED, numRuns: 60 });
      }).timeout(20_000);

      it(`${path} answers each nasty text in each field alone, and twice`, async () => {
        for (const name of names) {
          for (const value of NASTY) await assertHonest(path, `${name}=${encoded(value)}`);
          await assertHonest(path, `${name}=a&${name}=b`);
        }
      }).timeout(20_000);
    }

    for (const [pattern, names] of Object.entries(FORMS)) {
      it(`${pattern} takes each nasty text in each field of its form for what it is`, async () => {
        const { desk, app } = place.on;
        const csrf = Object.fromEntries(formOf(await desk.get("/admin/keys/rotate")).fields)["csrf"] ?? "";
        const path = pattern.replace("*", String(app.id));
        for (const name of names) {
          for (const value of NASTY) {
            const others = names.filter((other) => other !== name).map((other) => `${other}=x`);
            const form = [`csrf=${csrf}`, `${name}=${encoded(value)}`, ...others].join("&");
            const { status } = await desk.post(path, { form });
            assert.include([200, 303, 400, 404], status, `${name}=${JSON.stringify(value.slice(0, 60))}`);
          }
        }
      }).timeout(20_000);
    }

    for (const path of THINGS) {
      it(`${path} does not know what is not there`, async () => {
        assert.isTrue(served.has(path), "it is not served");
        // A name of which nothing is left is no name.
        const name = text.filter((one) => !/[/?#]|^\.{0,2}$/.test(one));
        const property = fc.asyncProperty(name, async (unknown) => {
          const { status } = await place.on.desk.get(path.replace("*", encoded(unknown)));
          assert.include([404, 400], status, JSON.stringify(unknown));
        });
        await fc.assert(property, { seed: SEED, numRuns: 60 });
      }).timeout(20_000);
    }
  });
}
