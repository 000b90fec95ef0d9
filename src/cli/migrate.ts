import type { Command } from "commander";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { withDatabase } from "./context.ts";
import type { Io } from "./io.ts";
import { type Answer, printAnswer } from "./output.ts";

interface MigrateOptions extends CommonOptions {
  readonly status?: boolean;
}

/** Brings the schema of the database up to date, as a step of a deployment. */
export function migrateCommand(io: Io): Command {
  return newCommand("migrate", {
    says: "Bring the schema of the database up to date; safe when several do it at once.",
    examples: [
      ["touchstone migrate", "run what is still to be run"],
      ["touchstone migrate --status", "only say what is still to be run"],
    ],
    more: "npm start does this by itself; touchstone serve refuses to start until it is done.",
  })
    .option("--status", "change nothing, and list the migrations that are still to be run")
    .action((options: MigrateOptions) => migrate(io, options));
}

/** What is still to be run. */
export function statusOf(pending: readonly string[]): Answer {
  const text =
    pending.length === 0
      ? "The schema is up to date"
      : ["Still to be run:", ...pending.map((name) => `  ${name}`)].join("\n");
  return { text, json: { pending, up_to_date: pending.length === 0 } };
}

/** What was run. */
export function outcomeOf(ran: readonly string[]): Answer {
  const text = ran.length === 0 ? "The schema was up to date" : ["Ran:", ...ran.map((name) => `  ${name}`)].join("\n");
  return { text, json: { ran, up_to_date: true } };
}

async function migrate(io: Io, options: MigrateOptions): Promise<void> {
  await withDatabase(io, {
    common: options,
    async use({ stores: { database } }) {
      const answer =
        options.status === true ? statusOf(await database.pendingMigrations()) : outcomeOf(await database.migrate());
      printAnswer(io, { ...answer, asJson: options.json === true });
    },
  });
}
