import { assert } from "chai";
import * as fc from "fast-check";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openStage, type Stage } from "../golden/stage.ts";
import { type RawAnswer, sendRaw } from "../support/raw_http.ts";
import { corpusOf } from "./corpus.ts";
import { type FuzzRequest, MARKUP, mutate, MUTATION } from "./mutation.ts";

/** How long each of the two properties looks for trouble; FUZZ_SECONDS asks for more. */
const SECONDS = Number(process.env["FUZZ_SECONDS"] ?? "5");
/** Another one each run; fast-check prints it with what it found, and FUZZ_SEED runs it again. */
const SEED = Number(process.env["FUZZ_SEED"] ?? String(Math.floor(performance.timeOrigin) % 2 ** 31));
const LONGEST_WAIT = 1_000;

function encoded(pairs: FuzzRequest["query"]): string {
  return pairs.map(([name, value]) => `${name}=${value}`).join("&");
}

/** A request as bytes; what would end the request line or a header too early is left out. */
function printed({ method, path, query, form, headers }: FuzzRequest): Buffer {
  const target = `${path}${query.length === 0 ? "" : `?${encoded(query)}`}`.replaceAll(/[\s\0]/g, "");
  const body = Buffer.from(encoded(form));
  const lines = headers.map(([name, value]) => `${name}: ${value.replaceAll(/[\r\n\0]/g, "")}`);
  const head = [`${method} ${target} HTTP/1.1`, "Host: issuer.test", "Connection: close", ...lines];
  const length = body.length === 0 ? [] : [`Content-Length: ${body.length}`];
  return Buffer.concat([Buffer.from(`${[...head, ...length].join("\r\n")}\r\n\r\n`), body]);
}

function assertJson({ status, body }: RawAnswer): void {
  const value = JSON.parse(body) as Readonly<Record<string, string>>;
  if (status < 400) return;
  // A challenge to who sent no token names no error. @see RFC 6750 3.1
  const { error = "none", error_description: says } = value;
  assert.match(error, /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
  assert.match(says ?? "", /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
}

/** What holds of every answer, whatever was asked. */
function assertHonest(answer: RawAnswer): void {
  const { status, headers, body } = answer;
  assert.isTrue(status >= 200 && status < 500, `status ${status}: ${body}`);
  const type = headers["content-type"] ?? "";
  // The lines of JSON of the audit log are no JSON.
  if (body !== "" && /^application\/json(?:;|$)/.test(type)) assertJson(answer);
  if (type.startsWith("text/html")) {
    assert.notInclude(body, MARKUP);
    assert.notMatch(body, /<img src=x/);
    assert.include(headers["content-security-policy"], "default-src 'none'");
  }
  const location = headers["location"];
  if (location !== undefined)
    assert.match(location, /^(?:\/(?![/\\])|https:\/\/client\.test\/(?:cb[?#]|bye(?:\?state=|$)))/);
  if (/ts_(?:at|rt|ac|ot|tc)_/.test(body + (location ?? ""))) assert.equal(headers["cache-control"], "no-store");
}

async function answerTo(port: number, bytes: Buffer): Promise<RawAnswer> {
  const start = performance.now();
  const [answer] = await sendRaw(port, bytes);
  assert.isBelow(performance.now() - start, LONGEST_WAIT);
  return answer ?? assert.fail("there is no answer");
}

const OPTIONS = { seed: SEED, numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: SECONDS * 1_000 };

describe("requests that are bent", function () {
  this.timeout(SECONDS * 1_000 + 30_000);
  let stage: Stage;
  let corpus: readonly FuzzRequest[];

  before(async () => {
    stage = await openStage();
    corpus = await corpusOf(stage);
  });

  after(() => stage.server.stop());

  it("get an honest answer in time: no 5xx, no markup, no way out, nothing for caches", async () => {
    const { port } = stage.server;
    const requests = fc.tuple(fc.nat(), fc.array(MUTATION, { minLength: 1, maxLength: 4 }));
    await fc.assert(
      fc.asyncProperty(requests, async ([which, mutations]) => {
        const bent = mutate(corpus[which % corpus.length]!, mutations);
        assertHonest(await answerTo(port, printed(bent)));
      }),
      OPTIONS,
    );
  });

  it("get an honest answer, or a closed door, when single bytes are bent", async () => {
    const { port } = stage.server;
    const bytes = fc.tuple(
      fc.nat(),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async ([which, changes]) => {
        const request = printed(corpus[which % corpus.length]!);
        for (const [at, byte] of changes) request[at % request.length] = byte;
        // the end of what is said, so that a length that grew is not waited for
        const answers = await sendRaw(port, request, { end: true });
        for (const answer of answers) assertHonest(answer);
      }),
      OPTIONS,
    );
    const response = await fetch(`${stage.server.origin}/ready`);
    assert.equal(response.status, 200);
  });

  it("leave nothing behind when they are refused: memory stays flat", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const heap = () => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    async function refuse(times: number): Promise<void> {
      for (let count = 0; count < times; count += 1) {
        const path = ["/token", "/revoke", "/introspect", "/authorize", "/interaction/none"][count % 5]!;
        const body = new URLSearchParams({ client_id: `nobody-${count}`, client_secret: "x", token: `t${count}` });
        await (await fetch(stage.server.origin + path, { method: "POST", body, redirect: "manual" })).arrayBuffer();
      }
    }
    await refuse(500);
    const before = heap();
    await refuse(2_000);
    assert.isBelow((heap() - before) / 2_000, 500, "bytes that a refused request leaves behind");
  });
});
