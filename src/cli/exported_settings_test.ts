import { assert } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { exportedSettings, isOfThisMachine } from "./exported_settings.ts";

describe("exportedSettings()", () => {
  it("are those that were given, as they were given", async () => {
    const environment = { SCOPES: '{"a":"A"}', ACCESS_TOKEN_EXPIRE_SECONDS: "60", SIGN_UP: "", HOME: "/root" };
    const expected = { SCOPES: '{"a":"A"}', ACCESS_TOKEN_EXPIRE_SECONDS: "60" };
    assert.deepEqual(await exportedSettings({ environment }, {}), expected);
  });

  it("are those of a file as well, over which the environment wins", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "touchstone-settings-"));
    const file = path.join(folder, "settings.json");
    await writeFile(file, JSON.stringify({ SCOPES: { a: "A" }, SIGN_UP: "open" }));
    const exported = await exportedSettings({ environment: { SIGN_UP: "off" } }, { config: file });
    await rm(folder, { recursive: true });
    assert.deepEqual(exported, { SCOPES: { a: "A" }, SIGN_UP: "off" });
  });

  for (const name of ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "DATA_DIR", "HOST", "PORT"]) {
    it(`never hold ${name}`, async () => {
      assert.isTrue(isOfThisMachine(name));
      assert.deepEqual(await exportedSettings({ environment: { [name]: "x" } }, {}), {});
    });
  }
});
