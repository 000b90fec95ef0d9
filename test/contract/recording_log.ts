import type { Log, LogFields } from "../../src/platform/mod.ts";

/** A log that keeps what it is told. */
export interface RecordingLog extends Log {
  /** `warn Cannot reach Redis`, without debugging messages. */
  readonly lines: readonly string[];
  /** The fields that came with each of the lines. */
  readonly fields: readonly LogFields[];
}

/** A log that keeps what it is told. */
export function recordingLog(): RecordingLog {
  const lines: string[] = [];
  const fields: LogFields[] = [];
  function level(name: string) {
    return (message: string, said: LogFields = {}) => {
      lines.push(`${name} ${message}`);
      fields.push(said);
    };
  }
  const log: RecordingLog = {
    lines,
    fields,
    debug: () => undefined,
    info: level("info"),
    warn: level("warn"),
    error: level("error"),
    child: () => log,
  };
  return log;
}
