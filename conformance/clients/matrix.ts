import type { RunReport, Verdict } from "../../src/lab/mod.ts";
import type { Scenario } from "../../src/lab/scenarios/scenario.ts";
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
  /** Why it could not be tried, or not to its end. */
  readonly trouble?: string;
}

function isBlamed({ verdict }: Verdict): boolean {
  return verdict === "failed" || verdict === "warning";
}

/** A lint has nothing to say where nothing is; a scenario that was not met could say nothing either, and must. */
function isRight({ kind, verdict }: Verdict): boolean {
  return verdict.startsWith("passed") || (kind === "lint" && verdict === "not exercised");
}

/** Where the provider itself refuses the unmodified flow of a client, there is nothing to say of the rest. */
function isOver({ name, verdict, kind }: Verdict, { own, mute = [] }: Careless): boolean {
  const isMute = mute.some((beginning) => name.startsWith(beginning)) || own.some((one) => one.startsWith("control-"));
  return kind === "scenario" && verdict === "not exercised" && isMute;
}

function rowOf(client: Careless, report: RunReport): Row {
  const own = new Set(client.own);
  const planned = new Set(report.planned.map(({ name }) => name));
  const verdicts = report.verdicts.filter(({ kind, name }) => kind === "lint" || planned.has(name));
  return {
    client,
    tried: verdicts.length,
    missed: client.own.filter((name) => !verdicts.some((one) => one.name === name && isBlamed(one))),
    falseAlarms: verdicts
      .filter((one) => !own.has(one.name) && !isRight(one) && !isOver(one, client))
      .map(({ name, verdict }) => `${name} (${verdict})`),
  };
}

/** How many others each is tried in, unless the whole matrix is wanted, which takes about twenty minutes on a quiet machine. */
const NEIGHBOURS = 3;

/**
 * Its own scenarios, and of the others of its setups as many, each careless client others. What lints alone find is seen
 * where flows go on to their end, and shows at the second of them.
 */
export function scenariosFor({ own, setups }: Careless, index: number, whole = false): readonly string[] {
  const isOwn = ({ name }: Scenario): boolean => own.includes(name);
  const ownOnes = ALL_SCENARIOS.filter(isOwn);
  const others = ALL_SCENARIOS.filter(
    (scenario) =>
      setups.some((setup) => setup === scenario.setups[0]) && !isOwn(scenario) && !(scenario.name in NOT_MET),
  );
  const goOn = others.filter(({ expect }) => expect.kind === "accepts");
  const pool = whole || ownOnes.length > 0 || goOn.length === 0 ? others : goOn;
  const count = whole ? pool.length : Math.min(NEIGHBOURS, pool.length);
  const chosen = Array.from({ length: count }, (_, nth) => pool[(index * NEIGHBOURS + nth) % pool.length]);
  return [...ownOnes, ...chosen].flatMap((scenario) => scenario?.name ?? []);
}

/** Runs so many at once that a long wait of one is not waited for by all. */
const AT_ONCE = 6;

/** How much is tried. */
export interface MatrixOptions {
  /** All scenarios of its setups, and not some. */
  readonly whole?: boolean;
  /** Told of each client when it is done, and how many are by then. */
  readonly onRow?: (row: Row, done: number) => void;
}

/** What one run tells; one that breaks off is a row as well, so that the others are tried. */
export async function rowFor(client: Careless, run: () => Promise<RunReport>): Promise<Row> {
  try {
    return rowOf(client, await run());
  } catch (thrown) {
    const trouble = thrown instanceof Error ? thrown.message : String(thrown);
    return { client, tried: 0, missed: client.own, falseAlarms: [], trouble };
  }
}

/** Tries each careless client in scenarios of its setups. */
export async function matrixOf(
  lab: LabServer,
  clients: readonly Careless[],
  { whole = false, onRow }: MatrixOptions = {},
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const waiting = [...clients];
  async function work(): Promise<void> {
    for (let client = waiting.shift(); client !== undefined; client = waiting.shift()) {
      const { off, setups } = client;
      const scenarios = scenariosFor(client, clients.indexOf(client), whole);
      const row = await rowFor(client, async () =>
        checkClient(lab, ownClient(off), { name: `without ${off}`, setups, scenarios, timeout: 20_000 }),
      );
      rows.push(row);
      onRow?.(row, rows.length);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return clients.flatMap((client) => rows.find((row) => row.client === client) ?? []);
}

/** A line for each client: how many of its own found it, how many others had nothing to say of it, and who was wrong. */
export function printMatrix(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ client }) => client.off.length));
  return rows
    .map(({ client, tried, missed, falseAlarms, trouble }) => {
      const { off, own } = client;
      if (trouble !== undefined) return `${off.padEnd(width)}  NOT TRIED ${trouble}`;
      const found = `${own.length - missed.length}/${own.length}`.padStart(5);
      const others = tried - own.length;
      const passed = `${others - falseAlarms.length}/${others}`.padStart(7);
      const wrong = [...missed.map((name) => `MISSED ${name}`), ...falseAlarms.map((name) => `FALSE ALARM ${name}`)];
      return `${off.padEnd(width)}  own ${found}  others ${passed}  ${wrong.join(", ")}`.trimEnd();
    })
    .join("\n");
}

/** One line that says it all: who was tried in how many cases, and how often the lab was wrong. */
export function printTotals(rows: readonly Row[]): string {
  const sum = (count: (row: Row) => number): number => rows.reduce((all, row) => all + count(row), 0);
  const cases = sum(({ tried }) => tried);
  const own = sum(({ client }) => client.own.length);
  const missed = sum((row) => row.missed.length);
  const falseAlarms = sum((row) => row.falseAlarms.length);
  return `${rows.length} careless clients, ${cases} cases, ${own} of them their own: ${missed} misses, ${falseAlarms} false alarms`;
}
