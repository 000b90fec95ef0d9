import { assert } from "chai";
import { createServer } from "node:http";
import { createListener, type ListenOptions } from "./listener.ts";

function hello() {
  return createListener((_request, response) => void response.end("hello"));
}

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof Error && "code" in error ? error.code : error;
}

describe("createListener()", () => {
  it("answers at every address on one port, which it says", async () => {
    const listener = hello();
    const port = await listener.listen({ port: 0, host: "127.0.0.1", besides: ["127.0.0.2"] });
    for (const host of ["127.0.0.1", "127.0.0.2"]) {
      const response = await fetch(`http://${host}:${port}`);
      assert.equal(await response.text(), "hello");
    }
    await listener.close();
    assert.isTrue(
      await fetch(`http://127.0.0.1:${port}`).then(
        () => false,
        () => true,
      ),
    );
  });

  it("does without an address that the machine does not have", async () => {
    const listener = hello();
    const port = await listener.listen({ port: 0, host: "127.0.0.1", besides: ["192.0.2.1"] });
    assert.isTrue((await fetch(`http://127.0.0.1:${port}`)).ok);
    await listener.close();
  });

  const places: readonly (readonly [string, Pick<ListenOptions, "host" | "besides">])[] = [
    ["the first address", { host: "127.0.0.1" }],
    ["one beside it", { host: "127.0.0.2", besides: ["127.0.0.1"] }],
  ];
  for (const [place, where] of places) {
    it(`listens nowhere when its port is taken at ${place}`, async () => {
      const other = createServer();
      const port = await new Promise<number>((resolve) => {
        other.listen(0, "127.0.0.1", () => {
          const address = other.address();
          resolve(typeof address === "object" && address !== null ? address.port : 0);
        });
      });
      assert.equal(await codeOf(hello().listen({ port, ...where })), "EADDRINUSE");
      assert.isUndefined(await codeOf(listenOnce({ port, host: "127.0.0.2" })));
      await new Promise((resolve) => other.close(resolve));
    });
  }

  it("ends a connection that idles after a reply on the way out", async () => {
    let finish: () => void = () => undefined;
    const listener = createListener((_request, response) => {
      response.write("begun");
      finish = () => void response.end();
    });
    const port = await listener.listen({ port: 0, host: "127.0.0.1" });
    const response = await fetch(`http://127.0.0.1:${port}`);
    const closed = listener.close();
    finish();
    assert.equal(await response.text(), "begun");
    await closed;
  });
});

async function listenOnce(options: ListenOptions): Promise<void> {
  const listener = hello();
  await listener.listen(options);
  await listener.close();
}
