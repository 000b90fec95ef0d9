import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds between two tries, and until nobody is expected any more. */
const [PAUSE, LONGEST] = [50, 15_000];

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

/** Waits until a program takes connections at an address of the web; a client needs a moment to start. */
export async function whenListening({ hostname, port, protocol }: URL, signal: AbortSignal): Promise<boolean> {
  const at = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
  for (let waited = 0; waited < LONGEST && !signal.aborted; waited += PAUSE) {
    if (await takesConnections(at, hostname.replaceAll(/[[\]]/g, ""))) return true;
    await sleep(PAUSE);
  }
  return false;
}
