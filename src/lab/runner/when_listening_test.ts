import { assert } from "chai";
import { createServer } from "node:net";
import { loopbackPorts } from "./loopback_port.ts";
import { whenListening } from "./when_listening.ts";

const nextPort = loopbackPorts(9_100);

describe("whenListening()", () => {
  it("waits for a server that starts later", async () => {
    const port = await nextPort();
    const waiting = whenListening(new URL(`http://127.0.0.1:${port}/x`), new AbortController().signal);
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    assert.isTrue(await waiting);
    server.close();
  });

  it("gives up when the attempt is over", async () => {
    const controller = new AbortController();
    const waiting = whenListening(new URL(`http://127.0.0.1:${await nextPort()}/x`), controller.signal);
    controller.abort();
    assert.isFalse(await waiting);
  });
});
