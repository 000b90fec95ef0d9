import type { RunReport, Verdict } from "../../src/lab/mod.ts";
import type { Careless } from "./careless.ts";
import { checkClient } from "./check_client.ts";
import type { LabServer } from "./lab_server.ts";
import { ownClient } from "./own/own_client.ts";

/** What the lab said of one careless client. */
export interface Row {
  readonly client: Careless;
  /** Its own ones that said nothing. */
  readonly missed: readonly string[];
  /** Others that blamed it, or could not tell, with their word. */
  readonly falseAlarms: readonly string[];
  /** How many were tried. */
  readonly tried: number;
  readonly report: RunReport;
}

function isBlamed({ verdict }: Verdict): boolean {
  return verdict === "failed" || verdict === "warning";
}

/** A lint has nothing to say where nothing is; a scenario that was not met could say nothing either, and must. */
function isRight({ kind, verdict }: Verdict): boolean {
  return verdict.startsWith("passed") || (kind === "lint" && verdict === "not exercised");
}

function rowOf(client: Careless, report: RunReport): Row {
  const own = new Set(client.own);
  const verdicts = report.verdicts.filter(({ kind, setup }) => kind === "lint" || client.setups.includes(setup));
  return {
    client,
    report,
    tried: verdicts.length,
    missed: client.own.filter((name) => !verdicts.some((one) => one.name === name && isBlamed(one))),
    falseAlarms: verdicts
      .filter((one) => !own.has(one.name) && !isRight(one))
      .map(({ name, verdict }) => `${name} (${verdict})`),
  };
}

/** Runs so many at once that a long wait of one is not waited for by all. */
const AT_ONCE = 10;

/** Tries each careless client in all scenarios of its setups. */
export async function matrixOf(lab: LabServer, clients: readonly Careless[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const waiting = [...clients];
  async function work(): Promise<void> {
    for (let client = waiting.shift(); client !== undefined; client = waiting.shift()) {
      const { off, setups } = client;
      const program = ownClient(off);
      rows.push(rowOf(client, await checkClient(lab, program, { name: `without ${off}`, setups, timeout: 4_000 })));
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return clients.flatMap((client) => rows.find((row) => row.client === client) ?? []);
}

/** A line for each client: how many said nothing of it, and who blamed it. */
export function printMatrix(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ client }) => client.off.length));
  return rows
    .map(({ client, tried, missed, falseAlarms }) => {
      const own = client.own.map((name) => (missed.includes(name) ? `MISSED ${name}` : name));
      const alarms = falseAlarms.map((name) => `FALSE ALARM ${name}`);
      return `${client.off.padEnd(width)}  ${String(tried).padStart(4)} tried  ${[...own, ...alarms].join(", ")}`;
    })
    .join("\n");
}
