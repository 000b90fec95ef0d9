import { assert } from "chai";
import { mkdtemp, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import {
  type Connection,
  findRunningServices,
  parseConnection,
  removeConnection,
  writeConnection,
} from "./connection_file.ts";
import { describeThisProcess } from "./data_lock.ts";

const URLS = { databaseUrl: "postgresql://u:p@127.0.0.1:1/d", redisUrl: "redis://:p@127.0.0.1:2/0" };

describe("parseConnection()", () => {
  const holder = { pid: 42, identity: "boot/1" };

  it("reads back what is written", () => {
    assert.deepEqual(parseConnection(JSON.stringify({ holder, ...URLS })), { holder, ...URLS });
  });

  it("reads servers that are not there as undefined", () => {
    const expected: Connection = { holder, databaseUrl: undefined, redisUrl: undefined };
    assert.deepEqual(parseConnection(JSON.stringify({ holder })), expected);
  });

  for (const text of [
    "",
    "null",
    "[]",
    "{}",
    '{"holder":null}',
    '{"holder":{"pid":"42","identity":"x"}}',
    '{"holder":{"pid":1',
  ]) {
    it(`takes '${text}' for no connection`, () => assert.isUndefined(parseConnection(text)));
  }
});

describe("findRunningServices()", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "connection-test-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("finds the servers of a living holder, in a file that its user alone can read", async () => {
    const connection = { holder: await describeThisProcess(), ...URLS };
    await writeConnection(folder, connection);
    assert.deepEqual(await findRunningServices(folder), connection);
    assert.equal((await stat(path.join(folder, "connection.json"))).mode & 0o777, 0o600);
  });

  it("finds none where the holder has ended", async () => {
    await writeConnection(folder, { holder: { pid: process.pid, identity: "boot/1" }, ...URLS });
    assert.isUndefined(await findRunningServices(folder));
  });

  it("finds none after the note was taken back, nor in a folder that does not exist", async () => {
    await writeConnection(folder, { holder: await describeThisProcess(), ...URLS });
    await removeConnection(folder);
    assert.isUndefined(await findRunningServices(folder));
    assert.isUndefined(await findRunningServices(path.join(folder, "missing")));
  });
});
