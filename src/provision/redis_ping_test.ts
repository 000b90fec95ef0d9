import { assert } from "chai";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { pingRedis } from "./redis_ping.ts";

describe("pingRedis(), on the wire", () => {
  let server: Server;
  let sockets: Socket[];
  let received: string;
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  /** Listen, let the test answer each chunk that arrives, and ask with this password. */
  async function ping(password: string, answer: (socket: Socket) => unknown): Promise<boolean> {
    [sockets, received] = [[], ""];
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => {});
      socket.setEncoding("latin1").on("data", (chunk: Buffer | string) => {
        received += String(chunk);
        answer(socket);
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    assert.isObject(address);
    return pingRedis({ port: typeof address === "object" ? (address?.port ?? 0) : 0, password });
  }

  it("says the password first, then asks, in one go", async () => {
    assert.isTrue(await ping("pass-word_1", (socket) => socket.write("+OK\r\n+PONG\r\n")));
    assert.equal(received, "AUTH pass-word_1\r\nPING\r\n");
  });

  it("waits for the rest of an answer that comes in pieces", async () => {
    const alive = await ping("p", async (socket) => {
      for (const piece of ["+O", "K\r", "\n+PON", "G\r\n"])
        await new Promise<void>((done) => socket.write(piece, () => setImmediate(done)));
    });
    assert.isTrue(alive);
  });

  it("hangs up once it knows", async () => {
    await ping("p", (socket) => socket.write("+OK\r\n+PONG\r\n"));
    const [socket] = sockets;
    if (socket?.destroyed === false) await once(socket, "close");
    assert.isTrue(socket?.destroyed);
  });

  for (const [name, answer] of [
    ["more than was asked for", "+OK\r\n+PONG\r\n+OK\r\n"],
    ["the two in the other order", "+PONG\r\n+OK\r\n"],
    ["a PONG of another kind", "+OK\r\n$4\r\nPONG\r\n"],
    ["a password that was refused in words", "-ERR invalid password\r\n+PONG\r\n"],
  ] as const) {
    it(`answers false for ${name}`, async () => {
      assert.isFalse(await ping("p", (socket) => socket.end(answer)));
    });
  }

  it("answers false for a server that hangs up in the middle of its answer", async () => {
    assert.isFalse(await ping("p", (socket) => socket.end("+OK\r\n+PON")));
  });

  it("answers false for a server that breaks the connection off", async () => {
    assert.isFalse(await ping("p", (socket) => socket.resetAndDestroy()));
  });

  it("does not wait for ever on one that stays silent", async () => {
    const before = performance.now();
    assert.isFalse(await ping("p", () => undefined));
    assert.isAtLeast(performance.now() - before, 1_900);
  });
});
