import { assert } from "chai";
import { fakeIo } from "./_fake_io_test.ts";
import { runCommandLine } from "./program.ts";

describe("touchstone createapplication --no-hash-client-secret", () => {
  it("is ignored for a public client, and says so", async () => {
    const away = { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" };
    for (const [type, says] of [
      ["public", /--no-hash-client-secret is ignored/],
      ["confidential", /^(?![^]*ignored)/],
    ] as const) {
      const { io, err } = fakeIo(away);
      await runCommandLine(["createapplication", type, "password", "--no-hash-client-secret"], io);
      assert.match(err(), says);
    }
  });
});
