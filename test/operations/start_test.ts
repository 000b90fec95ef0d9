import { assert } from "chai";
import { readFile, stat } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openLocalServices } from "../../src/provision/mod.ts";
import { freePort } from "../support/free_port.ts";
import { until } from "./holder.ts";
import { type Ended, processesNaming, type Program, runCurl, startProgram } from "./program.ts";
import { temporaryFolders } from "./temporary_folders.ts";

interface Ready {
  readonly issuer: string;
  readonly credentials: Readonly<Record<string, string>>;
  readonly credentials_kept_in: string | null;
  readonly try: { readonly clientCredentials: string; readonly password: string; readonly authorizeUrl: string };
}

/** How a command holds the data folder. */
const HELD = { wantPostgres: true, wantRedis: false, announce: false, log: () => undefined };

/** Sends half of a token request, which the server has begun to read; `finish` sends the rest and answers the status. */
async function halfRequest(issuer: string): Promise<{ finish(): Promise<number | undefined> }> {
  const body = "grant_type=client_credentials&client_id=demo-machine&client_secret=demo-machine-secret";
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Content-Length": body.length,
    Expect: "100-continue",
  };
  const half = request(`${issuer}/token`, { method: "POST", headers });
  half.on("error", () => undefined);
  half.flushHeaders();
  await new Promise((resolve) => half.once("continue", resolve));
  half.write(body.slice(0, 10));
  return {
    finish: () =>
      new Promise((resolve) => {
        half.once("response", (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        half.end(body.slice(10));
      }),
  };
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

function hasAddress(wanted: string): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === wanted));
}

function listensOn(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

describe("npm start", function () {
  this.timeout(90_000);
  const folders = temporaryFolders();
  const programs: Program[] = [];
  let dataDir: string;
  let port: number;

  /** Starts on the folder and port of these tests, unless other settings are named. */
  function start(settings: Readonly<Record<string, string>> = {}): Program {
    const environment = { DATA_DIR: dataDir, PORT: String(port), ...settings };
    const program = startProgram(["start", "--json"], environment);
    programs.push(program);
    return program;
  }
  async function ready(program: Program): Promise<Ready> {
    return (await program.announced) as unknown as Ready;
  }
  async function assertNothingRuns(): Promise<void> {
    await until(async () => (await processesNaming(dataDir)).length === 0);
  }

  before(async () => {
    dataDir = path.join(await folders.make(), "data");
    port = await freePort();
  });
  after(async () => {
    await Promise.all(programs.map((program) => program.end("SIGKILL")));
    await assertNothingRuns();
    await folders.remove();
  });

  describe("on a machine of one's own", () => {
    let program: Program;
    let announced: Ready;
    let application: { readonly client_id: string; readonly client_secret: string };

    function beside(args: readonly string[]): Promise<Ended> {
      return startProgram(args, { DATA_DIR: dataDir }).ended;
    }
    function tokenOf({ client_id, client_secret }: typeof application) {
      const line = `curl -u ${client_id}:${client_secret} -d grant_type=client_credentials ${announced.issuer}/token`;
      return runCurl(line);
    }

    it("waits for a command that has the data folder for a moment", async () => {
      const services = await openLocalServices({ ...HELD, dataDir });
      program = start({ LOG_LEVEL: "info" });
      await new Promise<void>((resolve) => {
        program.child.stderr!.on("data", (text: string) => text.includes("Waiting for a command") && resolve());
      });
      await services.stop();
      announced = await ready(program);
    });

    it("is ready at both addresses of localhost", async () => {
      assert.equal(announced.issuer, `http://localhost:${port}`);
      const response = await fetch(`http://127.0.0.1:${port}/ready`);
      assert.deepEqual(await response.json(), { status: "ready", postgres: "ok", redis: "ok" });
      if (hasAddress("::1")) assert.isTrue(await listensOn(port, "::1"));
    });

    it("prints curl lines that work", async () => {
      const machine = await runCurl(announced.try.clientCredentials);
      assert.equal(machine.status, 200);
      assert.equal(machine.body["scope"], "read write");
      const alice = await runCurl(announced.try.password);
      assert.equal(alice.status, 200);
      assert.hasAllKeys(alice.body, ["access_token", "token_type", "expires_in", "refresh_token", "scope"]);
    });

    it("prints an address that asks alice to sign in", async () => {
      const response = await fetch(announced.try.authorizeUrl, { redirect: "manual" });
      const address = new URL(response.headers.get("location")!, announced.issuer);
      const page = await fetch(address, { headers: { Cookie: cookiesOf(response) } });
      assert.match(await page.text(), /type="password"/);
    });

    it("has a page in which one logs in and tries the API", async () => {
      const page = await fetch(`${announced.issuer}/docs`);
      assert.equal(page.status, 200);
      assert.include(await page.text(), `data-docs="${announced.issuer}/docs"`);
    });

    it("lets people of this computer make accounts", async () => {
      const response = await fetch(`${announced.issuer}/sign_up/`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ username: "django.pony", password: "a pony of many colours" }),
      });
      assert.deepEqual([response.status, await response.json()], [201, { username: "django.pony" }]);
    });

    it("keeps its key where only its owner can read it", async () => {
      assert.equal((await stat(path.join(dataDir, "secret_key"))).mode & 0o777, 0o600);
    });

    it("lets a command beside it register an application that works at once", async () => {
      const args = ["createapplication", "confidential", "client-credentials", "--name", "Beside", "--json"];
      const { code, out, err } = await beside(args);
      assert.equal(code, 0, err);
      application = JSON.parse(out);
      assert.equal((await tokenOf(application)).status, 200);
    });

    it("is found by every other command beside it", async () => {
      const lines = [
        ["migrate", "--status"],
        ["cleartokens"],
        ["createuser", "--username", "b", "--password", "12345678"],
      ];
      for (const line of lines) {
        const { code, out, err } = await beside([...line, "--json"]);
        assert.equal(code, 0, err);
        assert.isObject(JSON.parse(out));
      }
    });

    it("says on a second start that the port is taken and the folder in use", async () => {
      const { code, out, err } = await start().ended;
      assert.equal(code, 1);
      assert.include(err, `Cannot listen on port ${port}`);
      assert.include(err, `PORT=${port + 1} npm start`);
      assert.include(err, `process ${program.pid} runs already`);
      assert.deepEqual(JSON.parse(out).exit_code, 1);
    });

    it("says on a second start with another port whose folder it is", async () => {
      const { code, err } = await start({ PORT: "0" }).ended;
      assert.equal(code, 1);
      assert.match(err, new RegExp(`process ${program.pid} uses it.*DATA_DIR`));
    });

    it("loses nothing and leaves nothing running when it is killed", async () => {
      await program.end("SIGKILL");
      await assertNothingRuns();
      program = start();
      await ready(program);
      assert.equal((await tokenOf(application)).status, 200);
    });

    it("lets a request in flight finish at SIGTERM, ends with 0 and leaves nothing running", async () => {
      const half = await halfRequest(announced.issuer);
      program.child.kill("SIGTERM");
      await until(async () => !(await listensOn(port, "127.0.0.1")));
      assert.equal(await half.finish(), 200);
      const finished = performance.now();
      const { code, err } = await program.ended;
      assert.equal(code, 0, err);
      assert.isBelow(performance.now() - finished, 5_000, "nobody waits for a connection that idles");
      await assertNothingRuns();
    });
  });

  describe("where others can reach it", () => {
    let program: Program;
    let announced: Ready;

    before(async () => {
      program = start({ HOST: "0.0.0.0" });
      announced = await ready(program);
    });

    it("replaces the well-known credentials of an earlier start, and keeps the new ones to its owner", async () => {
      const file = announced.credentials_kept_in!;
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.deepEqual(JSON.parse(await readFile(file, "utf8")), announced.credentials);
      assert.notInclude(Object.values(announced.credentials), "wonderland-2026");
      const line = announced.try.clientCredentials;
      assert.equal((await runCurl(line)).status, 200);
      const known = line.replace(/demo-machine:\S+/, "demo-machine:demo-machine-secret");
      assert.equal((await runCurl(known)).status, 401);
    });

    it("ends at once at a second Ctrl-C, although a request is in flight", async () => {
      await halfRequest(announced.issuer);
      program.child.kill("SIGINT");
      await until(async () => !(await listensOn(port, "127.0.0.1")));
      await sleep(600); // a second signal in the first half second is the echo that npm makes
      const { code } = await program.end("SIGINT");
      assert.equal(code, 130);
      await assertNothingRuns();
    });

    it("says so and ends when its private Postgres dies", async () => {
      program = start();
      await ready(program);
      const postmaster = await readFile(path.join(dataDir, "postgres/data/postmaster.pid"), "utf8");
      process.kill(Number.parseInt(postmaster, 10), "SIGKILL");
      const { code, err } = await program.ended;
      assert.equal(code, 1);
      assert.match(err, /The private Postgres ended by itself/);
      await assertNothingRuns();
    });
  });
});
