import { assert } from "chai";
import { createServer, type Server } from "node:net";
import { CommandFailed } from "./failure.ts";
import { findFreeAddress, isLoopback, listenAddress, listenFailure } from "./listen_address.ts";

async function failureOfPort(port: number): Promise<unknown> {
  return findFreeAddress({ port, host: "127.0.0.1" }).catch((error: unknown) => error);
}

describe("isLoopback()", () => {
  const hosts: readonly (readonly [string, boolean])[] = [
    ["localhost", true],
    ["127.0.0.1", true],
    ["127.1.2.3", true],
    ["::1", true],
    ["[::1]", true],
    ["0.0.0.0", false],
    ["::", false],
    ["localhost.example", false],
    ["127.0.0.1.example", false],
    ["10.127.0.1", false],
  ];
  for (const [host, expected] of hosts) {
    it(`answers ${expected} for ${host}`, () => assert.equal(isLoopback(host), expected));
  }
});

describe("listenAddress()", () => {
  const both = { port: 8000, host: "127.0.0.1", besides: ["::1"] };
  const rows: readonly (readonly [string | undefined, string, object])[] = [
    [undefined, "127.0.0.1", both],
    ["localhost", "0.0.0.0", both],
    ["127.0.0.1", "0.0.0.0", { port: 8000, host: "127.0.0.1" }],
    [undefined, "0.0.0.0", { port: 8000, host: "0.0.0.0" }],
    ["192.0.2.1", "127.0.0.1", { port: 8000, host: "192.0.2.1" }],
  ];
  for (const [HOST, standard, expected] of rows) {
    it(`listens on ${JSON.stringify(expected)} for HOST=${HOST ?? ""} where ${standard} is standard`, () => {
      assert.deepEqual(listenAddress({ PORT: 8000, HOST }, standard), expected);
    });
  }
});

describe("findFreeAddress()", () => {
  let taken: Server;
  let port: number;

  before(async () => {
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const address = taken.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  after(() => taken.close());

  it("finds a port when any will do", async () => {
    const address = await findFreeAddress({ port: 0, host: "127.0.0.1", besides: ["::1"] });
    assert.isAbove(address.port, 0);
    assert.deepEqual(address.besides, ["::1"]);
  });

  it("names the port that is taken and how to choose another", async () => {
    const failure = await failureOfPort(port);
    assert.instanceOf(failure, CommandFailed);
    assert.include(failure.message, `port ${port} as another program uses it`);
    assert.include(failure.message, `PORT=${port + 1} npm start`);
  });

  it("does not mind an address beside it that this machine has not", async () => {
    const address = await findFreeAddress({ port: 0, host: "127.0.0.1", besides: ["192.0.2.1"] });
    assert.isAbove(address.port, 0);
  });

  it("says that the machine has no such address", async () => {
    const failure: unknown = await findFreeAddress({ port: 0, host: "192.0.2.1" }).catch((error: unknown) => error);
    assert.instanceOf(failure, CommandFailed);
    assert.include(failure.message, "no such address");
  });
});

describe("listenFailure()", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["EADDRINUSE", "PORT=81 npm start"],
    ["EACCES", "this user may not"],
    ["EADDRNOTAVAIL", "'h'"],
    ["ENOTFOUND", "no such name"],
  ];
  for (const [code, part] of rows) {
    it(`explains ${code}`, () => {
      const failure = listenFailure(Object.assign(new TypeError(code), { code }), { port: 80, host: "h" });
      assert.include(failure!.message, part);
    });
  }

  it("leaves other errors to others", () =>
    assert.isUndefined(listenFailure(new TypeError("x"), { port: 1, host: "h" })));
});
