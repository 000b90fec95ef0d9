import { Command, CommanderError } from "commander";
import { changePasswordCommand } from "./changepassword.ts";
import { checkCommand } from "./check.ts";
import { clearTokensCommand } from "./cleartokens.ts";
import { clientCommand } from "./client.ts";
import { commandsCommand } from "./commands.ts";
import { createApplicationCommand } from "./createapplication.ts";
import { rotateSecretCommand } from "./rotatesecret.ts";
import { createSuperuserCommand, createUserCommand } from "./createuser.ts";
import { doctorCommand } from "./doctor.ts";
import { EXIT, EXIT_CODES_HELP, type ExitCode } from "./exit_code.ts";
import { exportCommand } from "./export.ts";
import { failureOf } from "./failure.ts";
import { importCommand } from "./import.ts";
import { initialTokenCommand } from "./initialtoken.ts";
import { hooksCommand } from "./hooks.ts";
import type { Io } from "./io.ts";
import { keyCommand } from "./key.ts";
import { migrateCommand } from "./migrate.ts";
import { printFailure, printFailureJson } from "./output.ts";
import { plansCommand } from "./plans.ts";
import { preflightCommand } from "./preflight.ts";
import { serveCommand } from "./serve.ts";
import { settingsCommand } from "./settings.ts";
import { signatureCommand } from "./signature.ts";
import { startCommand } from "./start.ts";
import { tokenCommand } from "./token.ts";
import { VERSION } from "./version.ts";

/** In the order of the help. */
const COMMANDS: readonly ((io: Io) => Command)[] = [
  startCommand,
  serveCommand,
  migrateCommand,
  createSuperuserCommand,
  createUserCommand,
  changePasswordCommand,
  createApplicationCommand,
  clientCommand,
  (io) => rotateSecretCommand(io),
  initialTokenCommand,
  tokenCommand,
  signatureCommand,
  keyCommand,
  clearTokensCommand,
  exportCommand,
  importCommand,
  checkCommand,
  plansCommand,
  preflightCommand,
  doctorCommand,
  settingsCommand,
  hooksCommand,
  commandsCommand,
];

/** The whole command line. */
export function buildProgram(io: Io): Command {
  const program = new Command("touchstone")
    .description("A reference provider for OAuth 2.0 and OpenID Connect, and a touchstone for client applications")
    .version(VERSION)
    .configureHelp({ subcommandTerm: (command) => [command.name(), ...command.aliases()].join(", ") })
    .showHelpAfterError("(touchstone --help tells more)")
    .addHelpText("after", `\nEach command tells more: touchstone COMMAND --help\n\n${EXIT_CODES_HELP}`);
  const commands = COMMANDS.map((command) => command(io));
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...commands, ...commands.flatMap((each) => each.commands)]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    });
  }
  return program;
}

/** What Commander ends with: help is fine, all else is a mistake, of which a program is told as of others. */
function usageCode(io: Io, { error, asJson }: { readonly error: CommanderError; readonly asJson: boolean }): ExitCode {
  if (error.exitCode === 0) return EXIT.fine;
  if (asJson)
    printFailureJson(io, { message: error.message.replace(/^error: /, ""), exitCode: EXIT.usage, details: [] });
  return EXIT.usage;
}

/**
 * Runs a command line.
 *
 * @param args Without the names of the program and its interpreter.
 * @returns What the program is to end with; why it is not 0 has been said on standard error.
 */
export async function runCommandLine(args: readonly string[], io: Io): Promise<ExitCode> {
  try {
    await buildProgram(io).parseAsync([...args], { from: "user" });
    return EXIT.fine;
  } catch (error) {
    // Commander has said what it had to say, help among it.
    if (error instanceof CommanderError) return usageCode(io, { error, asJson: args.includes("--json") });
    const failure = failureOf(error);
    printFailure(io, { failure, asJson: args.includes("--json") });
    return failure.exitCode;
  }
}
