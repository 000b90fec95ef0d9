import { assert } from "chai";
import * as fc from "fast-check";
import { createSafeFetch, type SafeFetch } from "../../src/platform/mod.ts";
import { clientCount, type Document, initialToken, register, registrar, WEB_APP } from "../http/registration.ts";
import type { IssuerUnderTest } from "../support/issuer_under_test.ts";
import { bodyOf } from "../support/replies.ts";

/** Seconds for each property; FUZZ_SECONDS asks for more. */
const SECONDS = Number(process.env["FUZZ_SECONDS"] ?? "3");
const SEED = Number(process.env["FUZZ_SEED"] ?? String(Math.floor(performance.timeOrigin) % 2 ** 31));
const OPTIONS = { seed: SEED, numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: SECONDS * 1_000 };

/** Members that no feature declares, as the record has places of its own for them. */
const CORE = ["redirect_uris", "grant_types", "token_endpoint_auth_method", "scope"];

/** Values of every type, most of them wrong for any member. */
const ODD: readonly unknown[] = [
  0,
  -1,
  1e308,
  true,
  false,
  "",
  " ",
  "\0",
  "\ud800",
  "x".repeat(5_000),
  "<script>alert(1)</script>",
  [],
  [[]],
  [null],
  [0],
  [{}],
  ["", ""],
  Array.from({ length: 21 }, (_, index) => `https://app.test/${index}`),
  {},
  { length: 1 },
  { keys: 1 },
  { toString: 1 },
  { __proto__: null, constructor: 1 },
];

/** Addresses that lead into our own network, or out of the web. */
const TRAPS: readonly string[] = [
  "http://169.254.169.254/latest/meta-data/",
  "https://169.254.169.254/",
  "https://127.0.0.1/",
  "https://127.1/",
  "https://0x7f000001/",
  "https://2130706433/",
  "https://[::1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[fd00::1]/",
  "https://10.0.0.1/",
  "https://192.168.0.1/",
  "https://localhost/",
  "https://app.localhost/",
  "https://app.test:22/",
  "https://user@app.test/",
  "https://app.test@127.0.0.1/",
  "https://app.test\\@127.0.0.1/",
  "file:///etc/passwd",
  "gopher://127.0.0.1:6379/_INFO",
  "ftp://127.0.0.1/",
  "data:application/json,[]",
  "javascript:alert(1)",
  "//127.0.0.1/",
  "https://",
  "http://app.test/",
];

async function send(under: IssuerUnderTest, document: Document) {
  return register(under, document, { bearer: await initialToken(under) });
}

/** What holds of every answer to a registration; a client is on record exactly where the answer says so. */
async function assertHonest(under: IssuerUnderTest, document: Document): Promise<number> {
  const before = await clientCount(under);
  const reply = await send(under, document);
  const body = bodyOf(reply);
  assert.include([201, 400], reply.status, JSON.stringify(body));
  assert.equal((await clientCount(under)) - before, reply.status === 201 ? 1 : 0);
  assert.equal(reply.headers["Cache-Control"], "no-store");
  if (reply.status === 201) return reply.status;
  assert.match(
    String(body["error"]),
    /^invalid_(?:request|redirect_uri|client_metadata|software_statement)$|^unapproved_/,
  );
  assert.match(String(body["error_description"]), /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
  assert.isString(body["error_uri"], JSON.stringify(body));
  return reply.status;
}

/** Answers of no server; notes which addresses it was asked for. */
function watching(): { readonly fetch: SafeFetch; readonly asked: string[] } {
  const asked: string[] = [];
  // The guard as it is on a server that others reach; no name leads anywhere.
  const guarded = createSafeFetch({
    resolve: async (host) => {
      asked.push(host);
      return [];
    },
  });
  return { fetch: guarded, asked };
}

describe("registrations that are wrong", function () {
  this.timeout(SECONDS * 1_000 + 60_000);

  it("are refused or taken, never an error of ours, with each member of each odd value", async () => {
    const under = await registrar("token", { fetch: watching().fetch });
    const names = [...CORE, ...under.issuer.clientMetadata.keys(), "software_statement"];
    assert.isAtLeast(names.length, 25);
    for (const name of names) for (const value of ODD) await assertHonest(under, { ...WEB_APP, [name]: value });
  });

  it("are refused wherever a member is of another type than its own", async () => {
    const under = await registrar("token", { fetch: watching().fetch });
    // What is of OAuth 1.0a is no member of such a registration, and is left out as whatever nobody knows.
    const known = [...under.issuer.clientMetadata.keys()].filter((name) => name !== "oauth_signature_methods");
    for (const name of [...CORE, ...known, "software_statement"])
      for (const value of [1.5, [[1]], { a: { b: 1 } }, "\0"])
        assert.equal(await assertHonest(under, { ...WEB_APP, [name]: value }), 400, `${name} ${JSON.stringify(value)}`);
  });

  it("lead to nobody in our own network, whichever member names the address", async () => {
    const { fetch, asked } = watching();
    const under = await registrar("token", { fetch });
    const uris = [...under.issuer.clientMetadata.keys()].filter((name) => /_uris?$/.test(name));
    for (const name of uris) {
      for (const trap of TRAPS) {
        for (const value of [trap, [trap]]) await assertHonest(under, { ...WEB_APP, [name]: value });
      }
    }
    assert.deepEqual(
      [...new Set(asked)].filter((host) => !/^(?:app\.test|(?:app\.)?localhost)$/.test(host)),
      [],
    );
  });

  it("are never fetched where they lead there, though they are read at once", async () => {
    const under = await registrar("token", {
      fetch: createSafeFetch({ resolve: async () => [{ address: "10.0.0.1", family: 4 }] }),
    });
    for (const trap of TRAPS)
      assert.equal(await assertHonest(under, { ...WEB_APP, sector_identifier_uri: trap }), 400, trap);
  });

  it("are answered honestly, whatever is in them", async () => {
    const under = await registrar("token", { fetch: watching().fetch });
    const names = fc.constantFrom(...CORE, ...under.issuer.clientMetadata.keys(), "software_statement", "__proto__");
    const values = fc.oneof(fc.constantFrom(...ODD), fc.constantFrom(...TRAPS), fc.jsonValue({ maxDepth: 4 }));
    const tags = fc.constantFrom("", "", "#fr", "#", "#x y", "#zh-Hant");
    const documents = fc.array(fc.tuple(names, tags, values), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(documents, async (members) => {
        const said = Object.fromEntries(members.map(([name, tag, value]) => [`${name}${tag}`, value]));
        await assertHonest(under, { ...WEB_APP, ...said });
      }),
      OPTIONS,
    );
  });

  it("are answered honestly, whatever the bytes are", async () => {
    const under = await registrar("token");
    const good = JSON.stringify({ ...WEB_APP, client_name: "App", jwks: { keys: [] } });
    const cuts = fc.tuple(fc.nat(good.length), fc.nat(good.length), fc.string({ unit: "binary", maxLength: 5 }));
    await fc.assert(
      fc.asyncProperty(cuts, async ([from, to, text]) => {
        const body = good.slice(0, Math.min(from, to)) + text + good.slice(Math.max(from, to));
        const reply = await register(under, body, { bearer: await initialToken(under) });
        assert.include([201, 400], reply.status, body);
      }),
      OPTIONS,
    );
  });
});
