import type { Command } from "commander";
import type { SettingDefinition } from "../server/mod.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import type { Io } from "./io.ts";
import { printAnswer, printRows } from "./output.ts";

interface SettingsOptions extends CommonOptions {
  readonly markdown?: boolean;
}

/** Says which settings there are. */
export function settingsCommand(io: Io): Command {
  return newCommand("settings", {
    says: "List every setting: its name in the environment and in the file, what it is when nobody says, what it does.",
    examples: [
      ["touchstone settings", "a list to read"],
      ["touchstone settings --markdown", "the table of the README"],
    ],
    more: 'A file of settings is one JSON object, such as {"PORT": 8001, "SCOPES": {"read": "See your data"}}.',
  })
    .option("--markdown", "a Markdown table")
    .action((options: SettingsOptions) => settings(io, options));
}

/** A setting as it is listed. */
export interface ListedSetting {
  readonly name: string;
  /** As one would write it; undefined = none. */
  readonly standard: string | undefined;
  readonly unit: string;
  readonly says: string;
  readonly source: string | undefined;
}

function printStandard(standard: unknown): string | undefined {
  if (standard === undefined) return undefined;
  if (Array.isArray(standard)) return standard.length === 0 ? "none" : standard.join(" ");
  return typeof standard === "string" ? standard : JSON.stringify(standard);
}

/** Makes the list of a table of definitions. */
export function listSettings(table: Readonly<Record<string, SettingDefinition<unknown>>>): readonly ListedSetting[] {
  return Object.entries(table).map(([name, { standard, unit, says, source }]) => ({
    name,
    standard: printStandard(standard),
    unit,
    says,
    source,
  }));
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** The list as a Markdown table. */
export function printMarkdown(list: readonly ListedSetting[]): string {
  const rows = list.map(({ name, standard, unit, says, source }) => {
    const value = standard === undefined ? "" : `\`${standard}\``;
    return [`\`${name}\``, value, unit, source === undefined ? says : `${says} (${source})`].map(escaped).join(" | ");
  });
  return ["| Setting | Standard | Unit | What it does |", "|---|---|---|---|", ...rows.map((row) => `| ${row} |`)].join(
    "\n",
  );
}

/** The list for a terminal. */
export function printList(list: readonly ListedSetting[]): string {
  return list
    .map(({ name, standard, unit, says, source }) => {
      const facts: (readonly [string, string])[] = [
        ["unit", unit],
        ["standard", standard ?? "(none)"],
        ...(source === undefined ? [] : [["see", source] as const]),
      ];
      return `${name}\n  ${says}\n${printRows(facts, "    ")}`;
    })
    .join("\n");
}

async function settings(io: Io, options: SettingsOptions): Promise<void> {
  const { SETTINGS } = await import("../server/mod.ts");
  const list = listSettings(SETTINGS);
  printAnswer(io, {
    asJson: options.json === true,
    text: options.markdown === true ? printMarkdown(list) : printList(list),
    json: list.map(({ name, unit, says, source }) => ({
      name,
      standard: Object.entries(SETTINGS).find(([one]) => one === name)?.[1].standard ?? null,
      unit,
      says,
      source: source ?? null,
    })),
  });
}
