import { assert } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fakeIo } from "./_fake_io_test.ts";
import { readSettings } from "./context.ts";

describe("readSettings()", () => {
  it("reads the environment of the command, not that of this process", async () => {
    assert.equal((await readSettings(fakeIo({ PORT: "8123" }).io, {})).PORT, 8123);
  });

  it("refuses a file of settings that is not there", async () => {
    const failure = await readSettings(fakeIo().io, { config: "/nonexistent.json" }).catch((error: unknown) => error);
    assert.include(failure, { name: "ConfigRefused" });
    assert.include(String(failure), "/nonexistent.json");
  });

  const settings = JSON.stringify({ PORT: 8123, LOG_LEVEL: "error" });

  async function inFile(text: string, use: (file: string) => Promise<void>): Promise<void> {
    const folder = await mkdtemp(path.join(tmpdir(), "touchstone-settings-"));
    const file = path.join(folder, "settings.json");
    await writeFile(file, text);
    try {
      await use(file);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  it("takes the file of --config before the one that the environment names", () =>
    inFile(settings, async (file) => {
      const { io } = fakeIo({ TOUCHSTONE_CONFIG: "/nonexistent.json", PORT: "9000" });
      assert.deepInclude(await readSettings(io, { config: file }), { PORT: 9000, LOG_LEVEL: "error" });
    }));

  it("requires nothing that only serve needs", async () => {
    const { DATABASE_URL, SECRET_KEY, ISSUER } = await readSettings(fakeIo().io, {});
    assert.deepEqual([DATABASE_URL, SECRET_KEY, ISSUER], [undefined, undefined, undefined]);
  });
});
