import { createServer } from "node:net";

/** Below the ports that machines give to outgoing connections, so that none of those takes one away in the meantime. */
const FIRST = 20_000;
const COUNT = 12_000;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Gives ports of the loopback address on which nobody listens, each once in a long time.
 *
 * @param seed Where it begins, so that programs side by side do not ask for the same ones.
 */
export function loopbackPorts(seed: number = process.pid * 37): () => Promise<number> {
  let given = seed;
  return async () => {
    for (let tries = 0; tries < COUNT; tries += 1) {
      given += 1;
      const port = FIRST + (given % COUNT);
      if (await isFree(port)) return port;
    }
    throw new RangeError("Cannot find a free port on the loopback address");
  };
}
