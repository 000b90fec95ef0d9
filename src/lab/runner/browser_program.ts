import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

/** Written beside the programs that call it, so that it runs wherever this package is, built or not. */
const HAND_OVER = `// Hands an address that a program opens to touchstone check, which opens it.
const [, , inbox, ...words] = process.argv;
const address = words.find((word) => /^[a-z][a-z0-9+.-]*:/i.test(word));
if (address === undefined) process.exitCode = 1;
else process.exitCode = (await fetch(inbox, { method: "POST", body: address })).ok ? 0 : 1;
`;

const LONGEST_ADDRESS = 65_536;

/** A program that stands for the browser of one client: its path goes into the variable `BROWSER`. */
export interface BrowserProgram {
  readonly path: string;
  /** Nobody listens to it any more. */
  forget(): Promise<void>;
}

/** Makes such programs. */
export interface BrowserPrograms {
  make(opened: (address: string) => void): Promise<BrowserProgram>;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > LONGEST_ADDRESS) throw new RangeError("Cannot open an address of that length");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Opens a server on a loopback port of its own that hears of what is opened, and a folder for the programs; each of
 * those knows a path there that nobody else does.
 */
export async function openBrowserPrograms(): Promise<BrowserPrograms> {
  const listeners = new Map<string, (address: string) => void>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const opened = listeners.get(request.url ?? "");
    if (opened === undefined || request.method !== "POST") {
      response.writeHead(404).end();
      return;
    }
    opened((await bodyOf(request)).trim());
    response.writeHead(204).end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(413).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const folder = await mkdtemp(path.join(tmpdir(), "touchstone-check-"));
  const handOver = path.join(folder, "hand_over.mjs");
  await writeFile(handOver, HAND_OVER);

  return {
    async make(opened) {
      const secret = randomBytes(24).toString("base64url");
      const own = path.join(folder, secret.slice(0, 8));
      const program = path.join(own, "browser");
      await mkdir(own);
      const words = [process.execPath, handOver, `http://127.0.0.1:${port}/${secret}`];
      await writeFile(program, `#!/bin/sh\nexec ${words.map(quote).join(" ")} "$@"\n`);
      await chmod(program, 0o700);
      listeners.set(`/${secret}`, opened);
      return {
        path: program,
        async forget() {
          listeners.delete(`/${secret}`);
          await rm(own, { recursive: true, force: true });
        },
      };
    },
    async close() {
      listeners.clear();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
