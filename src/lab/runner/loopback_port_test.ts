import { assert } from "chai";
import { createServer } from "node:net";
import { loopbackPorts } from "./loopback_port.ts";

describe("loopbackPorts()", () => {
  it("gives another port each time, below those of outgoing connections", async () => {
    const next = loopbackPorts(12_345);
    const ports = [await next(), await next(), await next()];
    assert.lengthOf([...new Set(ports)], 3);
    for (const port of ports) assert.isTrue(port >= 20_000 && port < 32_000, String(port));
  });

  it("passes over a port on which somebody listens", async () => {
    const [first, second] = [loopbackPorts(777), loopbackPorts(777)];
    const port = await first();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    try {
      assert.notEqual(await second(), port);
    } finally {
      server.close();
    }
  });
});
