import { assert } from "chai";
import * as fc from "fast-check";
import bodyParser from "koa-bodyparser";
import type { Middleware } from "koa";
import { parseChallenges } from "../../src/protocol/mod.ts";
import { authenticate, guard, hasScope, localReader } from "../../src/resource_server/mod.ts";
import { peekBody } from "../../src/resource_server/peek_body.ts";
import { koaOf, whileServing } from "../support/koa_server.ts";
import { signRequest } from "../support/oauth1.ts";
import { printRequest, sendRaw } from "../support/raw_http.ts";
import { says } from "../http/foreign_api.ts";
import { type SignedApi, signedApi } from "../http/signed_api.ts";

/** How long each property looks for trouble; FUZZ_SECONDS asks for more. */
const SECONDS = Number(process.env["FUZZ_SECONDS"] ?? "3");
/** Another one each run; fast-check prints it with what it found, and FUZZ_SEED runs it again. */
const SEED = Number(process.env["FUZZ_SEED"] ?? String(Math.floor(performance.timeOrigin) % 2 ** 31));

function look<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => Promise<void>): Promise<void> {
  const options = { seed: SEED, interruptAfterTimeLimit: SECONDS * 1_000, numRuns: 1_000_000 };
  return fc.assert(fc.asyncProperty(arbitrary, check), options);
}

/** Names and values that mean something to a signature, or that break what means something. */
const WORD = fc.oneof(
  fc.constantFrom("oauth_consumer_key", "oauth_signature", "oauth_signature_method", "oauth_token", "oauth_nonce"),
  fc.constantFrom("oauth_timestamp", "oauth_body_hash", "oauth_version", "realm", "PLAINTEXT", "HMAC-SHA1", "RSA-SHA1"),
  fc.constantFrom("", "%", "%zz", "%00", "%F0", "+", '"', "\\", ",", "=", "&", "access_token", "1.0", "99999999999999"),
  fc.string({ maxLength: 12 }),
);

const PAIRS = fc.array(fc.tuple(WORD, WORD), { maxLength: 14 });

function asHeader(pairs: readonly (readonly [string, string])[]): string {
  return `OAuth ${pairs.map(([name, value]) => `${name}="${value}"`).join(", ")}`;
}

function asForm(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map((pair) => pair.join("=")).join("&");
}

const REQUEST = fc.record({
  method: fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"),
  authorization: fc.oneof(
    PAIRS.map(asHeader),
    fc.constantFrom("OAuth", "oauth ", "OAuth,", "Oauthx a", "Bearer a", "o"),
  ),
  query: fc.oneof(fc.constant(""), PAIRS.map(asForm)),
  type: fc.constantFrom(
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=x",
    "application/json",
    "multipart/form-data",
    "",
  ),
  encoding: fc.constantFrom("", "", "", "identity", "gzip"),
  body: fc.oneof(fc.constant(""), PAIRS.map(asForm), fc.constantFrom("{", "[]", "x".repeat(70_000))),
});

/** What may stand on the wire: no line ends there. */
function onWire(text: string): string {
  return Buffer.from(text.replaceAll(/[\r\n\0]/g, " ")).toString("latin1");
}

function print({
  method,
  authorization,
  query,
  type,
  encoding,
  body,
}: typeof REQUEST extends fc.Arbitrary<infer T> ? T : never): Buffer {
  const target = encodeURI(Buffer.from(query).toString()).replaceAll("%25", "%").replaceAll("#", "%23");
  const headers = {
    Connection: "close",
    Authorization: onWire(authorization),
    ...(type === "" ? {} : { "Content-Type": type }),
    ...(encoding === "" ? {} : { "Content-Encoding": encoding }),
  };
  return Buffer.from(printRequest(`${method} /?${target}`, { headers, body: onWire(body) }), "latin1");
}

describe("an API that takes signatures, with requests that nobody meant", function () {
  this.timeout((SECONDS + 30) * 1_000);
  let api: SignedApi;

  before(async () => {
    api = await signedApi(({ issuer }, signed) => [
      authenticate({ reader: localReader(issuer), signed, bearerIn: { query: true } }),
      guard(hasScope("read")),
      bodyParser(),
      says("in"),
    ]);
  });
  after(() => api.close());

  it("answers each of them, in words that clients can read, and lets none of them in", async () => {
    const port = Number(new URL(api.url).port);
    await look(REQUEST, async (request) => {
      const [answer] = await sendRaw(port, print(request), { answers: 1 });
      assert.isDefined(answer, "there was no answer");
      assert.include([400, 401, 403, 413, 415], answer.status, answer.body);
      if (answer.status === 401) {
        const schemes = parseChallenges((answer.headers["www-authenticate"] ?? "").replaceAll("\n", ", "));
        assert.isAbove(schemes.length, 0);
      }
      if (answer.body !== "" && answer.status !== 403) assert.isString(JSON.parse(answer.body)["error_description"]);
    });
    assert.deepEqual(api.errors, []);
  });

  it("takes every right signature, whatever the query and the form hold", async () => {
    const token = await api.give();
    const text = fc.string({ unit: "grapheme", maxLength: 20 });
    const params = fc.array(fc.tuple(text, text), { maxLength: 8 });
    await look(fc.record({ query: params, form: params }), async ({ query, form }) => {
      const url = `${api.url}/?${new URLSearchParams(query.map(([name, value]) => [`q${name}`, value])).toString()}`;
      const body = new URLSearchParams(form.map(([name, value]) => [`f${name}`, value])).toString();
      const signing = { url, form: body, consumer: api.consumer, token, timestamp: api.clock.now() };
      const { url: address, baseString: base, ...init } = signRequest(signing);
      const answer = await fetch(address, init);
      assert.equal(answer.status, 200, `${base}: ${await answer.text()}`);
    });
  });
});

describe("a body that was looked at", function () {
  this.timeout((SECONDS + 30) * 1_000);

  it("is what was sent, to who looks and to who reads, however it was cut", async () => {
    const echo: Middleware = async (context) => {
      const seen = await peekBody(context.req, { longest: 5_000 });
      const chunks: Buffer[] = [];
      for await (const chunk of context.req) chunks.push(Buffer.from(chunk));
      const read = Buffer.concat(chunks).toString("hex");
      context.body = { seen: seen === undefined ? null : Buffer.from(seen).toString("hex"), read };
    };
    const pieces = fc.array(fc.uint8Array({ maxLength: 2_000, minLength: 1 }), { maxLength: 6 });
    await whileServing(koaOf(echo), ({ port }) =>
      look(fc.tuple(pieces, fc.boolean()), async ([parts, isChunked]) => {
        const whole = Buffer.concat(parts);
        const framing = isChunked ? "Transfer-Encoding: chunked" : `Content-Length: ${whole.length}`;
        const body = isChunked ? Buffer.concat([...parts.map(chunkOf), Buffer.from("0\r\n\r\n")]) : whole;
        const head = `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${framing}\r\n\r\n`;
        const [answer] = await sendRaw(port, Buffer.concat([Buffer.from(head), body]));
        const hex = whole.toString("hex");
        assert.deepEqual(JSON.parse(answer?.body ?? ""), { seen: whole.length > 5_000 ? null : hex, read: hex });
      }),
    );
  });
});

function chunkOf(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
}
