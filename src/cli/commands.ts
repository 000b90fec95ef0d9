import type { Command } from "commander";
import { type CommonOptions, newCommand } from "./command_line.ts";
import type { Io } from "./io.ts";
import { printAnswer } from "./output.ts";
import { printTable } from "./table.ts";

/** A command as it is listed. */
export interface ListedCommand {
  /** What one types behind the name of the program: `client list`. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** What stands behind it: `<CLIENT_ID>`. */
  readonly takes: string;
  readonly says: string;
}

/** Says which commands there are, those of groups among them. */
export function commandsCommand(io: Io): Command {
  const command: Command = newCommand("commands", {
    says: "List every command with what it does.",
    examples: [
      ["touchstone commands", "a list to read"],
      ["touchstone commands --markdown", "the table of the README"],
    ],
  }).option("--markdown", "a Markdown table");
  return command.action((options: CommonOptions & { readonly markdown?: boolean }) => {
    const list = listCommands(command.parent?.commands ?? []);
    const rows = list.map((each) => [signatureOf(each), each.says] as const);
    printAnswer(io, {
      asJson: options.json === true,
      text: options.markdown === true ? printCommands(list) : printTable(["COMMAND", "WHAT IT DOES"], rows),
      json: list,
    });
  });
}

/** The commands that do something, in the order of the help. */
export function listCommands(commands: readonly Command[], group = ""): readonly ListedCommand[] {
  return commands.flatMap((command): readonly ListedCommand[] => {
    const name = `${group}${command.name()}`;
    if (command.commands.length > 0) return listCommands(command.commands, `${name} `);
    const takes = command.registeredArguments.map((argument) =>
      argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
    );
    return [{ name, aliases: command.aliases(), takes: takes.join(" "), says: command.description() }];
  });
}

function signatureOf({ name, takes }: ListedCommand): string {
  return `${name} ${takes}`.trimEnd();
}

/** The list as a Markdown table. */
export function printCommands(list: readonly ListedCommand[]): string {
  const rows = list.map((command) => {
    const aliases = command.aliases.map((alias) => `, \`${alias}\``).join("");
    return `| \`${signatureOf(command)}\`${aliases} | ${command.says.replaceAll("|", "\\|")} |`;
  });
  return ["| Command | What it does |", "|---|---|", ...rows].join("\n");
}
