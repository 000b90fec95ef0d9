import type { Command } from "commander";
import type { Fixture } from "../server/mod.ts";
import { writeAudit } from "./audit.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { type CommandContext, withStores } from "./context.ts";
import { exportedSettings } from "./exported_settings.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import type { Io } from "./io.ts";
import { printAnswer } from "./output.ts";

interface ExportOptions extends CommonOptions {
  /** False for `--without-people`. */
  readonly withoutPeople?: boolean;
  readonly overwrite?: boolean;
}

/** Writes people, clients and settings to a file. */
export function exportCommand(io: Io): Command {
  return newCommand("export", {
    says: "Write people, clients and settings to one JSON file, which touchstone import reads.",
    examples: [
      ["touchstone export installation.json", "everything"],
      ["touchstone export - --without-people > clients.json", "on standard output, without people"],
    ],
    more: [
      "Of passwords and secrets it holds what is kept of them: hashes, and what is under the seal of SECRET_KEY. Tokens,",
      "sessions, consents, keys and the audit log stay where they are, and so do the settings that belong to one machine",
      "(SECRET_KEY, DATABASE_URL, REDIS_URL, DATA_DIR, HOST, PORT). The file can be read by its owner alone.",
    ].join("\n"),
  })
    .argument("<FILE>", "where to write; - is standard output")
    .option("--without-people", "leave out people, and whose the clients are")
    .option("--overwrite", "even if the file is there")
    .action((file: string, options: ExportOptions) => exportTo(io, { ...options, file }));
}

async function exportTo(io: Io, options: ExportOptions & { readonly file: string }): Promise<void> {
  const { file } = options;
  const { printFixture } = await import("../server/mod.ts");
  const settings = await exportedSettings(io, options);
  const fixture = await withStores(io, {
    common: options,
    use: (context) => collect(context, { settings, people: options.withoutPeople !== true }),
  });
  if (file === "-") {
    io.stdout.write(printFixture(fixture));
    return;
  }
  await write(file, { text: printFixture(fixture), overwrite: options.overwrite === true });
  const people = fixture.people?.length ?? 0;
  const clients = fixture.clients?.length ?? 0;
  printAnswer(io, {
    asJson: options.json === true,
    text: `Wrote ${people} people, ${clients} clients and ${Object.keys(settings).length} settings to '${file}'`,
    json: { file, people, clients, settings: Object.keys(settings).length },
  });
}

async function collect(
  { durable }: Pick<CommandContext, "durable">,
  options: { readonly settings: Readonly<Record<string, unknown>>; readonly people: boolean },
): Promise<Fixture> {
  const { exportFixture } = await import("../server/mod.ts");
  const fixture = await exportFixture({ durable, ...options });
  const { people = [], clients = [] } = fixture;
  // Hashes that leave the database are something that one may want to know of later.
  await writeAudit(
    { durable },
    { event: "fixture.exported", detail: { people: people.length, clients: clients.length } },
  );
  return fixture;
}

/** Writes a file that only its owner may read; one that is there stays unless it is to go. */
async function write(
  file: string,
  { text, overwrite }: { readonly text: string; readonly overwrite: boolean },
): Promise<void> {
  const { writeFile } = await import("node:fs/promises");
  try {
    await writeFile(file, text, { mode: 0o600, flag: overwrite ? "w" : "wx" });
  } catch (cause) {
    const isThere = cause instanceof Error && "code" in cause && cause.code === "EEXIST";
    const why = isThere ? "it is there: give --overwrite" : cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailed(`Cannot write '${file}' as ${why}`, { exitCode: EXIT.failed, cause });
  }
}
