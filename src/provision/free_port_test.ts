import { assert } from "chai";
import { once } from "node:events";
import { createServer } from "node:net";
import { findFreePort } from "./free_port.ts";
import { pingRedis } from "./redis_ping.ts";

/** Listen on a loopback port, answer every connection so, and hand the port to the test. */
async function withServer(answer: string, test: (port: number) => Promise<void>): Promise<void> {
  const port = await findFreePort();
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => socket.end(answer));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  try {
    await test(port);
  } finally {
    server.close();
  }
}

describe("findFreePort()", () => {
  it("finds one on which a server can listen", () => withServer("", async (port) => assert.isAbove(port, 0)));
});

describe("pingRedis()", () => {
  for (const [name, answer, expected] of [
    ["a server that takes the password", "+OK\r\n+PONG\r\n", true],
    ["a server with another password", "-WRONGPASS invalid\r\n-NOAUTH Authentication required.\r\n", false],
    ["a server without a password", "-ERR no password is set\r\n+PONG\r\n", false],
    ["a server that still reads its data", "+OK\r\n-LOADING Redis is loading\r\n", false],
    ["a server that hangs up", "", false],
    ["another kind of server", "HTTP/1.1 400 Bad Request\r\n\r\n\r\n", false],
  ] as const) {
    it(`answers ${expected} for ${name}`, () =>
      withServer(answer, async (port) => assert.equal(await pingRedis({ port, password: "p" }), expected)));
  }

  it("answers false where nobody listens", async () => {
    assert.isFalse(await pingRedis({ port: await findFreePort(), password: "p" }));
  });
});
