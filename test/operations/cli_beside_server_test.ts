import { assert } from "chai";
import { generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { publicJwkOf } from "../../src/protocol/mod.ts";
import { askTemporary, type Consumer, type SignatureMethod } from "../support/oauth1.ts";
import { testRedis } from "../support/services.ts";
import { answerOf, runCommand } from "./command.ts";
import { type MigratedDatabase, migratedDatabase } from "./migrated_database.ts";
import { type Program, startProgram } from "./program.ts";
import { temporaryFolders } from "./temporary_folders.ts";

type Json = Readonly<Record<string, unknown>>;

/** People and clients as a test of an application would have them. */
const FIXTURE = {
  touchstone: 1,
  people: [{ username: "mara", password: "a password" }],
  clients: [
    {
      client_id: "script",
      client_type: "confidential",
      client_secret: "a client secret",
      grant_types: ["password", "refresh_token", "client_credentials"],
    },
  ],
};

describe("the commands beside a server that runs", function () {
  this.timeout(60_000);
  const folders = temporaryFolders();
  let database: MigratedDatabase;
  let server: Program;
  let issuer: string;
  let options: { readonly environment: Readonly<Record<string, string>> };

  before(async () => {
    const redis = await testRedis();
    database = await migratedDatabase();
    const folder = await folders.make();
    const fixture = path.join(folder, "fixture.json");
    await writeFile(fixture, JSON.stringify(FIXTURE));
    const environment = {
      DATABASE_URL: database.url,
      REDIS_URL: `${redis.url}?prefix=${redis.keyPrefix}`,
      DATA_DIR: path.join(folder, "data"),
      SECRET_KEY: "k".repeat(40),
      PORT: "0",
      LOG_LEVEL: "error",
    };
    options = { environment };
    server = startProgram(["start", "--json", "--fixture", fixture], environment);
    issuer = String((await server.announced)["issuer"]);
  });
  after(async () => {
    await server.end("SIGTERM");
    await database.close();
    await folders.remove();
  });

  /** Asks for a token as the client of the fixture. */
  async function token(form: Readonly<Record<string, string>>, secret = "a client secret") {
    const response = await fetch(`${issuer}/token`, {
      method: "POST",
      headers: { Authorization: `Basic ${Buffer.from(`script:${secret}`).toString("base64")}` },
      body: new URLSearchParams(form),
    });
    return { status: response.status, body: (await response.json()) as Json };
  }

  async function tokensOfMara(): Promise<{ readonly access: string; readonly refresh: string }> {
    const { body } = await token({ grant_type: "password", username: "mara", password: "a password" });
    return { access: String(body["access_token"]), refresh: String(body["refresh_token"]) };
  }

  async function call(access: string): Promise<number> {
    const response = await fetch(`${issuer}/api/`, { headers: { Authorization: `Bearer ${access}` } });
    await response.arrayBuffer();
    return response.status;
  }

  it("people and clients of the fixture can be used at once", async () => {
    const { access } = await tokensOfMara();
    assert.equal(await call(access), 200);
  });

  it("token inspect tells what the server issued, from standard input", async () => {
    const { access, refresh } = await tokensOfMara();
    const told = await answerOf(["token", "inspect", "-"], { ...options, typed: `${access}\n` });
    assert.deepInclude(told, { kind: "access_token", active: true, client_id: "script", username: "mara" });
    const family = await answerOf(["token", "inspect", "-"], { ...options, typed: refresh });
    assert.deepInclude(family, { kind: "refresh_token", state: "active" });
    const { code, out } = await runCommand(["token", "inspect", access], options);
    assert.equal(code, 0);
    assert.match(out, /^kind +access token\nstate +active\nclient +script \(script\)\nperson +mara \(/);
  });

  it("token revoke ends a token everywhere, with its authorization", async () => {
    const { access, refresh } = await tokensOfMara();
    assert.deepEqual(await answerOf(["token", "revoke", "-"], { ...options, typed: access }), { revoked: 1 });
    assert.equal(await call(access), 401);
    const { status, body } = await token({ grant_type: "refresh_token", refresh_token: refresh });
    assert.deepEqual([status, body["error"]], [400, "invalid_grant"]);
    assert.deepEqual(await answerOf(["token", "revoke", access], options), { revoked: 0 });
  });

  it("token revoke ends what a client got for itself", async () => {
    const { body } = await token({ grant_type: "client_credentials" });
    const access = String(body["access_token"]);
    assert.equal(await call(access), 200);
    await answerOf(["token", "revoke", "-"], { ...options, typed: access });
    assert.equal(await call(access), 401);
    assert.deepInclude(await answerOf(["token", "inspect", access], options), { state: "revoked" });
  });

  it("token revoke ends everything of a person", async () => {
    const both = [await tokensOfMara(), await tokensOfMara()];
    const { revoked } = await answerOf(["token", "revoke", "--user", "mara"], options);
    assert.isAtLeast(Number(revoked), 2);
    for (const { access } of both) assert.equal(await call(access), 401);
  });

  it("token refuses what is no token of this server", async () => {
    for (const verb of ["inspect", "revoke"]) {
      const { code, err } = await runCommand(["token", verb, "ts_at_cut"], options);
      assert.equal(code, 4);
      assert.match(err, /TOKEN: It is no token of this server/);
    }
  });

  it("changepassword takes the new password at once, and the old one no more", async () => {
    const { access } = await tokensOfMara();
    const typed = "a new password\n";
    const args = ["changepassword", "mara", "--password-stdin", "--revoke-tokens"];
    const changed = await answerOf(args, { ...options, typed });
    assert.deepInclude(changed, { username: "mara", sessions_ended: 0 });
    assert.equal(await call(access), 401);
    const grant = { grant_type: "password", username: "mara" };
    assert.equal((await token({ ...grant, password: "a password" })).status, 400);
    assert.equal((await token({ ...grant, password: "a new password" })).status, 200);
    await answerOf(args, { ...options, typed: "a password" });
  });

  for (const [name, args, typed, code, says] of [
    ["a person whom nobody knows", ["nobody"], "a password", 4, /USER: There is no user 'nobody'/],
    ["a password that will not do", ["mara"], "short", 4, /password: Give 8 to 1024 bytes/],
  ] as const) {
    it(`changepassword refuses ${name}`, async () => {
      const ended = await runCommand(["changepassword", ...args, "--password-stdin"], { ...options, typed });
      assert.equal(ended.code, code);
      assert.match(ended.err, says);
    });
  }

  it("client list and show tell what is registered", async () => {
    const { code, out } = await runCommand(["client", "list", "--search", "SCRI", "--json"], options);
    assert.equal(code, 0);
    assert.deepEqual(
      (JSON.parse(out) as readonly Json[]).map(({ client_id: id }) => id),
      ["script"],
    );
    const shown = await answerOf(["client", "show", "script"], options);
    assert.deepInclude(shown, { client_id: "script", is_unverified: false, user: null });
    assert.notInclude(JSON.stringify(shown), "argon2id$");
    const listed = await runCommand(["client", "list", "--limit", "1"], options);
    assert.match(
      listed.out,
      /^CLIENT_ID +NAME +TYPE +GRANT TYPES +REGISTERED\nscript +script +confidential +password /,
    );
    assert.equal(listed.err, "There are more than 1: give --limit, or --search\n");
  });

  it("client rotate-secret and rotatesecret are the same, and the server hears of it", async () => {
    const grant = { grant_type: "client_credentials" };
    const first = await answerOf(["client", "rotate-secret", "script", "--keep", "60"], options);
    assert.equal((await token(grant, String(first["client_secret"]))).status, 200);
    assert.equal((await token(grant)).status, 200, "the old one works on");
    const second = await answerOf(["rotatesecret", "script", "--keep", "0"], options);
    assert.equal((await token(grant, String(first["client_secret"]))).status, 401);
    assert.equal((await token(grant, String(second["client_secret"]))).status, 200);
  });

  /** What the first leg of OAuth 1.0a answers to a consumer: `ok`, or the problem. */
  async function asks(consumer: Consumer, signatureMethod: SignatureMethod): Promise<string | undefined> {
    const { problem, said } = await askTemporary({ url: issuer }, { consumer, sign: { signatureMethod } });
    return said["oauth_token"] === undefined ? problem : "ok";
  }

  it("createapplication registers a consumer of OAuth 1.0a that signs by a key of a file at once", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const file = path.join(await folders.make(), "public.pem");
    await writeFile(file, publicKey.export({ type: "spki", format: "pem" }));
    const words = ["createapplication", "confidential", "oauth1", "--client-id", "signer"];
    const made = await answerOf([...words, "--rsa-public-key", file, "--signature-method", "RSA-SHA256"], options);
    assert.deepEqual(made["jwks"], { keys: [publicJwkOf(publicKey)] });
    assert.deepEqual(made["oauth_signature_methods"], ["RSA-SHA256"]);
    const consumer = { key: "signer", secret: String(made["client_secret"]), privateKey };
    assert.equal(await asks(consumer, "RSA-SHA256"), "ok");
    assert.equal(await asks(consumer, "HMAC-SHA256"), "signature_method_rejected");
    const { out } = await runCommand(["client", "show", "signer"], options);
    assert.match(out, /grant types +oauth1\n/);
    assert.match(out, /oauth_signature_methods +\["RSA-SHA256"\]\n/);
    const listed = await answerOf(["client", "list", "--grant-type", "oauth1"], options);
    assert.include(JSON.stringify(listed), '"signer"');
  });

  it("client rotate-secret leaves a consumer of OAuth 1.0a two secrets to sign with, both under seal", async () => {
    const made = await answerOf(["createapplication", "confidential", "oauth1", "--client-id", "rotating"], options);
    const old = { key: "rotating", secret: String(made["client_secret"]) };
    const { out } = await runCommand(["client", "rotate-secret", "rotating", "--keep", "60"], options);
    assert.include(out, "as a digest and under seal");
    const renewed = { ...old, secret: /client_secret +(\S+)/.exec(out)?.[1] ?? "" };
    for (const consumer of [renewed, old]) assert.equal(await asks(consumer, "HMAC-SHA1"), "ok");
    const shown = await answerOf(["client", "show", "rotating"], options);
    assert.deepEqual(
      (shown["secrets"] as readonly Json[]).map((secret) => secret["is_sealed"]),
      [true, true],
    );
  });

  it("client delete asks, and then ends the client with all that it has", async () => {
    const made = await answerOf(["createapplication", "confidential", "client-credentials"], options);
    const id = String(made["client_id"]);
    const unasked = await runCommand(["client", "delete", id], options);
    assert.deepEqual([unasked.code, unasked.err], [2, "Cannot ask as there is no terminal: give --yes\n"]);
    await answerOf(["client", "delete", id, "--yes"], options);
    for (const verb of ["show", "delete"]) {
      const { code, err } = await runCommand(["client", verb, id, ...(verb === "delete" ? ["--yes"] : [])], options);
      assert.equal(code, 4);
      assert.include(err, `CLIENT_ID: There is no client '${id}'`);
    }
  });

  it("what the commands did stands in the audit log", async () => {
    const entries = await database.durable.audit.list({ limit: 200 });
    const events = new Set(entries.filter(({ detail }) => detail["by"] === "command line").map(({ event }) => event));
    assert.includeMembers(
      [...events],
      [
        "fixture.imported",
        "token.revoked",
        "password.changed",
        "client.changed",
        "client.registered",
        "client.removed",
      ],
    );
  });
});
