import type { RunReport, Verdict } from "../../src/lab/mod.ts";
import { ALL_SCENARIOS } from "../../src/lab/scenarios/all_scenarios.ts";
import type { Careless } from "./careless.ts";
import { checkClient } from "./check_client.ts";
import type { LabServer } from "./lab_server.ts";
import { NOT_MET } from "./not_met.ts";
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

/** Where the provider itself refuses the unmodified flow of a client, there is nothing to say of the rest. */
function isOver({ verdict, kind }: Verdict, own: ReadonlySet<string>): boolean {
  return kind === "scenario" && verdict === "not exercised" && [...own].some((name) => name.startsWith("control-"));
}

function rowOf(client: Careless, report: RunReport): Row {
  const own = new Set(client.own);
  const planned = new Set(report.planned.map(({ name }) => name));
  const verdicts = report.verdicts.filter(({ kind, name }) => kind === "lint" || planned.has(name));
  return {
    client,
    report,
    tried: verdicts.length,
    missed: client.own.filter((name) => !verdicts.some((one) => one.name === name && isBlamed(one))),
    falseAlarms: verdicts
      .filter((one) => !own.has(one.name) && !isRight(one) && !isOver(one, own))
      .map(({ name, verdict }) => `${name} (${verdict})`),
  };
}

/** How many others each is tried in, unless the whole matrix is wanted, which takes half an hour. */
const NEIGHBOURS = 3;

/** Its own scenarios, and of the others of its setups as many, each careless client others. */
export function scenariosFor({ own, setups }: Careless, index: number, whole = false): readonly string[] {
  const others = ALL_SCENARIOS.filter(
    (scenario) =>
      setups.some((setup) => setup === scenario.setups[0]) &&
      !own.includes(scenario.name) &&
      !(scenario.name in NOT_MET),
  ).map(({ name }) => name);
  const count = whole ? others.length : Math.min(NEIGHBOURS, others.length);
  const first = index * NEIGHBOURS;
  const chosen = Array.from({ length: count }, (_, nth) => others[(first + nth) % others.length] ?? "");
  return [...own.filter((name) => ALL_SCENARIOS.some((scenario) => scenario.name === name)), ...chosen];
}

/** Runs so many at once that a long wait of one is not waited for by all. */
const AT_ONCE = 6;

/** Tries each careless client in all scenarios of its setups. */
export async function matrixOf(
  lab: LabServer,
  clients: readonly Careless[],
  { whole = false }: { readonly whole?: boolean } = {},
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const waiting = [...clients];
  async function work(): Promise<void> {
    for (let client = waiting.shift(); client !== undefined; client = waiting.shift()) {
      const { off, setups } = client;
      const program = ownClient(off);
      const scenarios = scenariosFor(client, clients.indexOf(client), whole);
      const report = await checkClient(lab, program, { name: `without ${off}`, setups, scenarios, timeout: 20_000 });
      rows.push(rowOf(client, report));
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
