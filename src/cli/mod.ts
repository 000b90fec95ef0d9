/**
 * The command line: one file a command, each of which works beside a running server and without one.
 *
 * What a command answers goes to standard output, everything else to standard error. A command throws what it cannot
 * do; here that becomes one sentence and an exit code, and never a stack.
 *
 * @module
 */
export type { ExitCode } from "./exit_code.ts";
export { type Io, systemIo, type TextInput, type TextOutput } from "./io.ts";
export { runCommandLine } from "./program.ts";
