import { assert } from "chai";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../../test/support/free_port.ts";
import { openLocalServices } from "../provision/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { EXIT } from "./exit_code.ts";
import { runCommandLine } from "./program.ts";

const NAMES = ["SIGINT", "SIGTERM", "SIGHUP", "uncaughtException", "unhandledRejection"];

function listening(): readonly number[] {
  return NAMES.map((name) => process.listenerCount(name));
}

describe("touchstone start", () => {
  let folder: string;
  let taken: Server;
  let port: number;

  before(async () => {
    port = await freePort();
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(port, "127.0.0.1", resolve));
  });
  after(() => new Promise((resolve) => taken.close(resolve)));
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "touchstone-start-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function start(settings: Readonly<Record<string, string>>, args: readonly string[] = []) {
    const { io, out, err } = fakeIo({ DATA_DIR: folder, PORT: String(port), LOG_LEVEL: "error", ...settings });
    return { code: await runCommandLine(["start", ...args], io), out: out(), err: err() };
  }

  it("looks at the port first: what cannot listen starts no server and makes no file", async () => {
    const { code, out, err } = await start({});
    assert.equal(code, EXIT.failed);
    assert.match(err, new RegExp(`^Cannot listen on port ${port} .* PORT=${port + 1} npm start\n$`));
    assert.equal(out, "");
    assert.isEmpty(await readdir(folder));
  });

  it("does not speak of a second server where the folder is nobody's", async () => {
    assert.notInclude((await start({})).err, "runs already");
  });

  it("speaks of the server that has both the port and the folder", async () => {
    const options = { dataDir: folder, wantPostgres: false, wantRedis: false, log: () => undefined };
    const services = await openLocalServices(options);
    const { err } = await start({});
    await services.stop();
    assert.match(
      err,
      new RegExp(`\\(process ${process.pid} runs already .*: for a second server set DATA_DIR as well\\)`),
    );
  });

  it("takes its handlers off as it gives up", async () => {
    const before = listening();
    await start({});
    assert.deepEqual(listening(), before);
  });

  it("says where it cannot listen, by the name of the setting", async () => {
    const { code, err } = await start({ HOST: "192.0.2.1", PORT: "0" });
    assert.equal(code, EXIT.failed);
    assert.match(err, /^Cannot listen on '192\.0\.2\.1' as this machine has no such address: set HOST/);
  });

  it("does not start a Postgres beside the one that is configured and away", async () => {
    const away = await freePort();
    const urls = { DATABASE_URL: `postgresql://nobody@127.0.0.1:${away}/none`, REDIS_URL: `redis://127.0.0.1:${away}` };
    const { code, out, err } = await start({ ...urls, PORT: "0" }, ["--json"]);
    assert.equal(code, EXIT.failed);
    assert.match(err, /^Cannot reach (postgres|redis).*: is (DATABASE_URL|REDIS_URL) right, and the server up\?$/m);
    assert.propertyVal(JSON.parse(out), "exit_code", EXIT.failed);
    assert.isEmpty(await readdir(folder));
  });

  for (const [name, content, code] of [
    ["is not there", undefined, EXIT.failed],
    ["is no JSON", "{", EXIT.refused],
    ["has another form", '{"touchstone":2}', EXIT.refused],
  ] as const) {
    it(`opens nothing where the fixture ${name}`, async () => {
      const file = path.join(folder, "..", `${path.basename(folder)}.json`);
      if (content !== undefined) await writeFile(file, content);
      const ended = await start({}, ["--fixture", file]);
      await rm(file, { force: true });
      assert.equal(ended.code, code, ended.err);
      assert.isEmpty(await readdir(folder));
    });
  }
});
