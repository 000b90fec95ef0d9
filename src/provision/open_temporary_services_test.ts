import { type TemporaryServices, openTemporaryServices } from "./open_temporary_services.ts";
import { outcomeOf, scratch, withVariables } from "./_scratch_test.ts";
import { ProvisionError } from "./provision_error.ts";
import { assert } from "chai";
import { mkdir, readdir, rm } from "node:fs/promises";
import { findRedis } from "./find_redis.ts";
import { identifyProcess } from "./process_identity.ts";
import { pingRedis } from "./redis_ping.ts";

describe("openTemporaryServices(), with real servers", function () {
  this.timeout(30_000);
  const { path, program, file } = scratch();
  let opened: TemporaryServices[];
  let log: string[];
  withVariables(() => ({ TMPDIR: path("with a blank/ü'\"") }));
  beforeEach(async () => {
    opened = [];
    log = [];
    await mkdir(path("with a blank/ü'\""), { recursive: true });
  });
  afterEach(() => Promise.all(opened.map((services) => services.stop())));

  const folders = (): Promise<string[]> => readdir(path("with a blank/ü'\""));

  async function open(wanted = { wantPostgres: true, wantRedis: true }): Promise<TemporaryServices> {
    const services = await openTemporaryServices({ ...wanted, log: (line) => log.push(line) });
    opened.push(services);
    return services;
  }
  const REDIS_ONLY = { wantPostgres: false, wantRedis: true };

  async function living(pids: readonly number[]): Promise<number> {
    return (await Promise.all(pids.map(identifyProcess))).filter((identity) => identity !== undefined).length;
  }

  it("use a folder each, in the usual place for such whatever its name, and leave nothing there", async () => {
    const { databaseUrl, redisUrl, pids, ...services } = await open();
    assert.isString(databaseUrl);
    const { port, password } = new URL(redisUrl ?? "");
    assert.isTrue(await pingRedis({ port: Number(port), password }));
    assert.deepEqual([(await folders()).length, await living(pids)], [2, 2]);
    await services.stop();
    assert.deepEqual([(await folders()).length, await living(pids)], [0, 0]);
  });

  it("are none where none is wanted, without a folder", async () => {
    const { databaseUrl, redisUrl, pids, ...services } = await open({ wantPostgres: false, wantRedis: false });
    assert.deepEqual([databaseUrl, redisUrl, pids], [undefined, undefined, []]);
    assert.isEmpty(await folders());
    await services.stop();
  });

  it("are apart from those of another run at the same moment", async () => {
    const [first, second] = await Promise.all([open(REDIS_ONLY), open(REDIS_ONLY)]);
    assert.notEqual(first.redisUrl, second.redisUrl);
    await first.stop();
    assert.deepEqual([await living(second.pids), (await folders()).length], [1, 1]);
  });

  it("stop twice, also after one was killed, whose folder goes as well", async () => {
    const { pids, ...services } = await open(REDIS_ONLY);
    process.kill(pids[0] ?? 0, "SIGKILL");
    await Promise.all([services.stop(), services.stop()]);
    await services.stop();
    assert.isEmpty(await folders());
  });

  it("stop though somebody has removed their folders", async () => {
    const { pids, ...services } = await open(REDIS_ONLY);
    for (const name of await folders()) await rm(path(`with a blank/ü'"/${name}`), { recursive: true });
    await services.stop();
    assert.equal(await living(pids), 0);
  });

  it("tell of each folder that an earlier run has left, and of no other", async () => {
    await file("with a blank/ü'\"/touchstone-1073741824-abcdef/owner", "1073741824\nlong ago\n");
    await file("with a blank/ü'\"/touchstone-notes/owner", "1073741824\nlong ago\n");
    await open({ wantPostgres: false, wantRedis: false });
    assert.deepEqual(log, [
      `removed what an earlier run left: ${path("with a blank/ü'\"/touchstone-1073741824-abcdef")}`,
    ]);
    assert.deepEqual(await folders(), ["touchstone-notes"]);
  });

  describe("of which one does not start", () => {
    let working: string;
    before(async () => {
      working = (await findRedis({ fetch: true })).binaries?.file ?? "";
    });
    withVariables(() => ({ REDIS_BIN: path("redis") }));

    it("are stopped, the other one too, and leave nothing there", async () => {
      await program("redis", `case $1 in --version) exec ${working} "$@" ;; esac\necho 'Out of luck'; exit 1`);
      const thrown = await outcomeOf(open());
      assert.instanceOf(thrown, ProvisionError);
      assert.equal(thrown.message, "Cannot start Redis, as it ended: Out of luck");
      assert.isEmpty(await folders());
    });
  });
});
