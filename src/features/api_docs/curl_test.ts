import { execFileSync } from "node:child_process";
import { assert } from "chai";
import type { Operation } from "../../engine/mod.ts";
import { ACCESSES, BOOK, documentedFor, operationOf } from "./_described_test.ts";
import { curlOf } from "./curl.ts";

function command(changes: Partial<Operation>, method: "GET" | "POST" | "DELETE" | "PUT" = "GET"): string {
  return curlOf(documentedFor({ method, operation: operationOf(changes) }), "https://issuer.test/books");
}

/** The words that a shell makes of a command. */
function wordsOf(text: string): readonly string[] {
  const script = `curl() { printf '%s\\n' "$@"; }\n${text}`;
  const env = { TOKEN: "the-token", KEY: "the-key", CLIENT_ID: "the-client", CLIENT_SECRET: "the secret" };
  return execFileSync("/bin/sh", ["-c", script], { env, encoding: "utf8" }).trimEnd().split("\n");
}

const ADDRESS = "https://issuer.test/books";
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  "whoever asks": [ADDRESS],
  "a client": [ADDRESS, "-u", "the-client:the secret"],
  "a client with a proof": [ADDRESS, "-u", "the-client:the secret"],
  "a bearer": [ADDRESS, "-H", "Authorization: Bearer the-token"],
  "a bearer for something": [ADDRESS, "-H", "Authorization: Bearer the-token"],
  "a bearer who signed in": [ADDRESS, "-H", "Authorization: Bearer the-token"],
  "a bearer or a signer": [ADDRESS, "-H", "Authorization: Bearer the-token"],
  "who registers": [ADDRESS, "-H", "Authorization: Bearer the-token"],
  "who has the key of it": [ADDRESS, "-H", "Authorization: Bearer the-key"],
  "a consumer": [ADDRESS],
};

describe("curlOf()", () => {
  for (const [who, access] of Object.entries(ACCESSES)) {
    it(`is a command for ${who}`, () => assert.deepEqual(wordsOf(command({ access: [access] })), ANSWERS[who]!));
  }

  it("is one for the first of those who may ask", () => {
    const access = [ACCESSES["a client"]!, ACCESSES["a bearer"]!];
    assert.include(command({ access }), '-u "$CLIENT_ID:$CLIENT_SECRET"');
  });

  for (const [method, expected] of [
    ["GET", []],
    ["DELETE", ["-X", "DELETE"]],
    ["POST", ["-X", "POST"]],
  ] as const) {
    it(`says ${method} where curl would not by itself`, () =>
      assert.deepEqual(wordsOf(command({}, method)), [ADDRESS, ...expected]));
  }

  it("has the fields that must be there, and the first word of a choice", () => {
    const form = {
      grant_type: { says: "What", required: true, schema: { type: "string", enum: ["code", "other"] } },
      token: { says: "Which", required: true },
      hint: { says: "Not needed" },
    } as const;
    assert.deepEqual(wordsOf(command({ form }, "POST")), [ADDRESS, "-d", "grant_type=code", "-d", "token=…"]);
  });

  it("has the parameters of the query that must be there", () => {
    const query = { resource: { says: "Who", required: true }, rel: { says: "How" } } as const;
    assert.deepEqual(wordsOf(command({ query })), [`${ADDRESS}?resource=…`]);
  });

  it("has an example of a body, whatever stands in it", () => {
    const json = { ...BOOK, properties: { id: { type: "string", default: "it's $HOME `id`" } } } as const;
    const words = wordsOf(command({ json }, "PUT"));
    assert.deepEqual(words.slice(0, 5), [ADDRESS, "-X", "PUT", "-H", "Content-Type: application/json"]);
    assert.deepEqual(JSON.parse(words.slice(6).join("\n")), { id: "it's $HOME `id`" });
  });
});
