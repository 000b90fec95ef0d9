import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds between two tries. */
const PAUSE = 50;

function takesConnections(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** Waits until a program takes connections at an address of the web, or until nobody waits; false for the latter. */
export async function whenListening({ hostname, port, protocol }: URL, signal: AbortSignal): Promise<boolean> {
  const at = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
  while (!signal.aborted) {
    if (await takesConnections(at, hostname.replaceAll(/[[\]]/g, ""))) return true;
    await sleep(PAUSE);
  }
  return false;
}
