import type { Command } from "commander";
import type { Plan, PreflightFinding } from "../lab/mod.ts";
import { readAll } from "./ask.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed, refuseInput } from "./failure.ts";
import type { Io } from "./io.ts";
import { printAnswer, printRows } from "./output.ts";
import { findPlan } from "./plans.ts";
import { styleFor } from "./style.ts";
import { visible } from "./visible.ts";

interface PreflightOptions extends CommonOptions {
  readonly plan: string;
}

interface Asked extends PreflightOptions {
  /** A file, an address, or - for standard input. */
  readonly source: string;
}

const REFUSAL = "Cannot look at the client";
const MOST_NAMED = 3;

/** Says what will fail of a client before it is ever run. */
export function preflightCommand(io: Io): Command {
  return newCommand("preflight", {
    says: "Say what will fail of a client before it is ever run, by its registration or configuration alone.",
    examples: [
      ["touchstone preflight registration.json --plan oidc-basic", "what a provider is told, by the names of RFC 7591"],
      ["touchstone preflight https://app.example/client.json --plan spa", "a client metadata document"],
      ["jq .oidc config.json | touchstone preflight - --plan oidc-basic", "the configuration of the client itself"],
    ],
    more: [
      "The document is one JSON object: redirect_uris, grant_types, token_endpoint_auth_method, ...; names in camel case",
      "(clientId, redirectUri, scopes) are read as well. Nothing of it is sent anywhere, and no secret is shown.",
      "It ends with 1 when there is an error, and with 0 when there are warnings or nothing.",
    ].join("\n"),
  })
    .argument("<SOURCE>", "a file, an http or https address, or - for standard input")
    .requiredOption("--plan <name>", "which kind of client it is: see touchstone plans")
    .action((source: string, options: PreflightOptions) => preflightOf(io, { ...options, source }));
}

async function preflightOf(io: Io, asked: Asked): Promise<void> {
  const plan = await findPlan(asked.plan);
  const document = parseDocument(await readSource(io, asked.source), asked.source);
  const findings = await findingsOf(document, { plan, source: asked.source });
  const errors = findings.filter(({ severity }) => severity === "error").length;
  printAnswer(io, {
    asJson: asked.json === true,
    json: { plan: plan.name, findings },
    text: findings.length === 0 ? `Nothing is wrong with it for the plan ${plan.name}` : printFindings(io, findings),
  });
  if (errors > 0)
    throw new CommandFailed(`The client has ${errors === 1 ? "an error" : `${errors} errors`}`, {
      exitCode: EXIT.failed,
      isAnswered: true,
    });
}

async function findingsOf(
  document: unknown,
  { plan, source }: { readonly plan: Plan; readonly source: string },
): Promise<readonly PreflightFinding[]> {
  const { ALL_SCENARIOS, DocumentRefused, preflight } = await import("../lab/mod.ts");
  try {
    return preflight(document, { plan, scenarios: ALL_SCENARIOS });
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    return refuseInput(REFUSAL, [{ field: nameOf(source), says: error.message }]);
  }
}

function nameOf(source: string): string {
  return source === "-" ? "standard input" : source;
}

function parseDocument(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuseInput(REFUSAL, [{ field: nameOf(source), says: "It is not JSON" }]);
  }
}

async function readSource(io: Io, source: string): Promise<string> {
  if (source === "-") return readAll(io);
  return /^https?:\/\//i.test(source) ? readAddress(source) : readFileAt(source);
}

async function readFileAt(file: string): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const says = code === "ENOENT" ? `There is no file '${file}'` : `Cannot read the file '${file}' (${code})`;
    return refuseInput(REFUSAL, [{ field: "SOURCE", says }]);
  }
}

async function readAddress(url: string): Promise<string> {
  const { createSafeFetch, FetchRefused } = await import("../platform/mod.ts");
  try {
    // Whoever types an address of this machine means it.
    const { status, text } = await createSafeFetch({ loopback: true })(url, { accept: ["application/json"] });
    if (status === 200) return text;
    throw new CommandFailed(`Cannot read '${url}': it answers ${status}`, { exitCode: EXIT.failed });
  } catch (cause) {
    if (!(cause instanceof FetchRefused)) throw cause;
    throw new CommandFailed(cause.message, { exitCode: EXIT.failed, cause });
  }
}

/** A few names, and how many more there are. */
function namesOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return [...names.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

function printFindings(io: Io, findings: readonly PreflightFinding[]): string {
  const style = styleFor(io);
  const blocks = findings.map(({ severity, name, member, keyword, rule, says, mend, setups, stops }) => {
    const rows: readonly (readonly [string, string])[] = [
      ["what is wrong", says],
      ["in", member],
      ["by", `${rule} (${keyword})`],
      ["in setups", setups.join(", ")],
      ["stops", namesOf(stops)],
      ["how to mend it", mend],
    ];
    const told = printRows(
      rows.filter(([, text]) => text !== ""),
      "  ",
    );
    return `${style.strong(visible(`${severity}: ${name}`))}\n${told}`;
  });
  return blocks.join("\n\n");
}
