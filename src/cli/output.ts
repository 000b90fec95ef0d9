import type { CommandFailed } from "./failure.ts";
import type { Io } from "./io.ts";
import { visible } from "./visible.ts";

/** An answer in its two forms. */
export interface Answer {
  /** For a program: what `--json` prints. */
  readonly json: unknown;
  /** For a person, without the last line end. */
  readonly text: string;
}

/** Prints an answer in the form that was asked for: one line of JSON, or text. */
export function printAnswer(io: Io, { json, text, asJson }: Answer & { readonly asJson: boolean }): void {
  io.stdout.write(`${asJson ? JSON.stringify(json) : text}\n`);
}

/** Tells a person something that is not the answer. */
export function note(io: Io, text: string): void {
  io.stderr.write(`${text}\n`);
}

/** Prints why a command failed, for a program. */
export function printFailureJson(
  io: Io,
  { message, details, exitCode }: Pick<CommandFailed, "message" | "details" | "exitCode">,
): void {
  io.stdout.write(`${JSON.stringify({ error: message, exit_code: exitCode, problems: details })}\n`);
}

/** Prints why a command failed: for a person on standard error, and with `--json` for a program as well. */
export function printFailure(
  io: Io,
  { failure, asJson }: { readonly failure: CommandFailed; readonly asJson: boolean },
): void {
  const { message, details } = failure;
  const lines = details.map(({ field, says }) => `  ${visible(`${field}: ${says}`)}`);
  note(io, [visible(lines.length === 0 ? message : `${message}:`), ...lines].join("\n"));
  if (asJson && !failure.isAnswered) printFailureJson(io, failure);
  if (io.environment["LOG_LEVEL"] === "debug") note(io, stackOf(failure));
}

function stackOf(failure: CommandFailed): string {
  const { cause } = failure;
  return (cause instanceof Error ? cause.stack : failure.stack) ?? String(failure);
}

/** Aligns the first column of rows, each of which is one line whatever it holds. */
export function printRows(given: readonly (readonly [string, string])[], indent = ""): string {
  const rows = given.map(([left, right]) => [visible(left), visible(right)] as const);
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${indent}${left.padEnd(width)}  ${right}`.trimEnd()).join("\n");
}
