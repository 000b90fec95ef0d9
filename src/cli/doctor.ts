import { type Command, Option } from "commander";
import type { Finding, Severity } from "../server/mod.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { readSettings } from "./context.ts";
import { examine } from "./doctor_ground.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import type { Io } from "./io.ts";
import { printAnswer } from "./output.ts";
import { type Style, styleFor } from "./style.ts";
import { printTable } from "./table.ts";

interface DoctorOptions extends CommonOptions {
  readonly deploy?: boolean;
  readonly list?: boolean;
  /** With `list`. */
  readonly markdown?: boolean;
  readonly failLevel: Severity;
}

/** Says what is wrong with an installation, and what to change. */
export function doctorCommand(io: Io): Command {
  return newCommand("doctor", {
    says: "Look for what is wrong with the settings, the clients, the servers and the records, and say what to change.",
    examples: [
      ["touchstone doctor", "what everybody should look at"],
      ["touchstone doctor --deploy --fail-level warning", "before a deployment: fails at the first warning"],
      ["touchstone doctor --list", "everything that is asked, with its number"],
    ],
    more: [
      "E is an error, W a warning, I a piece of information. It ends with 1 when there is something of --fail-level or worse.",
      "Numbers below 100 are those of Django OAuth Toolkit's checks.",
    ].join("\n"),
  })
    .option("--deploy", "ask as well what matters where others use the server")
    .option("--list", "ask nothing, and list what would be asked")
    .option("--markdown", "with --list: the table of the README")
    .addOption(
      new Option("--fail-level <severity>", "what it fails at, or worse")
        .choices(["error", "warning", "info"])
        .default("error"),
    )
    .action((options: DoctorOptions) => (options.list === true ? listChecks(io, options) : doctor(io, options)));
}

const ORDER: readonly Severity[] = ["error", "warning", "info"];

/** Whether something of a severity, or worse, was found. */
export function hasFailed(findings: readonly Pick<Finding, "severity">[], level: Severity): boolean {
  return findings.some(({ severity }) => ORDER.indexOf(severity) <= ORDER.indexOf(level));
}

async function doctor(io: Io, options: DoctorOptions): Promise<void> {
  const config = await readSettings(io, options);
  const found = await examine(io, { config, deploy: options.deploy === true });
  const findings = found.toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  const counts = ORDER.map((level) => [level, findings.filter(({ severity }) => severity === level).length] as const);
  printAnswer(io, {
    asJson: options.json === true,
    text: printFindings(findings, styleFor(io)),
    json: { findings, ...Object.fromEntries(counts.map(([level, count]) => [`${level}_count`, count])) },
  });
  if (!hasFailed(findings, options.failLevel)) return;
  const summary = counts.flatMap(([level, count]) => (count === 0 ? [] : [`${level}: ${count}`]));
  // The answer has been printed: with --json nothing else may follow it.
  throw new CommandFailed(`Something is to be mended (${summary.join(", ")})`, {
    exitCode: EXIT.failed,
    isAnswered: true,
  });
}

/** Findings for a person: what is wrong, what to change, and why. */
export function printFindings(findings: readonly Finding[], style: Style): string {
  if (findings.length === 0) return "Nothing is wrong";
  return findings
    .map(({ id, says, hint, about = [], source }) =>
      [
        `${style.strong(id)} ${says}`,
        ...(about.length === 0 ? [] : [`     ${about.join(", ")}`]),
        `     ${hint}${source === undefined ? "" : style.faint(` (${source})`)}`,
      ].join("\n"),
    )
    .join("\n");
}

/** A check as it is listed. */
export interface ListedCheck {
  readonly id: string;
  readonly severity: Severity;
  readonly asks: string;
  readonly source?: string;
  /** Whether it is asked with `--deploy` alone. */
  readonly deploy: boolean;
}

/** Everything that is asked. */
export async function allChecks(): Promise<readonly ListedCheck[]> {
  const { CLIENT_CHECKS, DEPLOYMENT_CHECKS, SERVICE_CHECKS, SETTINGS_CHECKS, severityOf } =
    await import("../server/mod.ts");
  return [...SETTINGS_CHECKS, ...DEPLOYMENT_CHECKS, ...CLIENT_CHECKS, ...SERVICE_CHECKS].map(
    ({ id, asks, source, deploy }): ListedCheck => {
      const check = { id, severity: severityOf(id), asks, deploy: deploy === true };
      return source === undefined ? check : Object.assign(check, { source });
    },
  );
}

const HEAD = ["ID", "ASKS", "WHEN", "SOURCE"];

function rowOf({ id, asks, source = "", deploy }: ListedCheck): readonly string[] {
  return [id, asks, deploy ? "--deploy" : "", source];
}

/** The checks as a Markdown table. */
export function printChecks(checks: readonly ListedCheck[]): string {
  const rows = checks.map(({ id, asks, source = "", deploy }) => {
    const cells = [`\`${id}\``, `${asks}?`, deploy ? "`--deploy`" : "", source];
    return `| ${cells.join(" | ")} |`;
  });
  return ["| Number | What it asks | When | Why |", "|---|---|---|---|", ...rows].join("\n");
}

async function listChecks(io: Io, options: DoctorOptions): Promise<void> {
  const all = await allChecks();
  const text = options.markdown === true ? printChecks(all) : printTable(HEAD, all.map(rowOf));
  printAnswer(io, { asJson: options.json === true, text, json: all });
}
