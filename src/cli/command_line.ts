import { Command } from "commander";
import { EXIT_CODES_HELP } from "./exit_code.ts";

/** What every command understands. */
export interface CommonOptions {
  readonly json?: boolean;
  /** Path of the file with settings. */
  readonly config?: string;
}

/** How a command introduces itself. */
export interface NewCommandOptions {
  /** One sentence. */
  readonly says: string;
  /** Lines to type, each with what it does. */
  readonly examples: readonly (readonly [string, string])[];
  /** What else a person should know. */
  readonly more?: string;
}

function helpAfter({ examples, more }: NewCommandOptions): string {
  const lines = examples.flatMap(([line, does]) => [`  # ${does}`, `  ${line}`]);
  return ["", ...(more === undefined ? [] : [more, ""]), "Examples:", ...lines, "", EXIT_CODES_HELP].join("\n");
}

/** How a command introduces itself that is nothing but the name of others. */
export interface NewGroupOptions extends NewCommandOptions {
  readonly commands: readonly Command[];
}

/** A command that groups others. It has no options of its own: they would take away those that stand behind the others. */
export function newGroup(name: string, { commands, ...options }: NewGroupOptions): Command {
  const group = new Command(name)
    .description(options.says)
    .showHelpAfterError(`(touchstone ${name} --help tells more)`)
    .addHelpText(
      "after",
      helpAfter({ ...options, more: [options.more, groupHelp(name)].filter(Boolean).join("\n\n") }),
    );
  for (const command of commands) group.addCommand(command);
  return group;
}

function groupHelp(name: string): string {
  return `Each tells more, and takes --json and --config: touchstone ${name} COMMAND --help`;
}

/**
 * A command with what all of them share: `--json`, `--config`, examples and exit codes.
 *
 * @param name All that one types behind the name of the program: `client list`.
 */
export function newCommand(name: string, options: NewCommandOptions): Command {
  return new Command(name.slice(name.lastIndexOf(" ") + 1))
    .description(options.says)
    .option("--json", "print one line of JSON on standard output, and nothing else there")
    .option("--config <file>", "JSON file with settings; the environment wins over it (also: TOUCHSTONE_CONFIG)")
    .allowExcessArguments(false)
    .showHelpAfterError(`(touchstone ${name} --help tells more)`)
    .addHelpText("after", helpAfter(options));
}
