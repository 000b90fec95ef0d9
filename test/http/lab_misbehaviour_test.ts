import { assert } from "chai";
import { serveTenants } from "../../src/http/mod.ts";
import { type Fault, type FaultUse, type JournalEntry, recordUnanswered } from "../../src/lab/mod.ts";
import { json, raw, type Reply } from "../../src/protocol/mod.ts";
import { eventually } from "../contract/eventually.ts";
import { koaOf, whileServing } from "../support/koa_server.ts";
import { labIssuer } from "../support/lab_issuer.ts";

const ISSUER = "http://127.0.0.1/lab/i/abc";

interface Asked {
  readonly status: number | "dropped";
  readonly text: string;
  readonly headers: Headers;
  /** Milliseconds. */
  readonly took: number;
}

async function ask(url: string, init: RequestInit = {}): Promise<Asked> {
  const start = performance.now();
  const answer = await fetch(url, { redirect: "manual", ...init })
    .then(async (response) => ({ status: response.status, headers: response.headers, text: await response.text() }))
    .catch(() => ({ status: "dropped" as const, headers: new Headers(), text: "" }));
  return { ...answer, took: performance.now() - start };
}

function answering(reply: (right: Reply) => Reply): Fault {
  return { name: "wrong", place: "jwks", says: "The answer is another", reply };
}

/** Serves an issuer of the lab behind a socket, and asks it. */
async function served<T>(
  { faults = [], known = [] }: { readonly faults?: readonly FaultUse[]; readonly known?: readonly Fault[] },
  use: (at: { readonly url: string; readonly journal: () => readonly JournalEntry[] }) => Promise<T>,
): Promise<T> {
  const { issuer, journal, live } = await labIssuer({ url: ISSUER, known, faults });
  const tenant = {
    issuer,
    unanswered: (request: Parameters<typeof recordUnanswered>[1]["request"], status: number) =>
      recordUnanswered(live, { issuer, request, status }),
  };
  const find = (path: string) => (path.includes("/lab/i/abc") ? Promise.resolve(tenant) : undefined);
  const app = koaOf(serveTenants({ aliasPrefixes: ["/oauth"], find }));
  return whileServing(app, ({ origin }) => use({ url: `${origin}/lab/i/abc`, journal }));
}

function lastOf(journal: () => readonly JournalEntry[]): JournalEntry {
  const entry = journal().at(-1);
  assert(entry !== undefined, "nothing was written down");
  return entry;
}

describe("an issuer of the lab behind a socket", () => {
  it("writes down an address that it does not have", async () => {
    await served({}, async ({ url, journal }) => {
      assert.equal((await ask(`${url}/nowhere?client_secret=hush`)).status, 404);
      assert.deepInclude(lastOf(journal), { place: "unknown", status: 404, credentials: "query" });
      assert.notInclude(JSON.stringify(journal()), "hush");
    });
  });

  it("writes down a preflight, whose answer lets scripts in", async () => {
    await served({}, async ({ url, journal }) => {
      const headers = { origin: "https://app.test", "access-control-request-method": "POST" };
      const { status, headers: answered } = await ask(`${url}/token`, { method: "OPTIONS", headers });
      assert.deepEqual([status, answered.get("access-control-allow-origin")], [204, "*"]);
      assert.deepInclude(lastOf(journal), { place: "token", method: "OPTIONS", status: 204 });
    });
  });

  for (const [name, init, status] of [
    ["too long", { body: new URLSearchParams({ grant_type: "x".repeat(100_000) }) }, 413],
    ["of another type", { body: "{}", headers: { "content-type": "application/json" } }, 400],
    ["compressed", { body: new URLSearchParams({ a: "b" }), headers: { "content-encoding": "gzip" } }, 415],
  ] as const) {
    it(`writes down a body that is ${name}`, async () => {
      await served({}, async ({ url, journal }) => {
        assert.equal((await ask(`${url}/token`, { method: "POST", ...init })).status, status);
        assert.deepInclude(lastOf(journal), { place: "token", status });
      });
    });
  }

  it("is found at its well-known address and by the names of older servers, and says so in the journal", async () => {
    await served({}, async ({ url, journal }) => {
      const { origin } = new URL(url);
      await ask(`${origin}/.well-known/oauth-authorization-server/lab/i/abc`);
      await ask(`${url}/oauth/token`, { method: "POST", body: new URLSearchParams({ a: "b" }) });
      assert.deepEqual(
        journal().map(({ place, url: asked }) => [place, new URL(asked).pathname]),
        [
          ["discovery", "/.well-known/oauth-authorization-server/lab/i/abc"],
          ["token", "/lab/i/abc/oauth/token"],
        ],
      );
    });
  });
});

describe("an answer that is wrong on the wire", () => {
  for (const [name, reply, expected] of [
    ["dropped before its head", raw(200, "{}", { drops: "before_head" }), { status: "dropped" }],
    ["dropped within its body", raw(200, "{}".repeat(500), { drops: { afterBody: 10 } }), { status: "dropped" }],
    [
      "broken JSON",
      raw(200, '{"keys":[', { headers: { "Content-Type": "application/json" } }),
      { status: 200, text: '{"keys":[' },
    ],
    ["a page of a proxy", raw(502, "<h1>Bad gateway</h1>"), { status: 502, text: "<h1>Bad gateway</h1>" }],
    ["another JSON", json(200, { keys: [] }), { status: 200, text: '{"keys":[]}' }],
  ] as const) {
    it(`is ${name}, and the next one is right`, async () => {
      const use = { known: [answering(() => reply)], faults: [{ fault: "wrong", times: 1 }] };
      await served(use, async ({ url, journal }) => {
        assert.deepInclude(await ask(`${url}/jwks`), expected);
        assert.deepInclude(lastOf(journal), { place: "jwks", status: reply.status, faults: ["wrong"] });
        assert.equal(lastOf(journal).dropped, expected.status === "dropped" ? true : undefined);
        assert.isNotEmpty(JSON.parse((await ask(`${url}/jwks`)).text).keys);
        assert.isEmpty(lastOf(journal).faults);
      });
    });
  }

  it("waits, is written down before it is sent, and says how long it took", async () => {
    const late = answering(() => raw(200, "{}", { after: 300 }));
    await served({ known: [late], faults: [{ fault: "wrong" }] }, async ({ url, journal }) => {
      const answer = ask(`${url}/jwks`);
      let answered = false;
      void answer.finally(() => (answered = true));
      await eventually(async () => journal().length > 0);
      assert.isFalse(answered);
      assert.deepInclude(lastOf(journal), { place: "jwks", status: 200, faults: ["wrong"] });
      assert.isAtLeast((await answer).took, 290);
      assert.isAtLeast(journal().find(({ place }) => place === "jwks")?.took ?? 0, 300);
    });
  });

  it("is one of many at once where it is to be once", async () => {
    const use = { known: [answering(() => json(500, {}))], faults: [{ fault: "wrong", times: 1 }] };
    await served(use, async ({ url }) => {
      const answers = await Promise.all(Array.from({ length: 30 }, () => ask(`${url}/jwks`)));
      assert.lengthOf(
        answers.filter(({ status }) => status === 500),
        1,
      );
    });
  });

  it("is a 500 where the fault itself is broken, and the process goes on", async () => {
    const broken = answering(() => {
      throw new TypeError("a mistake of the lab");
    });
    await served({ known: [broken], faults: [{ fault: "wrong", times: 1 }] }, async ({ url, journal }) => {
      assert.equal((await ask(`${url}/jwks`)).status, 500);
      assert.deepInclude(lastOf(journal), { status: 500, broken: "wrong" });
      assert.equal((await ask(`${url}/jwks`)).status, 200);
    });
  });
});
