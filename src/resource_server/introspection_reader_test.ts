import { assert } from "chai";
import { refusalOf, thrownBy } from "../../test/support/refusals.ts";
import { createLog, FetchRefused, type SafeFetch, type SafeFetchOptions, settableClock } from "../platform/mod.ts";
import { introspectionReader, type IntrospectionReaderOptions } from "./introspection_reader.ts";

const NOW = 1_767_225_600;
const URL = "https://id.example/introspect";
const SECRET = "the secret of the books API";
const CREDENTIALS = { method: "client_secret_basic", clientId: "books", secret: SECRET } as const;
const LIVE = { active: true, client_id: "app", scope: "read", exp: NOW + 3_600 };
const TOKEN = "tok_an-access-token";

type Said = object | string | Error | { readonly status: number; readonly headers?: Record<string, string> };

/** An issuer that says what a test makes it say, and a reader that asks it. */
function asking(first: Said, options: Partial<IntrospectionReaderOptions> = {}) {
  const clock = settableClock(NOW);
  const lines: string[] = [];
  const state = { says: first, sent: [] as { readonly url: string; readonly options: SafeFetchOptions }[] };
  const fetch: SafeFetch = async (url, sent = {}) => {
    state.sent.push({ url, options: sent });
    await new Promise(setImmediate);
    const { says } = state;
    if (says instanceof Error) throw says;
    if (typeof says === "string") return { status: 200, headers: new Headers(), text: says };
    const { status = 200, headers } = says as { readonly status?: number; readonly headers?: Record<string, string> };
    return { status, headers: new Headers(headers), text: JSON.stringify(says) };
  };
  const reader = introspectionReader({
    url: URL,
    credentials: CREDENTIALS,
    fetch,
    clock,
    log: createLog({ level: "debug", destination: { write: (line) => void lines.push(line) } }),
    ...options,
  });
  return { clock, lines, state, reader, read: (text = TOKEN) => reader.read(text) };
}

function formOf({ body }: SafeFetchOptions): Record<string, string> {
  return Object.fromEntries(body instanceof URLSearchParams ? body : []);
}

describe("introspectionReader()", () => {
  it("asks with its credentials and the token in a form, within limits", async () => {
    const { read, state } = asking(LIVE, { timeout: 2 });
    await read();
    const [{ url, options } = { url: "", options: {} }] = state.sent;
    assert.equal(url, URL);
    assert.deepInclude(options, { method: "POST", accept: ["application/json"], timeoutMs: 2_000 });
    assert.match(options.headers!["authorization"]!, /^Basic /);
    assert.deepEqual(formOf(options), { token: TOKEN, token_type_hint: "access_token" });
  });

  it("waits five seconds when not told otherwise", async () => {
    const { read, state } = asking(LIVE);
    await read();
    assert.equal(state.sent[0]?.options.timeoutMs, 5_000);
  });

  it("tells what a live token is good for, and nothing of a dead one", async () => {
    const { read, state } = asking(LIVE);
    assert.deepEqual(await read(), { tokenType: "Bearer", scope: ["read"], clientId: "app", expiresAt: NOW + 3_600 });
    state.says = { active: false };
    assert.isUndefined(await read("another"));
  });

  it("asks anew after sixty seconds when not told otherwise", async () => {
    const { read, state, clock } = asking(LIVE);
    await read();
    clock.advance(59);
    await read();
    assert.lengthOf(state.sent, 1);
    clock.advance(1);
    await read();
    assert.lengthOf(state.sent, 2);
  });

  it("asks once for fifty who come at once", async () => {
    const { read, state } = asking(LIVE);
    await Promise.all(Array.from({ length: 50 }, () => read()));
    assert.lengthOf(state.sent, 1);
  });

  it("knows no accounts", () => assert.notProperty(asking(LIVE).reader, "account"));

  for (const [what, text] of [
    ["nothing", ""],
    ["a blank", "a b"],
    ["a letter that no token has", "tök"],
    ["a line break", "a\r\nX: y"],
    ["only what may stand at the end", "=="],
    ["something after the end", "a=b"],
    ["more than 16 KiB", "a".repeat(16 * 1024 + 1)],
  ] as const) {
    it(`asks nobody about ${what}`, async () => {
      const { read, state } = asking(LIVE);
      assert.isUndefined(await read(text));
      assert.lengthOf(state.sent, 0);
    });
  }

  for (const text of ["a", "a.b-c_d~e+f/g", "YQ==", "eyJ.eyJ.x", "a".repeat(16 * 1024)]) {
    it(`asks about '${text.slice(0, 20)}'`, async () => assert.isDefined(await asking(LIVE).read(text)));
  }
});

describe("introspectionReader(), when the issuer cannot say", () => {
  for (const [what, says] of [
    ["is away", new FetchRefused("connection", "Cannot fetch")],
    ["takes too long", new FetchRefused("timeout", "Cannot fetch as it takes too long")],
    ["sends us elsewhere", new FetchRefused("redirect", "Cannot fetch as it redirects")],
    ["says too much", new FetchRefused("too_large", "Cannot read")],
    ["breaks down", { status: 500 }],
    ["is busy", { status: 429 }],
    ["does not know this resource server", { status: 401 }],
    ["does not let this resource server ask", { status: 403 }],
    ["is not there", { status: 404 }],
    ["answers nothing", { status: 204 }],
    ["answers a page", "<html>"],
    ["answers no Boolean", { active: "yes" }],
    ["answers a scope that is none", { ...LIVE, scope: "a  b" }],
  ] as const) {
    it(`says 503 and not that the token is bad, and writes why, where it ${what}`, async () => {
      const { read, lines } = asking(says);
      const { code, status, headers } = await refusalOf(() => read());
      assert.deepEqual([code, status, headers], ["temporarily_unavailable", 503, { "Retry-After": "2" }]);
      assert.lengthOf(lines, 1);
      assert.include(lines[0], "Cannot introspect an access token");
    });
  }

  it("asks it again at once when it is back, and keeps no failure", async () => {
    const { read, state } = asking({ status: 500 });
    await refusalOf(() => read());
    state.says = LIVE;
    assert.isDefined(await read());
  });

  it("leaves it alone for five seconds after five failures in a row, and answers what it knows", async () => {
    const { read, state, clock } = asking(LIVE);
    await read("known");
    state.says = new FetchRefused("timeout", "Cannot fetch");
    for (let time = 0; time < 9; time += 1) await refusalOf(() => read(`unknown${time}`));
    assert.lengthOf(state.sent, 1 + 5);
    assert.isDefined(await read("known"));
    state.says = LIVE;
    clock.advance(5);
    assert.isDefined(await read());
  });

  for (const status of [401, 403]) {
    it(`says to its operator that its credentials are refused, by a ${status}`, async () => {
      const { read, lines } = asking({ status });
      await refusalOf(() => read());
      assert.include(lines[0], `refuses the credentials of this resource server with status ${status}`);
    });
  }

  it("comes again when it is asked to", async () => {
    for (const [status, told] of [
      [429, "30"],
      [503, "30"],
      [500, "2"],
      [404, "2"],
    ] as const) {
      const { read } = asking({ status, headers: { "Retry-After": "30" } });
      assert.deepEqual((await refusalOf(() => read())).headers, { "Retry-After": told });
    }
    const date = asking({ status: 503, headers: { "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT" } });
    assert.deepEqual((await refusalOf(() => date.read())).headers, { "Retry-After": "2" });
  });

  it("says the same when its own access token cannot be found", async () => {
    const token = () => Promise.reject(new RangeError("no token for the reader"));
    const { read, state } = asking(LIVE, { credentials: { method: "bearer", token } });
    assert.equal((await refusalOf(() => read())).status, 503);
    assert.lengthOf(state.sent, 0);
  });
});

describe("introspectionReader(), as to secrets", () => {
  it("writes neither the token nor its credentials, whatever goes wrong", async () => {
    for (const says of [{ status: 401 }, { status: 500 }, TOKEN, new TypeError("fetch failed"), { active: TOKEN }]) {
      const { read, lines } = asking(says);
      await refusalOf(() => read());
      for (const secret of [TOKEN, SECRET, Buffer.from(`books:${SECRET}`).toString("base64")])
        assert.notInclude(lines.join(""), secret);
    }
  });

  for (const [url, warned] of [
    ["https://id.example/introspect", false],
    ["http://localhost:8000/introspect", false],
    ["http://auth:8000/introspect", true],
  ] as const) {
    it(`${warned ? "warns of" : "is content with"} ${url}`, () => {
      assert.lengthOf(asking(LIVE, { url }).lines, warned ? 1 : 0);
    });
  }
});

describe("introspectionReader(), of what cannot be meant", () => {
  it("does without a memory where it is told to, and with a very small one", async () => {
    for (const [options, asked] of [
      [{ cacheSeconds: 0 }, 2],
      [{ cacheSize: 1 }, 1],
    ] as const) {
      const { read, state } = asking(LIVE, options);
      await read();
      await read();
      assert.lengthOf(state.sent, asked);
    }
  });

  for (const [what, options] of [
    ["an address that is none", { url: "id.example" }],
    ["an address of another scheme", { url: "ftp://id.example/" }],
    ["no time at all", { timeout: 0 }],
    ["a time that is no number", { timeout: NaN }],
    ["a cache that forgets before it knows", { cacheSeconds: -1 }],
    ["a cache for nothing", { cacheSize: 0 }],
    ["a cache for half a token", { cacheSize: 1.5 }],
  ] as const) {
    it(`throws for ${what}`, async () => assert.instanceOf(await thrownBy(() => asking(LIVE, options)), TypeError));
  }
});
