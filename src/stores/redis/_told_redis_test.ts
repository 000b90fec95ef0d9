import { once } from "node:events";
import { createServer, type Socket } from "node:net";

/** What a server answers to a command, as it goes over the wire; undefined = nothing, for ever. */
export type Answer = string | undefined;

/** A server that speaks the protocol of Redis and knows nothing. */
export interface ToldRedis {
  readonly url: string;
  /** Commands in order, but for those by which a client introduces itself. */
  readonly commands: readonly (readonly string[])[];
  /** How many connections were made. */
  readonly connections: () => number;
  /** Breaks all connections; new ones are fine. */
  cut(): void;
  close(): Promise<void>;
}

const OK = "+OK\r\n";

/** Commands by which a client introduces itself and asks whether the server is up. */
const INTRODUCTION: ReadonlySet<string> = new Set(["CLIENT", "HELLO", "AUTH", "SELECT"]);

/** A text of a given length, as the protocol writes it. */
export function bulk(text: string): string {
  return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}

/** Takes whole commands off the front of what came. */
function parse(text: string): { readonly commands: readonly (readonly string[])[]; readonly rest: string } {
  const commands: string[][] = [];
  let rest = text;
  for (;;) {
    const count = Number(/^\*(\d+)\r\n/.exec(rest)?.[1] ?? Number.NaN);
    const parts = rest.split("\r\n");
    if (Number.isNaN(count) || parts.length < 2 * count + 2) return { commands, rest };
    commands.push(parts.slice(1, 2 * count + 1).filter((_, index) => index % 2 === 1));
    rest = parts.slice(2 * count + 1).join("\r\n");
  }
}

/** Starts one that answers as it is told; keys and values must hold no line ends. */
export async function toldRedis(answer: (command: readonly string[]) => Answer = () => OK): Promise<ToldRedis> {
  const commands: (readonly string[])[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;

  function serve(socket: Socket): void {
    connections += 1;
    sockets.add(socket);
    let waiting = "";
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (bytes) => {
      const parsed = parse(waiting + bytes.toString("utf8"));
      waiting = parsed.rest;
      for (const command of parsed.commands) {
        const name = command[0]?.toUpperCase() ?? "";
        if (!INTRODUCTION.has(name)) commands.push([name, ...command.slice(1)]);
        const said = INTRODUCTION.has(name) ? OK : answer([name, ...command.slice(1)]);
        if (said !== undefined) socket.write(said);
      }
    });
  }

  const server = createServer(serve).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("Cannot learn the port of the server");
  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }
  return {
    url: `redis://127.0.0.1:${address.port}`,
    commands,
    connections: () => connections,
    cut,
    async close() {
      const closed = once(server, "close");
      server.close();
      cut();
      await closed;
    },
  };
}

/** Answers as a healthy server of a given run does, which holds nothing. */
export function healthy(run = "abc", more: (command: readonly string[]) => Answer | false = () => false) {
  return (command: readonly string[]): Answer => {
    const said = more(command);
    if (said !== false) return said;
    switch (command[0] ?? "") {
      case "INFO":
        return bulk(`loading:0\r\nrun_id:${run}\r\nmaxmemory:0`);
      case "PING":
        return "+PONG\r\n";
      case "GET":
      case "GETDEL":
        return "$-1\r\n";
      case "MGET":
        return `*${command.length - 1}\r\n${"$-1\r\n".repeat(command.length - 1)}`;
      case "EVAL":
      case "UNLINK":
        return ":1\r\n";
      default:
        return OK;
    }
  };
}
