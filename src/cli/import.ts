import { type Command, Option } from "commander";
import type { Fixture, ImportStep, OnConflict } from "../server/mod.ts";
import { readAll } from "./ask.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { withStores } from "./context.ts";
import { EXIT } from "./exit_code.ts";
import { exportedSettings, isOfThisMachine } from "./exported_settings.ts";
import { CommandFailed, refuseInput } from "./failure.ts";
import { countSteps, IMPORT_REFUSAL, importFile, readFixture } from "./import_file.ts";
import type { Io } from "./io.ts";
import { note, printAnswer, printRows } from "./output.ts";
import { startProgress } from "./progress.ts";

interface ImportOptions extends CommonOptions {
  readonly withoutPeople?: boolean;
  readonly dryRun?: boolean;
  readonly fail?: boolean;
  readonly skip?: boolean;
  readonly replace?: boolean;
  readonly settingsFile?: string;
}

/** Reads people, clients and settings from a file. */
export function importCommand(io: Io): Command {
  return newCommand("import", {
    says: "Read people and clients from a file that touchstone export wrote, or that was written by hand.",
    examples: [
      ["touchstone import installation.json --dry-run", "say what would be done"],
      ["touchstone import fixture.json --skip", "leave those that are there as they are"],
      ["touchstone import - --replace < clients.json", "make those that are there like the file"],
    ],
    more: [
      "Everything that is wrong with the file is told before anything is written. Whoever is there and the same is left",
      "alone, so that an import that was interrupted may be done again. A file written by hand may have password and",
      "client_secret in the clear: they are hashed. Settings are compared with those in force, and written with",
      "--settings-file, for --config to read; secrets that were sealed need the SECRET_KEY under which they were.",
      'The least file: {"touchstone": 1, "people": [{"username": "mara", "password": "a password"}], "clients":',
      '[{"client_id": "c1", "client_type": "public", "grant_types": ["authorization_code"], "redirect_uris": ["https://a.example/cb"]}]}',
    ].join("\n"),
  })
    .argument("<FILE>", "what to read; - is standard input")
    .option("--dry-run", "write nothing, and say what would be done")
    .addOption(
      new Option("--fail", "refuse the file where somebody is there and differs (the standard)").conflicts([
        "skip",
        "replace",
      ]),
    )
    .addOption(new Option("--skip", "leave those that are there as they are").conflicts(["fail", "replace"]))
    .addOption(new Option("--replace", "make those that are there like the file").conflicts(["fail", "skip"]))
    .option("--without-people", "leave out people, and whose the clients are")
    .option("--settings-file <file>", "write the file's settings to a file for --config")
    .action((file: string, options: ImportOptions) => importFrom(io, { ...options, file }));
}

function onConflictOf({ skip, replace }: ImportOptions): OnConflict {
  if (skip === true) return "skip";
  return replace === true ? "replace" : "fail";
}

async function importFrom(io: Io, options: ImportOptions & { readonly file: string }): Promise<void> {
  const { file, dryRun = false } = options;
  const { readFile } = await import("node:fs/promises");
  const fixture = await readFixture(file, () => (file === "-" ? readAll(io) : readFile(file, "utf8")));
  const differing = await checkSettings(io, { ...options, settings: fixture.settings ?? {} });
  const steps = await importSteps(io, { ...options, fixture });
  if (!dryRun && options.settingsFile !== undefined) await writeSettings(options.settingsFile, fixture.settings ?? {});
  printAnswer(io, { asJson: options.json === true, ...answerFor(steps, { dryRun, differing }) });
}

function importSteps(io: Io, options: ImportOptions & { readonly fixture: Fixture }): Promise<readonly ImportStep[]> {
  const progress = startProgress(io);
  return withStores(io, {
    common: options,
    async use(context) {
      try {
        return await importFile(options.fixture, context, {
          onConflict: onConflictOf(options),
          people: options.withoutPeople !== true,
          dryRun: options.dryRun === true,
          // A line each would drown the answer where there is no terminal to write over.
          progress: (done, total) => {
            if (io.stderr.isTTY === true || done % 1_000 === 0) progress.tell(`Imported ${done} of ${total}`);
          },
        });
      } finally {
        progress.end();
      }
    },
  });
}

/** Judges the settings of a file; answers the names of those that are not in force. */
async function checkSettings(
  io: Io,
  { settings, ...common }: CommonOptions & { readonly settings: Readonly<Record<string, unknown>> },
): Promise<readonly string[]> {
  const { settingProblems } = await import("../server/mod.ts");
  const misplaced = Object.keys(settings).filter(isOfThisMachine);
  const problems = [
    ...settingProblems(settings),
    ...misplaced.map((setting) => ({ setting, says: "it belongs to one machine, and is not imported" })),
  ];
  if (problems.length > 0)
    refuseInput(
      IMPORT_REFUSAL,
      problems.map(({ setting, says }) => ({ field: `settings.${setting}`, says })),
    );
  const inForce = await exportedSettings(io, common);
  const differing = Object.keys(settings).filter((name) => !isSameSetting(settings[name], inForce[name]));
  if (differing.length > 0)
    note(io, `Settings of the file that are not in force here: ${differing.join(", ")} (see --settings-file)`);
  return differing;
}

/** A setting may be written as JSON or as text. */
function isSameSetting(a: unknown, b: unknown): boolean {
  return printSetting(a) === printSetting(b);
}

function printSetting(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

async function writeSettings(file: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const { writeFile } = await import("node:fs/promises");
  try {
    await writeFile(file, `${JSON.stringify(settings, undefined, 2)}\n`, { mode: 0o600, flag: "wx" });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailed(`Cannot write the settings to '${file}': ${why}`, { exitCode: EXIT.failed, cause });
  }
}

function answerFor(
  steps: readonly ImportStep[],
  { dryRun, differing }: { readonly dryRun: boolean; readonly differing: readonly string[] },
) {
  const { person, client } = countSteps(steps);
  const done = dryRun ? "would be " : "";
  function row(what: string, { create, replace, skip, same }: typeof person): readonly [string, string] {
    return [what, `${create} ${done}made, ${replace} ${done}replaced, ${skip} left as they are, ${same} the same`];
  }
  const named = steps
    .filter(({ action }) => action !== "same")
    .map(({ what, name, action }) => ({ what, name, action }));
  return {
    text: printRows([row("people", person), row("clients", client)]),
    json: { dry_run: dryRun, people: person, clients: client, steps: named, settings_not_in_force: differing },
  };
}
