import { EXIT, type ExitCode } from "./exit_code.ts";

/** One thing that is wrong, and with which option or setting. */
export interface FailureDetail {
  readonly field: string;
  readonly says: string;
}

/** How a command that failed says so. */
export interface FailureOptions extends ErrorOptions {
  readonly exitCode: ExitCode;
  /** Everything that is wrong, at once. */
  readonly details?: readonly FailureDetail[];
  /** Whether the command has printed its answer, which says why: then nothing follows it on standard output. */
  readonly isAnswered?: boolean;
}

/** A command cannot do what was asked; the message is a sentence for the person who asked. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
  readonly exitCode: ExitCode;
  readonly details: readonly FailureDetail[];
  readonly isAnswered: boolean;

  constructor(message: string, { exitCode, details = [], isAnswered = false, ...options }: FailureOptions) {
    super(message, options);
    this.exitCode = exitCode;
    this.details = details;
    this.isAnswered = isAnswered;
  }
}

/** Refuses what was given, with everything that is wrong at once. */
export function refuseInput(message: string, details: readonly FailureDetail[]): never {
  throw new CommandFailed(message, { exitCode: EXIT.refused, details });
}

function hasName(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}

function detailsIn(error: Error): readonly FailureDetail[] {
  if (!("problems" in error) || !Array.isArray(error.problems)) return [];
  return error.problems.map(({ setting, says }: { setting: string; says: string }) => ({ field: setting, says }));
}

function causeOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error && cause.message !== "" ? ` (${cause.message})` : "";
}

const STORE_SETTINGS: Readonly<Record<string, string>> = { postgres: "DATABASE_URL", redis: "REDIS_URL" };

/**
 * What to tell the person, whatever was thrown.
 *
 * Errors of the lower rooms are known by their names, so that a command that failed early loads none of those rooms.
 */
export function failureOf(error: unknown): CommandFailed {
  if (error instanceof CommandFailed) return error;
  if (hasName(error, "ConfigRefused")) {
    const details = detailsIn(error);
    return new CommandFailed("Cannot start as settings are wrong", {
      exitCode: EXIT.configuration,
      details,
      cause: error,
    });
  }
  if (hasName(error, "StoreUnavailable")) {
    const store = "store" in error ? String(error.store) : "";
    const hint = store in STORE_SETTINGS ? `: is ${STORE_SETTINGS[store]} right, and the server up?` : "";
    return new CommandFailed(`${error.message}${causeOf(error)}${hint}`, { exitCode: EXIT.failed, cause: error });
  }
  if (hasName(error, "LastOfStaff")) {
    return new CommandFailed(error.message, { exitCode: EXIT.refused, cause: error });
  }
  if (hasName(error, "KeysUnreadable") || hasName(error, "ProvisionError") || hasName(error, "DataFolderBusyError")) {
    return new CommandFailed(error.message, { exitCode: EXIT.failed, cause: error });
  }
  const message = error instanceof Error ? `${error.message}${causeOf(error)}` : String(error);
  return new CommandFailed(`Cannot go on: ${message}`, { exitCode: EXIT.failed, cause: error });
}
