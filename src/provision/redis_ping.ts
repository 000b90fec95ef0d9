import { connect } from "node:net";

/** Which server is asked. */
export interface PingRedisOptions {
  readonly port: number;
  readonly password: string;
}

/** Milliseconds after which no answer is an answer. */
const PATIENCE = 2000;

/**
 * Whether the server at that loopback port takes our password and commands.
 *
 * False as well while it still reads its data, and when another program listens there.
 */
export function pingRedis({ port, password }: PingRedisOptions): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect({ port, host: "127.0.0.1", timeout: PATIENCE }, () => {
      socket.write(`AUTH ${password}\r\nPING\r\n`);
    });
    const finish = (alive: boolean): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      answer += chunk;
      if (answer.split("\r\n").length > 2) finish(answer === "+OK\r\n+PONG\r\n");
    });
    socket.on("error", () => finish(false));
    socket.on("timeout", () => finish(false));
    socket.on("close", () => finish(false));
  });
}
