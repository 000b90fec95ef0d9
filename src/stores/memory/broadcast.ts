import type { Log } from "../../platform/mod.ts";
import type { Broadcast } from "../ephemeral.ts";
import { Listeners } from "../listeners.ts";

/** A broadcast within this process: a message has been heard when `send` resolves, and none is ever lost. */
export function memoryBroadcast(options: { readonly log?: Log } = {}): Broadcast {
  const listeners = new Listeners(options.log);
  return {
    async send(topic, message) {
      listeners.hear(topic, message);
    },
    async listen(topic, listener) {
      listeners.add(topic, listener);
    },
  };
}
