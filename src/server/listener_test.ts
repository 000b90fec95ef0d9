import type { RequestListener } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { assert } from "chai";
import { freePort } from "../../test/support/free_port.ts";
import { printRequest, sendRaw } from "../../test/support/raw_http.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { createListener, type Listener } from "./listener.ts";

/** An address of no machine. */
const NOWHERE = "192.0.2.1";

/** Another address of the machine itself: Linux has a whole network of them, other systems IPv6. */
const BESIDE = process.platform === "linux" ? "127.0.0.2" : "::1";

const hello: RequestListener = (_request, response) => void response.end("hello");

/** Why a request came to nothing: the code of what its error was caused by. */
function causeCodeOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause ? cause.code : undefined;
}

describe("createListener()", () => {
  const listeners: Listener[] = [];
  let clients: AbortController;

  beforeEach(() => {
    clients = new AbortController();
  });

  afterEach(async () => {
    await Promise.all(listeners.splice(0).map((listener) => listener.close()));
  });

  function listener(handle: RequestListener = hello): Listener {
    const made = createListener(handle);
    listeners.push(made);
    return made;
  }

  async function answers(host: string, port: number): Promise<boolean> {
    try {
      return (await (await fetch(`http://${host.includes(":") ? `[${host}]` : host}:${port}`)).text()) === "hello";
    } catch {
      return false;
    }
  }

  it("takes a free port and says which", async () => {
    const port = await listener().listen({ port: 0, host: "127.0.0.1" });
    assert.isAbove(port, 0);
    assert.isTrue(await answers("127.0.0.1", port));
    assert.isFalse(await answers(BESIDE, port));
  });

  it("takes the port that it is told", async () => {
    const port = await freePort();
    assert.equal(await listener().listen({ port, host: "127.0.0.1" }), port);
  });

  it("listens at other addresses on the same port, and passes over those that the machine has not", async () => {
    const port = await listener().listen({ port: 0, host: "127.0.0.1", besides: [NOWHERE, BESIDE] });
    for (const host of ["127.0.0.1", BESIDE]) assert.isTrue(await answers(host, port), host);
    await listeners[0]?.close();
    for (const host of ["127.0.0.1", BESIDE]) assert.isFalse(await answers(host, port), host);
  });

  it("does not pass over the first address where the machine has it not", async () => {
    const thrown = await thrownBy(() => listener().listen({ port: 0, host: NOWHERE }));
    assert.propertyVal(thrown, "code", "EADDRNOTAVAIL");
  });

  it("throws what Node throws when the port is taken", async () => {
    const port = await listener().listen({ port: 0, host: "127.0.0.1" });
    assert.propertyVal(await thrownBy(() => listener().listen({ port, host: "127.0.0.1" })), "code", "EADDRINUSE");
  });

  it("listens nowhere when the port is taken at another address", async () => {
    const port = await listener().listen({ port: 0, host: BESIDE });
    const second = listener();
    const where = { port, host: "127.0.0.1", besides: [BESIDE] };
    assert.propertyVal(await thrownBy(() => second.listen(where)), "code", "EADDRINUSE");
    assert.isFalse(await answers("127.0.0.1", port));
  });

  it("refuses a head of more than 16 KiB", async () => {
    const port = await listener().listen({ port: 0, host: "127.0.0.1" });
    const close = { Connection: "close" };
    for (const [length, status] of [
      [15_000, 200],
      [20_000, 431],
    ] as const) {
      const request = printRequest("GET /", { headers: { ...close, "X-Long": "a".repeat(length) } });
      assert.equal((await sendRaw(port, request))[0]?.status, status);
    }
  });

  for (const [what, limits, bytes] of [
    ["head takes too long", { headersTimeout: 200 }, "GET / HTTP/1.1\r\nHost: a\r\n"],
    [
      "body takes too long",
      { headersTimeout: 100, requestTimeout: 200 },
      printRequest("POST /", { headers: { "Content-Length": "10" }, body: "abc" }),
    ],
  ] as const) {
    it(`cuts who sends what never ends: ${what}`, async () => {
      const made = createListener(() => undefined, { ...limits, connectionsCheckingInterval: 20 });
      listeners.push(made);
      const port = await made.listen({ port: 0, host: "127.0.0.1" });
      const [answer] = await sendRaw(port, bytes);
      assert.equal(answer?.status, 408);
      assert.equal(answer?.headers["connection"], "close");
    });
  }

  it("closes although nobody ever listened, and twice", async () => {
    await createListener(hello).close();
    const once = listener();
    await once.listen({ port: 0, host: "127.0.0.1" });
    await once.close();
    await once.close();
  });

  it("takes nobody in once it closes, and lets those finish who are inside", async () => {
    let enter: () => void = () => undefined;
    const inside = new Promise<void>((resolve) => (enter = resolve));
    let finish: () => void = () => undefined;
    const port = await listener((_request, response) => {
      finish = () => response.end("finished");
      enter();
    }).listen({ port: 0, host: "127.0.0.1" });
    const answer = fetch(`http://127.0.0.1:${port}`);
    await inside;
    let isClosed = false;
    const closing = listeners[0]!.close().then(() => (isClosed = true));
    assert.isFalse(await answers("127.0.0.1", port));
    assert.isFalse(isClosed);
    finish();
    assert.equal(await (await answer).text(), "finished");
    await closing;
  });

  /** A request that is never answered, at each of so many addresses; `ends` settles with how each of them ended. */
  async function stuck(longestGoodbye: number, hosts: readonly string[] = ["127.0.0.1"]) {
    let inside = 0;
    let enter: () => void = () => undefined;
    const entered = new Promise<void>((resolve) => (enter = resolve));
    const made = createListener(
      () => {
        inside += 1;
        if (inside === hosts.length) enter();
      },
      { longestGoodbye },
    );
    listeners.push(made);
    const [host = "", ...besides] = hosts;
    const port = await made.listen({ port: 0, host, besides });
    const addresses = hosts.map((each) => `http://${each.includes(":") ? `[${each}]` : each}:${port}`);
    const ends = Promise.all(
      addresses.map((address) => fetch(address, { signal: clients.signal }).then(String, causeCodeOf)),
    );
    await entered;
    return { made, ends };
  }

  it("cuts those who are inside longer than the longest goodbye, at each of its addresses", async () => {
    const { made, ends } = await stuck(50, ["127.0.0.1", BESIDE]);
    const began = performance.now();
    await made.close();
    assert.approximately(performance.now() - began, 1_000, 955, "after 50 ms, on a machine that may be busy");
    assert.deepEqual(await ends, ["UND_ERR_SOCKET", "UND_ERR_SOCKET"]);
  });

  it("cuts nobody before that, and closes as soon as the last has left", async () => {
    const { made, ends } = await stuck(60_000);
    let isClosed = false;
    const closing = made.close().then(() => (isClosed = true));
    // Longer than it takes to look for connections that idle, several times.
    await sleep(100);
    assert.isFalse(isClosed);
    clients.abort();
    assert.deepEqual(await ends, [undefined]);
    await closing;
  });

  it("does not wait for connections that idle", async () => {
    const idle = listener();
    const port = await idle.listen({ port: 0, host: "127.0.0.1" });
    // Kept open by the agent of fetch, for the next request.
    assert.isTrue(await answers("127.0.0.1", port));
    await idle.close();
    assert.isFalse(await answers("127.0.0.1", port));
  });
});
