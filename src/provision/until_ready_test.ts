import { assert } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { GuardedServer } from "./guarded_server.ts";
import { ProvisionError } from "./provision_error.ts";
import { startUntilReady, type StartUntilReadyOptions } from "./until_ready.ts";

/** A server that lives until it is stopped, or one that has ended. */
function fakeServer(status?: number): GuardedServer {
  let end: (status: number) => void = () => {};
  const ended = new Promise<number>((resolve) => (end = resolve));
  if (status !== undefined) end(status);
  return { pid: 1, ended, stop: async () => end(0) };
}

describe("startUntilReady()", () => {
  let folder: string;
  let ports: number[];
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "ready-test-"));
    ports = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Start servers that log a line and end, until the given attempt, which lives. */
  function start({ line, livesAt, ready = true }: { line: string; livesAt: number; ready?: boolean }) {
    const logFile = path.join(folder, "log");
    const options: StartUntilReadyOptions = {
      name: "The server",
      logFile,
      patience: 200,
      async start(port) {
        ports.push(port);
        await writeFile(logFile, line);
        return fakeServer(ports.length === livesAt ? undefined : 1);
      },
      isReady: async () => ready && ports.length === livesAt,
    };
    return startUntilReady(options);
  }

  /** The message with which such a start fails. */
  async function complaint(options: Parameters<typeof start>[0]): Promise<string> {
    const thrown: unknown = await start(options).catch((error: unknown) => error);
    assert.instanceOf(thrown, ProvisionError);
    return thrown.message;
  }

  it("answers with the server and its port", async () => {
    const { port, server } = await start({ line: "", livesAt: 1 });
    assert.deepEqual([port], ports);
    assert.equal(server.pid, 1);
  });

  for (const line of ["could not bind: Address already in use", "pre-existing shared memory block is still in use"]) {
    it(`tries again when the log says '${line}'`, async () => {
      const { port } = await start({ line, livesAt: 3 });
      assert.lengthOf(ports, 3);
      assert.equal(port, ports[2]);
    });
  }

  it("gives up at once for any other reason, and shows the log", async () => {
    const message = await complaint({ line: "FATAL: no space left", livesAt: 2 });
    assert.equal(message, "Cannot start The server, as it ended: FATAL: no space left");
    assert.lengthOf(ports, 1);
  });

  it("gives up after five lost races", async () => {
    assert.include(await complaint({ line: "address already in use", livesAt: 9 }), "as it ended");
    assert.lengthOf(ports, 5);
  });

  it("gives up on a server that stays silent", async () => {
    assert.include(await complaint({ line: "hm", livesAt: 1, ready: false }), "as it did not answer: hm");
  });
});
