import type { Log } from "../../src/platform/mod.ts";

/** A log that keeps what it is told. */
export interface RecordingLog extends Log {
  /** `warn Cannot reach Redis`, without debugging messages. */
  readonly lines: readonly string[];
}

/** A log that keeps what it is told. */
export function recordingLog(): RecordingLog {
  const lines: string[] = [];
  const log: RecordingLog = {
    lines,
    debug: () => undefined,
    info: (message) => void lines.push(`info ${message}`),
    warn: (message) => void lines.push(`warn ${message}`),
    error: (message) => void lines.push(`error ${message}`),
    child: () => log,
  };
  return log;
}
