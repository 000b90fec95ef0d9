import { ReplyError } from "ioredis";

import { StoreUnavailable } from "../store_error.ts";

/**
 * First words of refusals that say something about the state of the server; any other is a mistake in a command.
 *
 * NOAUTH, WRONGPASS and NOPERM are among them: the password may have been changed under a running program.
 */
const SERVER_STATES: ReadonlySet<string> = new Set([
  "ASK",
  "BUSY",
  "CLUSTERDOWN",
  "LOADING",
  "MASTERDOWN",
  "MISCONF",
  "MOVED",
  "NOAUTH",
  "NOPERM",
  "NOREPLICAS",
  "OOM",
  "READONLY",
  "TRYAGAIN",
  "UNBLOCKED",
  "WRONGPASS",
]);

/**
 * What a failed command means to its caller: `StoreUnavailable`, or, for a command that the server calls wrong, the
 * error as it is.
 *
 * Whatever the client itself says (a closed connection, a timeout, no node for a slot) means that Redis cannot be
 * reached; its own texts are not looked at, except for a refusal that it wraps.
 */
export function storeErrorOf(error: unknown): unknown {
  if (error instanceof StoreUnavailable) return error;
  if (error instanceof ReplyError && error instanceof Error && !SERVER_STATES.has(firstWord(error.message)))
    return error;
  return new StoreUnavailable("redis", error);
}

function firstWord(message: string): string {
  const space = message.indexOf(" ");
  return space < 0 ? message : message.slice(0, space);
}
