import { assert } from "chai";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { client, CALLBACK, PASSWORD, person, SECRET } from "../support/cast.ts";
import { freePort } from "../support/free_port.ts";
import { agreeTo, registerConsumer, verifierAt } from "../support/oauth1.ts";
import { type RunningServer, startServer } from "../support/running_server.ts";
import { visitor } from "../support/visitor.ts";

/** What a script printed, and how it ended. */
interface Ran {
  readonly code: number | null;
  readonly output: string;
}

interface Started {
  readonly child: ChildProcess;
  /** Settles with the output so far once a line matches. */
  said(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Types a line. */
  type(line: string): void;
  readonly ended: Promise<Ran>;
}

function start(command: string, args: readonly string[], environment: Readonly<Record<string, string>>): Started {
  const child = spawn(command, args, { env: { ...process.env, ...environment }, stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      for (const look of waiting) look();
    });
  }
  const ended = new Promise<Ran>((resolve) => child.once("close", (code) => resolve({ code, output })));
  function said(pattern: RegExp): Promise<RegExpMatchArray> {
    return new Promise((resolve, reject) => {
      function look(): void {
        const match = pattern.exec(output);
        if (match !== null) resolve(match);
      }
      waiting.add(look);
      look();
      void ended.then(({ output: all }) => reject(new Error(`The script ended without saying ${pattern}: ${all}`)));
    });
  }
  return { child, said, ended, type: (line) => void child.stdin.write(`${line}\n`) };
}

describe("the example scripts", function () {
  this.timeout(60_000);
  let server: RunningServer;
  let environment: Readonly<Record<string, string>>;

  before(async () => {
    server = await startServer();
    const { issuer } = server;
    const owner = await person(issuer);
    const loopback = ["http://127.0.0.1/callback"];
    const confidential = await client(issuer, { redirectUris: [CALLBACK] });
    const machine = await client(issuer, { grantTypes: ["client_credentials"], redirectUris: [] });
    const native = await client(issuer, { type: "public", redirectUris: loopback });
    const consumer = await registerConsumer(issuer, { redirectUris: loopback });
    environment = {
      ISSUER: server.url,
      CLIENT_ID: confidential.clientId,
      CLIENT_SECRET: SECRET,
      MACHINE_ID: machine.clientId,
      MACHINE_SECRET: SECRET,
      PUBLIC_ID: native.clientId,
      CONSUMER_KEY: consumer.clientId,
      CONSUMER_SECRET: SECRET,
      IMPLICIT_ID: native.clientId,
      EXAMPLE_USERNAME: owner.username,
      EXAMPLE_PASSWORD: PASSWORD,
    };
  });
  after(() => server.stop());

  /** Runs a script, with arguments behind its name where there are some. */
  function run(file: string, changes: Readonly<Record<string, string>> = {}): Started {
    const [name = "", ...args] = file.split(" ");
    return start(process.execPath, ["--import", "tsx", `scripts/${name}`, ...args], { ...environment, ...changes });
  }

  /** Signs in and allows, as a person does, and answers where the browser was sent. */
  async function allow(address: string, action = "allow"): Promise<URL> {
    const browser = visitor(server.url);
    const login = await browser.go(address);
    const consent = await browser.submit(login, {
      fill: { username: environment["EXAMPLE_USERNAME"] ?? "", password: PASSWORD },
    });
    return (await browser.submit(consent, { fill: { action } })).url;
  }

  it("example.ts prints the list of users", async () => {
    const { code, output } = await run("example.ts").ended;
    assert.include(output, `200 [`);
    assert.include(output, `"username":"${environment["EXAMPLE_USERNAME"]}"`);
    assert.equal(code, 0);
  });

  it("example.ts prints status and body when the password is wrong", async () => {
    const { code, output } = await run("example.ts", { EXAMPLE_PASSWORD: "wrong" }).ended;
    assert.match(output, /400 \{"error":"invalid_grant"/);
    assert.equal(code, 1);
  });

  it("client_credentials.ts calls the API in its own name", async () => {
    const { code, output } = await run("examples/client_credentials.ts").ended;
    assert.match(output, /The API says 200/);
    assert.match(output, /active: true/);
    assert.equal(code, 0);
  });

  it("password.ts refreshes and revokes", async () => {
    const { code, output } = await run("examples/password.ts").ended;
    assert.match(output, /the refresh token changed: true/);
    assert.match(output, /Revoked/);
    assert.equal(code, 0);
  });

  it("refresh_token.ts shows that reuse ends the family", async () => {
    const { code, output } = await run("examples/refresh_token.ts").ended;
    assert.match(output, /refused: invalid_grant/);
    assert.match(output, /is active: false/);
    assert.equal(code, 0);
  });

  it("books_api.ts is a provider and an API that asks for its own scopes, in one program", async () => {
    const port = String(await freePort());
    const script = run("examples/books_api.ts", { PORT: port });
    const here = `http://localhost:${port}`;
    try {
      const [, credentials = ""] = await script.said(/-u (\S+) -d/);
      const as = { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
      async function tokenFor(scope: string): Promise<string> {
        const body = new URLSearchParams({ grant_type: "client_credentials", scope });
        const answer = await fetch(`${here}/id/token`, { method: "POST", headers: as, body });
        return String(Reflect.get(Object(await answer.json()), "access_token"));
      }
      async function call(method: string, scope: string): Promise<Response> {
        const headers = { authorization: `Bearer ${await tokenFor(scope)}`, "content-type": "application/json" };
        const body = method === "POST" ? { body: JSON.stringify({ title: "Sylvie and Bruno" }) } : {};
        return fetch(`${here}/books`, { method, headers, ...body });
      }
      assert.equal((await fetch(`${here}/books`)).status, 401);
      assert.equal((await call("POST", "books:read")).status, 403);
      assert.lengthOf((await (await call("POST", "books:write")).json()) as unknown[], 2);
      assert.include(await (await call("GET", "books:read")).text(), "Sylvie and Bruno");
      await script.said(/A reader may books:write/);
    } finally {
      script.child.kill("SIGTERM");
    }
    assert.equal((await script.ended).code, 0);
  });

  it("authorization_code.ts gets the code on a port of the loopback address", async () => {
    const script = run("examples/authorization_code.ts");
    const [address] = await script.said(/http:\S+\/authorize\S+/);
    await fetch(await allow(address));
    const { code, output } = await script.ended;
    assert.match(output, /200 \[/);
    assert.equal(code, 0);
  });

  it("openid_login.ts signs a person in, knows who they are, and logs them out", async () => {
    const port = await freePort();
    const here = `http://127.0.0.1:${port}/`;
    const { clientId } = await client(server.issuer, {
      type: "public",
      grantTypes: ["authorization_code"],
      redirectUris: ["http://127.0.0.1/callback"],
      metadata: { post_logout_redirect_uris: [here] },
    });
    const script = run("examples/openid_login.ts", { OPENID_ID: clientId, OPENID_PORT: String(port) });
    const [address] = await script.said(/http:\S+\/authorize\S+/);
    const browser = visitor(server.url);
    const fill = { username: environment["EXAMPLE_USERNAME"] ?? "", password: PASSWORD };
    const consent = await browser.submit(await browser.go(address), { fill });
    await fetch((await browser.submit(consent, { fill: { action: "allow" } })).url);
    const [logout] = await script.said(/http:\S+\/logout\S+/);
    await fetch((await browser.go(logout)).url);
    const { code, output } = await script.ended;
    assert.match(output, /The ID token says: sub [\w-]+, signed in at 20/);
    assert.match(output, /UserInfo says: /);
    assert.match(output, /back with the right state: true/);
    assert.equal(code, 0);
  });

  it("device.ts gets the token once the person has typed the code", async () => {
    const script = run("examples/device.ts");
    const [, address = "", code = ""] = await script.said(/Open (\S+) and type (\S+)/);
    const browser = visitor(server.url);
    const login = await browser.submit(await browser.go(address), { fill: { user_code: code } });
    const fill = { username: environment["EXAMPLE_USERNAME"] ?? "", password: PASSWORD };
    await browser.submit(await browser.submit(login, { fill }), { fill: { action: "allow" } });
    const { code: exit, output } = await script.ended;
    assert.match(output, /200 \[/);
    assert.equal(exit, 0);
  });

  it("implicit.ts gets the token from the fragment", async () => {
    const script = run("examples/implicit.ts");
    const [address] = await script.said(/http:\S+\/authorize\S+/);
    const { origin, hash } = await allow(address);
    await fetch(`${origin}/fragment?${hash.slice(1)}`);
    const { code, output } = await script.ended;
    assert.match(output, /200 \[/);
    assert.equal(code, 0);
  });

  /** The PIN that a person gets who opens an address of the second leg. */
  async function pinAt(address: string): Promise<string> {
    const token = new URL(address).searchParams.get("oauth_token") ?? "";
    return verifierAt(await agreeTo(server, { token, person: { username: environment["EXAMPLE_USERNAME"] ?? "" } }));
  }

  for (const method of ["HMAC-SHA1", "HMAC-SHA256"]) {
    it(`oauth1.ts signs by ${method} and takes the PIN that somebody types`, async () => {
      const script = run(`oauth1.ts --method ${method}`);
      const [address] = await script.said(/http:\S+\/oauth1\/authorize\S+/);
      script.type(await pinAt(address));
      const { code, output } = await script.ended;
      assert.include(output, `"username":"${environment["EXAMPLE_USERNAME"]}"`);
      assert.match(output, /^200 \[/m);
      assert.equal(code, 0);
    });
  }

  it("oauth1.ts takes the verifier that the browser brings", async () => {
    const script = run("oauth1.ts --callback --path /api/");
    const [address] = await script.said(/http:\S+\/oauth1\/authorize\S+/);
    await fetch(await allow(address));
    const { code, output } = await script.ended;
    assert.match(output, /^200 \{/m);
    assert.equal(code, 0);
  });

  it("oauth1.ts says so when the person says no", async () => {
    const redirectUris = ["http://127.0.0.1/callback"];
    const { clientId } = await registerConsumer(server.issuer, { redirectUris });
    const script = run("oauth1.ts --callback", { CONSUMER_KEY: clientId });
    const [address] = await script.said(/http:\S+\/oauth1\/authorize\S+/);
    await fetch(await allow(address, "deny"));
    const { code, output } = await script.ended;
    assert.include(output, "Cannot go on: user_refused");
    assert.equal(code, 1);
  });

  it("oauth1.ts signs by RSA with the key of a file", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const jwks = { keys: [publicKey.export({ format: "jwk" })] };
    const { clientId } = await registerConsumer(server.issuer, { metadata: { jwks } });
    const folder = mkdtempSync(join(tmpdir(), "touchstone-key-"));
    try {
      const file = join(folder, "key.pem");
      writeFileSync(file, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
      const script = run(`oauth1.ts --method RSA-SHA1 --private-key ${file}`, { CONSUMER_KEY: clientId });
      const [address] = await script.said(/http:\S+\/oauth1\/authorize\S+/);
      script.type(await pinAt(address));
      assert.match((await script.ended).output, /^200 \[/m);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("oauth1.ts prints status and body when the secret is wrong", async () => {
    const { code, output } = await run("oauth1.ts", { CONSUMER_SECRET: "wrong" }).ended;
    assert.match(output, /^401 oauth_problem=signature_invalid/m);
    assert.equal(code, 1);
  });

  it("the README's consumer of OAuth 1.0a gets what it asks for", async () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const [, section = ""] = readme.split("\n## OAuth 1.0a\n");
    const [, program = ""] = /```ts\n([\s\S]*?)```/.exec(section) ?? [];
    const filled = program
      .replace("http://localhost:8000", server.url)
      .replace("demo-oauth1-secret", SECRET)
      .replace("demo-oauth1", environment["CONSUMER_KEY"] ?? "");
    assert.notInclude(filled, "demo-oauth1");
    const folder = join(import.meta.dirname, `../../.tmp/readme-oauth1-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    try {
      const file = join(folder, "consumer.ts");
      writeFileSync(file, filled);
      const script = start(process.execPath, ["--import", "tsx", file], {});
      const [address] = await script.said(/http:\S+\/oauth1\/authorize\S+/);
      script.type(await pinAt(address));
      const { code, output } = await script.ended;
      assert.include(output, `"username":"${environment["EXAMPLE_USERNAME"]}"`);
      assert.equal(code, 0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("Python's requests would be served at /oauth/token/ and /api/users/", async () => {
    const basic = Buffer.from(`${environment["CLIENT_ID"]}:${SECRET}`).toString("base64");
    const answer = await fetch(`${server.url}/oauth/token/`, {
      method: "POST",
      headers: { Authorization: `Basic ${basic}`, Accept: "*/*", "Content-Type": "application/x-www-form-urlencoded" },
      body: `grant_type=password&username=${environment["EXAMPLE_USERNAME"]}&password=${PASSWORD.replaceAll(" ", "+")}`,
    });
    const { access_token: token, token_type: type, expires_in: seconds } = await answer.json();
    assert.deepEqual([answer.status, type, typeof seconds], [200, "Bearer", "number"]);
    const users = await fetch(`${server.url}/api/users/`, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal(users.status, 200);
  });

  // Only where there is a Python with requests; the test above sends what it sends.
  if (spawnSync("python3", ["-c", "import requests"]).status === 0) {
    it("example.py prints the list of users", async () => {
      const { code, output } = await start("python3", ["scripts/example.py"], environment).ended;
      assert.match(output, /^200 \[/);
      assert.equal(code, 0);
    });
  }
});
