import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { parseTranscript, type Transcript } from "../golden/transcript.ts";
import { client, PASSWORD, person, SECRET } from "../support/cast.ts";
import { EVERYTHING } from "../support/everything.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { encode } from "../support/issuer_under_test.ts";
import { type Judge, type OpenApi, openJudge, type WireAnswer } from "../support/openapi.ts";

const TRANSCRIPTS = join(import.meta.dirname, "../golden/transcripts");

/** What is no operation: a method that none takes, and what is nowhere. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  "token_options",
  "token_wrong_method",
  "not_found",
  "resource_metadata_unknown",
]);

/** The address with something in the place of what a transcript names: a whole address is one of an interaction. */
function pathOf(target: string): string {
  return target.replace(/^\{\{\w+\}\}/, "/interaction/1").replaceAll(/\{\{\w+\}\}/g, "1");
}

function parsedBody(type: string | undefined, text: string): unknown {
  if (text === "" || text.startsWith("{{") || type?.includes("json") !== true) return undefined;
  return JSON.parse(text);
}

/** The answer that a transcript has. */
function answerIn({ line, answer }: Transcript): WireAnswer {
  const [method = "", target = ""] = line.split(" ");
  const [head = "", text = ""] = answer.split(/\n\n([\s\S]*)/);
  const contentType = /^Content-Type: (.*)$/m.exec(head)?.[1];
  const status = Number(head.slice(0, 3));
  return { method, path: pathOf(target), status, contentType, body: parsedBody(contentType, text) };
}

/** Calls of the sample API, and what each is answered. */
const API_CALLS: readonly (readonly [what: string, call: Call, status: number])[] = [
  ["a greeting", { path: "/api/" }, 200],
  ["what a token is good for", { path: "/api/token_info/" }, 200],
  ["what a client's own token is good for", { path: "/api/token_info/", as: "machine" }, 200],
  ["a list", { path: "/api/users/" }, 200],
  ["a page of a list", { path: "/api/users/?limit=1" }, 200],
  ["a limit that is none", { path: "/api/users/?limit=0" }, 400],
  ["one person", { path: "/api/users/{ann}/" }, 200],
  ["nobody", { path: "/api/users/99999/" }, 404],
  ["a change", { path: "/api/users/{ann}/", method: "PATCH", json: { first_name: "Anna" } }, 200],
  ["fields that are wrong", { path: "/api/users/{ann}/", method: "PATCH", json: { email: 5, username: "" } }, 400],
  ["a name of somebody else", { path: "/api/users/{ann}/", method: "PATCH", json: { username: "bob" } }, 409],
  ["fields that are missing", { path: "/api/users/{ann}/", method: "PUT", json: { username: "ann" } }, 400],
  ["somebody else's record", { path: "/api/users/{bob}/", method: "PATCH", json: {} }, 403],
  ["no JSON", { path: "/api/users/{ann}/", method: "PUT", text: "{" }, 400],
  ["no token", { path: "/api/users/", as: "nobody" }, 401],
  ["a token that is none", { path: "/api/users/", as: "stranger" }, 401],
  ["a token for less", { path: "/api/users/", as: "machine" }, 403],
  ["a removal", { path: "/api/users/{ann}/", method: "DELETE" }, 204],
  ["the token of somebody who is gone", { path: "/api/users/" }, 401],
];

interface Call {
  readonly path: string;
  readonly method?: string;
  readonly json?: unknown;
  readonly text?: string;
  readonly as?: "ann" | "machine" | "nobody" | "stranger";
}

async function tokenFrom(server: HttpServer, form: Readonly<Record<string, string>>): Promise<string> {
  const headers = {
    authorization: `Basic ${Buffer.from(`app:${SECRET}`).toString("base64")}`,
    "content-type": "application/x-www-form-urlencoded",
  };
  const response = await fetch(`${server.origin}/token`, { method: "POST", headers, body: encode(form) });
  return ((await response.json()) as { readonly access_token: string }).access_token;
}

async function wireAnswer(response: Response, asked: Pick<WireAnswer, "method" | "path">): Promise<WireAnswer> {
  const text = await response.text();
  const contentType = response.headers.get("content-type") ?? undefined;
  return { ...asked, status: response.status, contentType, body: parsedBody(contentType, text) };
}

describe("what is answered, beside what the OpenAPI document says of it", () => {
  let server: HttpServer;
  let judge: Judge;

  before(async () => {
    server = await httpServer({ settings: EVERYTHING });
    judge = openJudge((await (await fetch(`${server.origin}/openapi.json`)).json()) as OpenApi);
  });

  after(async () => {
    judge.close();
    await server.stop();
  });

  for (const file of readdirSync(TRANSCRIPTS)) {
    const name = file.replace(/\.http$/, "");
    if (ELSEWHERE.has(name)) continue;
    const transcript = parseTranscript(readFileSync(join(TRANSCRIPTS, file), "utf8"));
    // Nobody has looked at its answer yet.
    if (transcript.answer === "") continue;
    const answer = answerIn(transcript);
    it(`${answer.method} ${answer.path} is answered ${answer.status} as described (${name})`, async () => {
      assert.deepEqual(await judge.complaints(answer), []);
    });
  }

  describe("by the sample API", () => {
    const ids: Record<string, string> = {};
    const tokens: Record<string, string> = { stranger: "made-up" };

    before(async () => {
      await client(server.issuer, { clientId: "app", grantTypes: ["password", "client_credentials"] });
      for (const username of ["ann", "bob"]) ids[username] = String((await person(server.issuer, { username })).id);
      tokens["ann"] = await tokenFrom(server, { grant_type: "password", username: "ann", password: PASSWORD });
      tokens["machine"] = await tokenFrom(server, { grant_type: "client_credentials", scope: "introspection" });
    });

    async function send({ path: said, method = "GET", json, text, as = "ann" }: Call): Promise<WireAnswer> {
      const path = said.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => ids[name]!);
      const token = tokens[as];
      const body = text ?? (json === undefined ? undefined : JSON.stringify(json));
      const headers = {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      };
      const response = await fetch(server.origin + path, { method, headers, ...(body === undefined ? {} : { body }) });
      return wireAnswer(response, { method, path });
    }

    for (const [what, call, status] of API_CALLS) {
      it(`${call.method ?? "GET"} ${call.path}, ${what}: ${status} as described`, async () => {
        const answer = await send(call);
        assert.equal(answer.status, status);
        assert.deepEqual(await judge.complaints(answer), []);
      });
    }
  });

  it("is refused by the judge where it is something else", async () => {
    const users = { method: "GET", path: "/api/users/?limit=2", status: 200, contentType: "application/json" };
    const wrong: readonly (readonly [string, WireAnswer])[] = [
      [
        "another member",
        { ...users, body: [{ id: 1, username: "a", email: "", first_name: "", last_name: "", x: 1 }] },
      ],
      ["no list", { ...users, body: {} }],
      ["another type", { ...users, contentType: "text/plain" }],
      ["another status", { ...users, status: 302 }],
      ["no such operation", { ...users, method: "POST" }],
      ["no such path", { ...users, path: "/api/nothing/" }],
      ["a body where there is none", { ...users, method: "DELETE", path: "/api/users/1/", status: 204 }],
    ];
    assert.deepEqual(await judge.complaints({ ...users, body: [] }), []);
    for (const [what, answer] of wrong) assert.isNotEmpty(await judge.complaints(answer), what);
  });

  it("is described for the alias of an endpoint as for the endpoint", () => {
    assert.equal(judge.find("POST", "/o/token/")?.operation, judge.find("POST", "/token")?.operation);
    assert.exists(judge.find("POST", "/token"));
  });
});
