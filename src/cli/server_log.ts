import type { Log } from "../platform/mod.ts";
import type { Config } from "../server/mod.ts";
import type { Io } from "./io.ts";

/** The log of a server beside its answer: on standard error, for a person at a terminal and as JSON elsewhere. */
export async function openServerLog(io: Io, config: Pick<Config, "LOG_LEVEL" | "LOG_FORMAT">): Promise<Log> {
  const { createLog } = await import("../platform/mod.ts");
  const pretty = config.LOG_FORMAT === undefined ? io.stderr.isTTY === true : config.LOG_FORMAT === "text";
  return createLog({ level: config.LOG_LEVEL, destination: io.stderr, pretty });
}
