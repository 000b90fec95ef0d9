import { createServer } from "node:net";
import type { Config, ListenOptions } from "../server/mod.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

/** Whether only programs on this machine reach a host. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Where to listen. The loopback address has two forms, and clients take either for `localhost`: so both are listened on. */
export function listenAddress(
  { PORT: port, HOST: host }: Pick<Config, "PORT" | "HOST">,
  standard: string,
): ListenOptions {
  const wanted = host ?? standard;
  return wanted === "localhost" || (host === undefined && isLoopback(wanted))
    ? { port, host: "127.0.0.1", besides: ["::1"] }
    : { port, host: wanted };
}

function tryListen({ port, host }: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}

/**
 * Finds out before anything else is started whether the address is free, and which port it is when any will do.
 *
 * @throws {CommandFailed} With what to do, when it is not free.
 */
export async function findFreeAddress(address: ListenOptions): Promise<ListenOptions> {
  try {
    const port = await tryListen(address);
    for (const host of address.besides ?? []) {
      await tryListen({ port, host }).catch((error: unknown) => {
        if (codeOf(error) === "EADDRINUSE") throw error;
      });
    }
    return { ...address, port };
  } catch (error) {
    throw listenFailure(error, address) ?? error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** What to tell a person when an address cannot be listened on; undefined when the error is of another kind. */
export function listenFailure(error: unknown, { port, host }: ListenOptions): CommandFailed | undefined {
  const message = listenProblem(codeOf(error) ?? "", { port, host });
  return message === undefined ? undefined : new CommandFailed(message, { exitCode: EXIT.failed, cause: error });
}

function listenProblem(code: string, { port, host }: ListenOptions): string | undefined {
  const other = port < 65_535 ? port + 1 : port - 1;
  switch (code) {
    case "EADDRINUSE":
      return `Cannot listen on port ${port} as another program uses it: stop that one, or choose another port, such as PORT=${other} npm start`;
    case "EACCES":
      return `Cannot listen on port ${port} as this user may not: choose one from 1024, such as PORT=8000 npm start`;
    case "EADDRNOTAVAIL":
      return `Cannot listen on '${host}' as this machine has no such address: set HOST to one of its own`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `Cannot listen on '${host}' as no such name is known: set HOST to an address of this machine`;
    default:
      return undefined;
  }
}
