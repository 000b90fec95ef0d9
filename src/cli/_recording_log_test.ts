import type { Log, LogFields } from "../platform/mod.ts";

/** A line that was logged: its level, its message and its fields. */
export type LoggedLine = readonly [level: string, message: string, fields: LogFields | undefined];

/** A log that keeps what is said. */
export function recordingLog(): { readonly log: Log; readonly lines: readonly LoggedLine[] } {
  const lines: LoggedLine[] = [];
  const at = (level: string) => (message: string, fields?: LogFields) => void lines.push([level, message, fields]);
  const log: Log = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error"), child: () => log };
  return { log, lines };
}
