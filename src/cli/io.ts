import type { Readable } from "node:stream";

/** Where text goes. */
export interface TextOutput {
  write(text: string): unknown;
  /** True for a terminal. */
  readonly isTTY?: boolean;
}

/** Where text comes from. */
export type TextInput = Readable & {
  /** True for a terminal. */
  readonly isTTY?: boolean;
};

/** What a command has of the world around it: handed down, so that a test hands it another one. */
export interface Io {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: TextInput;
  /** For what the command answers. */
  readonly stdout: TextOutput;
  /** For everything else: progress, warnings, errors, the log. */
  readonly stderr: TextOutput;
}

/** The real world. */
export function systemIo(): Io {
  return { environment: process.env, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr };
}
