import { assert } from "chai";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Server } from "node:http";
import { pathToFileURL } from "node:url";
import { parseChallenge } from "../../src/protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../../src/stores/mod.ts";
import { client, PASSWORD, person, SECRET } from "../support/cast.ts";
import { programOf, replaced } from "../support/readme_program.ts";
import { type RunningServer, startServer } from "../support/running_server.ts";
import { say, tokensOf } from "./habits.ts";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(ROOT, `.tmp/readme-${process.pid}`);

describe("the README's program that protects an API", () => {
  let server: RunningServer;
  let app: ClientRecord;
  let alice: AccountRecord;
  let other: AccountRecord;
  let listening: Server;

  before(async function () {
    this.timeout(60_000);
    server = await startServer();
    app = await client(server.issuer);
    [alice, other] = [await person(server.issuer), await person(server.issuer)];
    const program = replaced(programOf("## Protect your own API"), [
      ["touchstone/resource-server", "../../src/resource_server/mod.ts"],
      ["http://localhost:8000", server.url],
      ["demo-confidential-secret", SECRET],
      ["demo-confidential", app.clientId],
      ["alice", alice.username],
      ["app.listen(3000)", 'export const listening = app.listen(0, "127.0.0.1")'],
    ]);
    mkdirSync(FOLDER, { recursive: true });
    const path = join(FOLDER, "program.ts");
    writeFileSync(path, program);
    ({ listening } = (await import(pathToFileURL(path).href)) as { readonly listening: Server });
  });

  after(async () => {
    listening.close();
    rmSync(FOLDER, { recursive: true, force: true });
    await server.stop();
  });

  async function call(
    path: string,
    { method = "GET", who, scope }: { method?: string; who?: AccountRecord; scope?: string },
  ) {
    const { port } = listening.address() as AddressInfo;
    const form = [
      ["grant_type", "password"],
      ["username", who?.username ?? ""],
      ["password", PASSWORD],
      ["scope", scope ?? ""],
    ] as const;
    const user = `${app.clientId}:${SECRET}`;
    const bearer =
      who === undefined
        ? {}
        : { bearer: tokensOf(await say(`${server.url}/token`, { form, user }), scope ?? "").access };
    const answer = await say(`http://127.0.0.1:${port}${path}`, { method, ...bearer });
    return { ...answer, challenge: parseChallenge(answer.headers["www-authenticate"] ?? "Bearer").params };
  }

  it("shows the books to whoever may read", async () => {
    const { status, body } = await call("/books", { who: other, scope: "read" });
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(body), [{ title: "Through the Looking-Glass", owner: alice.username }]);
  });

  it("asks for a token, in its own realm", async () => {
    const { status, challenge } = await call("/books", {});
    assert.deepEqual([status, { ...challenge }], [401, { realm: "books" }]);
  });

  for (const [what, method, path, scope, expected, needed] of [
    ["reading with a token to write", "GET", "/books", "write", 403, "read"],
    ["removing with a token to read", "DELETE", "/books/1", "read", 403, "write"],
  ] as const) {
    it(`refuses ${what}, and says which scope it takes`, async () => {
      const { status, challenge } = await call(path, { method, who: alice, scope });
      assert.deepEqual([status, challenge["scope"]], [expected, needed]);
    });
  }

  it("lets nobody but its owner remove a book, and them once", async () => {
    const remove = (who: AccountRecord) => call("/books/1", { method: "DELETE", who, scope: "write" });
    const refused = await remove(other);
    assert.deepEqual([refused.status, refused.challenge["scope"]], [403, undefined]);
    assert.equal((await remove(alice)).status, 204);
    assert.equal((await remove(alice)).status, 403);
  });
});
