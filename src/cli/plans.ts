import type { Command } from "commander";
import type { Plan, PlanDifference, Planned } from "../lab/mod.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import type { Io } from "./io.ts";
import { type Answer, printAnswer, printRows } from "./output.ts";
import { printTable } from "./table.ts";

interface PlansOptions extends CommonOptions {
  readonly difference?: readonly string[];
}

/** Says which plans there are, what one of them runs, and in what two differ. */
export function plansCommand(io: Io): Command {
  return newCommand("plans", {
    says: "List the plans by which clients are tested, what one of them runs, or in what two of them differ.",
    examples: [
      ["touchstone plans", "a list to choose from"],
      ["touchstone plans oidc-basic", "what a client has to stand"],
      ["touchstone plans --difference oauth2-basic oauth2.1", "what is tried of one alone, and of both differently"],
    ],
  })
    .argument("[NAME]", "a plan; all of them when not given")
    .option("--difference <names...>", "two plans, to be compared")
    .action((name: string | undefined, options: PlansOptions) => showPlans(io, { ...options, name }));
}

async function showPlans(io: Io, options: PlansOptions & { readonly name: string | undefined }): Promise<void> {
  const { name, difference } = options;
  if (name !== undefined && difference !== undefined) refuse("Give either the name of a plan or --difference");
  printAnswer(io, { asJson: options.json === true, ...(await answerTo(name, difference)) });
}

async function answerTo(name: string | undefined, difference: readonly string[] | undefined): Promise<Answer> {
  if (difference !== undefined) return compare(difference);
  return name === undefined ? listPlans() : showPlan(name);
}

function refuse(message: string): never {
  throw new CommandFailed(message, { exitCode: EXIT.usage });
}

/**
 * Finds a plan by its name.
 *
 * @throws {CommandFailed} Where there is none, with the names that there are.
 */
export async function findPlan(name: string): Promise<Plan> {
  const { ALL_PLANS } = await import("../lab/mod.ts");
  const names = ALL_PLANS.map((plan) => plan.name);
  return ALL_PLANS.find((plan) => plan.name === name) ?? refuse(`There is no plan '${name}', but ${names.join(", ")}`);
}

async function listPlans(): Promise<Answer> {
  const { ALL_PLANS, ALL_SCENARIOS, plannedIn } = await import("../lab/mod.ts");
  const counted = ALL_PLANS.map((plan) => {
    const { name, title, says, setups } = plan;
    return { name, title, says, setups, scenarios: plannedIn(plan, ALL_SCENARIOS).length };
  });
  const rows = counted.map(({ name, scenarios, says }) => [name, String(scenarios), says]);
  return { json: counted, text: printTable(["PLAN", "CASES", "FOR WHOM"], rows) };
}

function viewOf({ scenario: { name, title, rule, keyword, says }, setup }: Planned) {
  return { name, setup, title, rule, keyword, says };
}

async function showPlan(wanted: string): Promise<Answer> {
  const { ALL_SCENARIOS, plannedIn } = await import("../lab/mod.ts");
  const { name, title, says, setups } = await findPlan(wanted);
  const scenarios = plannedIn({ setups }, ALL_SCENARIOS).map(viewOf);
  const rows = scenarios.map((each) => [each.name, each.setup, each.rule, `${each.keyword}: ${each.says}`]);
  const head = printRows([
    ["plan", `${name}: ${title}`],
    ["for whom", says],
    ["setups", setups.join(", ")],
  ]);
  return {
    json: { name, title, says, setups, scenarios },
    text: `${head}\n\n${printTable(["CASE", "SETUP", "RULE", "WHAT A CLIENT HAS TO DO"], rows)}`,
  };
}

async function compare(names: readonly string[]): Promise<Answer> {
  const [one, other, third] = names;
  if (one === undefined || other === undefined || third !== undefined) refuse("Give the names of two plans");
  const { ALL_SCENARIOS, LINTS, planDifference } = await import("../lab/mod.ts");
  const plans = [await findPlan(one), await findPlan(other)] as const;
  const difference = planDifference(...plans, { scenarios: ALL_SCENARIOS, lints: LINTS });
  return { json: { plans: [one, other], ...difference }, text: printDifference(difference, [one, other]) };
}

function printDifference(
  { setups, scenarios, moved, lints }: PlanDifference,
  [one, other]: readonly [string, string],
): string {
  const rows = [...alone(setups, "setup"), ...alone(scenarios, "case"), ...movesIn(moved), ...alone(lints, "lint")];
  return rows.length === 0
    ? `${one} and ${other} are the same`
    : printTable(["WHAT", "NAME", one.toUpperCase(), other.toUpperCase()], rows);
}

function alone([ones, others]: readonly [readonly string[], readonly string[]], what: string) {
  return [...ones.map((name) => [what, name, "yes", "no"]), ...others.map((name) => [what, name, "no", "yes"])];
}

/** A row for each pair of setups, as whole plans often differ in nothing but these. */
function movesIn(moved: PlanDifference["moved"]): readonly (readonly string[])[] {
  const pairs = new Map<string, string[]>();
  for (const { scenario, setups } of moved) {
    const pair = setups.join(" ");
    pairs.set(pair, [...(pairs.get(pair) ?? []), scenario]);
  }
  return Array.from(pairs, ([pair, [first = "", ...more]]) => [
    "case",
    more.length === 0 ? first : `${more.length + 1} of both`,
    ...pair.split(" ").map((setup) => `in ${setup}`),
  ]);
}
