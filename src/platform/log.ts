import { pino } from "pino";

import { redact } from "./redact.ts";

/**
 * Facts that go with a message; values whose names hold secrets are left out.
 *
 * `code` is such a name (an authorization code), so the code of an error is called `error`.
 */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the program tells its operator what happens. */
export interface Log {
  /** For whoever develops or searches a fault. */
  debug(message: string, fields?: LogFields): void;
  /** Ordinary life. */
  info(message: string, fields?: LogFields): void;
  /** Somebody should look at it one day. */
  warn(message: string, fields?: LogFields): void;
  /** Somebody should look at it now. */
  error(message: string, fields?: LogFields): void;
  /** A log that adds these fields to each message. */
  child(fields: LogFields): Log;
}

/** From which weight on messages are written. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** Takes finished lines, each with its line end; a stream is one. */
export interface LogDestination {
  /** Takes one line. */
  write(line: string): unknown;
}

/** How {@link createLog} writes. */
export interface CreateLogOptions {
  readonly level: LogLevel;
  /** Standard output, written asynchronously and flushed at exit, when not given. */
  readonly destination?: LogDestination;
  /** Lines for a person at a terminal instead of JSON. */
  readonly pretty?: boolean;
}

type Writer = Pick<pino.Logger, "debug" | "info" | "warn" | "error" | "child">;

/** A log of JSON lines, or of lines for a person. */
export function createLog(options: CreateLogOptions): Log {
  const destination = options.destination ?? pino.destination({ dest: 1, sync: false });
  const writer = pino(
    { level: options.level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    options.pretty === true ? prettyDestination(destination) : destination,
  );
  return logOver(writer);
}

/** A log that nobody reads. */
export const silentLog: Log = Object.freeze({
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  child: () => silentLog,
});

function ignore(): void {
  // nobody reads it
}

function logOver(writer: Writer): Log {
  const method =
    (level: "debug" | "info" | "warn" | "error") =>
    (message: string, fields?: LogFields): void =>
      fields === undefined ? writer[level](message) : writer[level](redact(fields), message);
  return Object.freeze({
    debug: method("debug"),
    info: method("info"),
    warn: method("warn"),
    error: method("error"),
    child: (fields: LogFields) => logOver(writer.child(redact(fields))),
  });
}

function prettyDestination(destination: LogDestination): LogDestination {
  return { write: (line) => destination.write(`${prettyLine(line)}\n`) };
}

const LEVEL_NAMES: Readonly<Record<number, string>> = { 20: "debug", 30: "info ", 40: "WARN ", 50: "ERROR" };

function prettyLine(line: string): string {
  const { level, time, pid: _pid, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const facts = Object.entries(fields).map(([name, value]) => prettyFact(name, value));
  return [String(time).slice(11, 19), LEVEL_NAMES[Number(level)] ?? String(level), String(msg), ...facts].join(" ");
}

function prettyFact(name: string, value: unknown): string {
  if (typeof value === "object" && value !== null && "stack" in value && typeof value.stack === "string") {
    return `\n  ${name}: ${value.stack}`;
  }
  return `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`;
}
