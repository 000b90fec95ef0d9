import { text as textOf } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { assert } from "chai";
import type Koa from "koa";
import { createSafeFetch, FetchRefused, settableClock } from "../../src/platform/mod.ts";
import { introspectionReader, type IntrospectionReaderOptions, jwtReader } from "../../src/resource_server/mod.ts";
import { readableLog } from "../http/remote_api.ts";
import { type Claims, namedKey, rawJwt, signed } from "../support/client_jwt.ts";
import { type ForeignServer, foreignServer, printAnswer } from "../support/foreign_server.ts";
import { koaOf, whileServing } from "../support/koa_server.ts";
import { refusalOf } from "../support/refusals.ts";
import { rule } from "../../conformance/support/rule.ts";
import { selfSigned } from "../support/certificate.ts";

const NOW = 1_767_225_600;
const TOKEN = "a-token-of-somebody";
const SECRET = "the secret of the API";
const ISSUER = "https://id.example";
const BOOKS = "https://api.example/books";
const JSON_LINE = "Content-Type: application/json";
const LIVE = JSON.stringify({ active: true, client_id: "app", scope: "read", exp: NOW + 3_600 });

const started: ForeignServer[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

type Script = Parameters<typeof foreignServer>[0];

/** Somebody's server that says what it likes. */
async function serve(answer: string | Script): Promise<ForeignServer & { readonly origin: string }> {
  const server = await foreignServer(typeof answer === "string" ? (socket) => void socket.end(answer) : answer);
  started.push(server);
  return { ...server, origin: `http://127.0.0.1:${server.port}` };
}

/** A reader that asks there, and what it writes to its log. */
function asking(origin: string, options: Partial<IntrospectionReaderOptions> = {}) {
  const { log, lines } = readableLog();
  const clock = settableClock(NOW);
  const credentials = { method: "client_secret_post", clientId: "books", secret: SECRET } as const;
  const reader = introspectionReader({
    url: `${origin}/introspect`,
    credentials,
    clock,
    log,
    timeout: 0.3,
    ...options,
  });
  return { reader, lines, clock };
}

/** Fails unless a token cannot be checked: 503, within a second, and no secret in the log. */
async function assertUnchecked(read: () => Promise<unknown>, lines: readonly string[]): Promise<void> {
  const begun = performance.now();
  assert.equal((await refusalOf(read)).status, 503);
  assert.isBelow(performance.now() - begun, 1_000);
  assert.isNotEmpty(lines);
  for (const secret of [TOKEN, SECRET, encodeURIComponent(SECRET)]) assert.notInclude(lines.join(""), secret);
}

const GZIP = ["Content-Encoding: gzip", JSON_LINE];
const HUGE = JSON.stringify({ active: true, padding: "x".repeat(70_000) });

const SCOPE_OF_LATIN = '{"active":true,"scope":"\xff"}';
const LATIN = printAnswer(SCOPE_OF_LATIN, [JSON_LINE, `Content-Length: ${SCOPE_OF_LATIN.length}`]);

const HOSTILE: readonly (readonly [string, string | Script])[] = [
  ["hangs up", (socket) => socket.destroy()],
  ["says nothing", () => undefined],
  [
    "says half of its answer",
    (socket) => void socket.write(`HTTP/1.1 200 OK\r\n${JSON_LINE}\r\nContent-Length: 500\r\n\r\n{"active":`),
  ],
  [
    "says its answer by drops",
    (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${JSON_LINE}\r\nTransfer-Encoding: chunked\r\n\r\n`);
      const drops = setInterval(() => socket.write("1\r\n \r\n"), 20);
      socket.once("close", () => clearInterval(drops));
    },
  ],
  ["says too much", printAnswer(HUGE, [JSON_LINE])],
  ["announces too much", printAnswer("{}", [JSON_LINE, "Content-Length: 99999999999"])],
  ["sends endless headers", `HTTP/1.1 200 OK\r\n${"X: y\r\n".repeat(5_000)}\r\n${LIVE}`],
  ["speaks another protocol", "SSH-2.0-OpenSSH_9.9\r\n"],
  ["answers in another type", printAnswer(LIVE, ["Content-Type: text/html"])],
  ["answers in no type", printAnswer(LIVE)],
  ["answers compressed", printAnswer(LIVE, GZIP)],
  ["answers a list of answers", printAnswer(`[${LIVE}]`, [JSON_LINE])],
  ["answers active twice", printAnswer(`{"active":false,${LIVE.slice(1)}`, [JSON_LINE])],
  ["answers active in words", printAnswer(LIVE.replace("true", '"true"'), [JSON_LINE])],
  ["answers what is no UTF-8", (socket) => void socket.end(Buffer.from(LATIN, "latin1"))],
  ["answers with a success that is none", printAnswer(LIVE, [JSON_LINE], "206 Partial Content")],
  ["answers with created", printAnswer(LIVE, [JSON_LINE], "201 Created")],
];

describe("a resource server whose issuer is hostile or broken", () => {
  for (const [what, answer] of HOSTILE) {
    it(`lets nobody in, keeps nobody waiting and tells nobody off where it ${what}`, async () => {
      const { reader, lines } = asking((await serve(answer)).origin);
      await assertUnchecked(() => reader.read(TOKEN), lines);
    });
  }

  for (const status of [
    "301 Moved",
    "302 Found",
    "303 See Other",
    "307 Temporary Redirect",
    "308 Permanent Redirect",
  ]) {
    it(`carries neither the token nor its own secret elsewhere on a ${status}`, async () => {
      const elsewhere = await serve(printAnswer(LIVE, [JSON_LINE]));
      const there = await serve(printAnswer("", [`Location: ${elsewhere.origin}/introspect`], status));
      const { reader, lines } = asking(there.origin);
      await assertUnchecked(() => reader.read(TOKEN), lines);
      assert.lengthOf(elsewhere.received, 0);
    });
  }

  for (const [what, names, until] of [
    ["of a stranger", ["127.0.0.1"], undefined],
    ["for another name", ["id.example"], undefined],
    ["that has expired", ["127.0.0.1"], "200101000000Z"],
  ] as const) {
    rule("RFC7662-4-7", `tells nothing to a server with a certificate ${what}`, async () => {
      const certificate = selfSigned(names, until === undefined ? {} : { until });
      const there = await foreignServer((socket) => void socket.end(printAnswer(LIVE, [JSON_LINE])), { certificate });
      started.push(there);
      // One that is trusted would be let in: what is wrong is the certificate alone.
      const url = `https://127.0.0.1:${there.port}`;
      const trusting = createSafeFetch({ origins: [url], ca: certificate.cert });
      const { reader, lines } = asking(url, what === "of a stranger" ? {} : { fetch: trusting });
      await assertUnchecked(() => reader.read(TOKEN), lines);
      assert.equal(there.received.join(""), "");
      if (what === "of a stranger") assert.isDefined(await asking(url, { fetch: trusting }).reader.read(TOKEN));
    });
  }

  it("asks no other origin than the one that was named, though it could be reached", async () => {
    const neighbour = await serve(printAnswer(LIVE, [JSON_LINE]));
    const fetch = createSafeFetch({ origins: ["http://127.0.0.1:1"] });
    const refused = await fetch(`${neighbour.origin}/latest/meta-data`).catch((error: unknown) => error);
    assert.instanceOf(refused, FetchRefused);
    assert.lengthOf(neighbour.received, 0);
  });

  it("leaves it alone after five failures, so that a flood of tokens is no flood there", async () => {
    const there = await serve(printAnswer("", [], "500 Internal Server Error"));
    const { reader } = asking(there.origin);
    for (let index = 0; index < 40; index += 1) await refusalOf(() => reader.read(`${TOKEN}-${index}`));
    assert.lengthOf(there.received, 5);
  });

  it("opens no more than 256 connections to it, however many tokens come at once", async () => {
    const held: (() => void)[] = [];
    const there = await serve(
      (socket) => void held.push(() => socket.end(printAnswer('{"active":false}', [JSON_LINE]))),
    );
    const { reader } = asking(there.origin, { timeout: 5 });
    const calls = Array.from({ length: 400 }, (_, index) =>
      reader.read(`${TOKEN}-${index}`).then(
        () => 200,
        () => 503,
      ),
    );
    while (held.length < 256) await sleep(5);
    assert.lengthOf(held, 256);
    for (const answer of held) answer();
    const answers = await Promise.all(calls);
    assert.deepEqual(
      [answers.filter((one) => one === 200).length, answers.filter((one) => one === 503).length],
      [256, 144],
    );
  });
});

describe("a resource server that remembers", () => {
  /** An issuer for which each token that says so is alive, and whose answers come in another order than its questions. */
  function disorderly(): Koa {
    let turn = 0;
    return koaOf(async (context) => {
      turn += 1;
      const mine = turn;
      const token = new URLSearchParams(await textOf(context.req)).get("token") ?? "";
      await sleep((7 - (mine % 7)) * 5);
      const live = { active: true, client_id: token, scope: "read", exp: NOW + 3_600 };
      context.body = token.startsWith("live") ? live : { active: false };
    });
  }

  it("takes no answer about one token for one about another, in whatever order they come", () =>
    whileServing(disorderly(), async ({ origin }) => {
      const { reader } = asking(origin, { timeout: 5 });
      const texts = Array.from({ length: 21 }, (_, index) => `${index % 3 === 0 ? "dead" : "live"}-${index}`);
      for (let round = 0; round < 2; round += 1) {
        const answers = await Promise.all(texts.map((text) => reader.read(text)));
        const expected = texts.map((text) => (text.startsWith("live") ? text : undefined));
        assert.deepEqual(
          answers.map((answer) => answer?.clientId),
          expected,
        );
      }
    }));

  it("is not made to take a dead token for alive by one that shares its beginning", () =>
    whileServing(disorderly(), async ({ origin }) => {
      const { reader } = asking(origin, { timeout: 5 });
      assert.isDefined(await reader.read("live-1"));
      for (const text of ["dead-live-1", "Live-1", "live-1="]) {
        const token = await reader.read(text);
        assert.notEqual(token?.clientId, "live-1", text);
      }
    }));
});

describe("a resource server whose issuer's keys are hostile or broken", () => {
  async function keysAt(answer: string | Script) {
    const there = await serve(answer);
    const { log, lines } = readableLog();
    const clock = settableClock(NOW);
    const reader = jwtReader({
      issuer: ISSUER,
      jwksUri: `${there.origin}/jwks`,
      audience: BOOKS,
      clock,
      log,
      timeout: 0.3,
    });
    return { there, lines, clock, reader };
  }

  async function tokenOf(changes: Claims = {}, kid = "k1"): Promise<string> {
    const claims = {
      iss: ISSUER,
      sub: "s",
      aud: BOOKS,
      client_id: "app",
      iat: NOW,
      exp: NOW + 3_600,
      jti: "j",
      ...changes,
    };
    return signed(claims, { ...(await namedKey()), kid }, "at+jwt");
  }

  for (const [what, answer] of HOSTILE) {
    if (what.includes("active") || what.includes("list")) continue;
    it(`lets nobody in and keeps nobody waiting where what serves them ${what}`, async () => {
      const { reader, lines } = await keysAt(answer);
      const text = await tokenOf();
      assert.equal((await refusalOf(() => reader.read(text))).status, 503);
      assert.notInclude(lines.join(""), text);
    });
  }

  it("follows them nowhere", async () => {
    const { jwks } = await namedKey();
    const elsewhere = await serve(printAnswer(JSON.stringify(jwks), [JSON_LINE]));
    const { reader } = await keysAt(printAnswer("", [`Location: ${elsewhere.origin}/jwks`], "302 Found"));
    assert.equal((await refusalOf(async () => reader.read(await tokenOf()))).status, 503);
    assert.lengthOf(elsewhere.received, 0);
  });

  it("fetches no key that a token names by address", async () => {
    const { jwks } = await namedKey();
    const evil = await serve(printAnswer(JSON.stringify(jwks), [JSON_LINE]));
    const { reader } = await keysAt(printAnswer(JSON.stringify({ keys: [] }), [JSON_LINE]));
    for (const header of [{ jku: `${evil.origin}/jwks` }, { x5u: `${evil.origin}/cert` }]) {
      const text = rawJwt({ alg: "ES256", typ: "at+jwt", kid: "k1", ...header }, { iss: ISSUER }, "AAAA");
      assert.isUndefined(await reader.read(text));
    }
    assert.lengthOf(evil.received, 0);
  });

  it("asks for keys once for a flood of tokens with names that were made up", async () => {
    const { jwks } = await namedKey();
    const { reader, there } = await keysAt(printAnswer(JSON.stringify(jwks), [JSON_LINE]));
    for (let index = 0; index < 50; index += 1)
      assert.isUndefined(await reader.read(await tokenOf({}, `made-up-${index}`)));
    assert.lengthOf(there.received, 1);
    assert.isDefined(await reader.read(await tokenOf()));
  });

  it("takes a set with a private key in it for none", async () => {
    const { pair, kid } = await namedKey();
    const jwk = { ...pair.privateKey.export({ format: "jwk" }), kid };
    const { reader } = await keysAt(printAnswer(JSON.stringify({ keys: [jwk] }), [JSON_LINE]));
    assert.equal((await refusalOf(async () => reader.read(await tokenOf()))).status, 503);
  });
});
