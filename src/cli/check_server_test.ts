import { assert } from "chai";
import { fakeIo } from "./_fake_io_test.ts";
import { openCheckServer } from "./check_server.ts";

describe("openCheckServer()", function () {
  this.timeout(20_000);

  it("opens a server with a lab on this machine alone, whatever the environment says of others", async () => {
    const { io, out } = fakeIo({ ISSUER: "https://id.example", DATABASE_URL: "postgresql://x", LAB: "off" });
    const server = await openCheckServer({ io, config: undefined });
    try {
      assert.match(server.base, /^http:\/\/127\.0\.0\.1:\d+$/);
      const made = await fetch(`${server.base}/lab/api/runs`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"plan":"oauth2-basic"}',
      });
      assert.equal(made.status, 201);
      assert.equal(out(), "");
    } finally {
      await server.close();
    }
    const thrown = await fetch(server.base).catch((error: unknown) => error);
    assert.instanceOf(thrown, TypeError, "it is closed");
  });

  it("opens several beside one another", async () => {
    const { io } = fakeIo();
    const servers = await Promise.all([1, 2].map(() => openCheckServer({ io, config: undefined })));
    assert.notEqual(servers[0]?.base, servers[1]?.base);
    await Promise.all(servers.map((server) => server.close()));
  });

  it("refuses a file of settings that is wrong", async () => {
    const thrown = await openCheckServer({ io: fakeIo().io, config: "/nowhere.json" }).catch((error: unknown) => error);
    assert.match(String(thrown), /\/nowhere\.json: it cannot be read/);
  });
});
