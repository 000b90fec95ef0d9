import { createServer } from "node:net";
import { ProvisionError } from "./provision_error.ts";

/**
 * A TCP port on the loopback address that nobody listens on at this moment.
 *
 * Another program may take it before our server does: whoever starts one tries again with another port.
 */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new ProvisionError("Cannot find a free port"));
        else resolve(address.port);
      });
    });
  });
}
