import type { Exchange } from "../../engine/mod.ts";
import { type FieldModel, type RecordItem, renderLabStart } from "../../pages/mod.ts";
import { html, NO_STORE, OAuthError, type Params, redirect, type Reply } from "../../protocol/mod.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import { firstLook } from "../plans/first_look.ts";
import { type Plan, plannedIn } from "../plans/plan.ts";
import type { Runs } from "../runs/runs.ts";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import { type AddressName, ADDRESSES, SETUP_OF } from "../scenarios/setups.ts";
import { planItem } from "./items.ts";
import { keepKey, labForm, ownRuns, showLab } from "./visitor.ts";

const LONGEST_NAME = 200;
const LONGEST_ADDRESS = 2_000;
/** Runs of this browser that are listed. */
const MOST_RUNS = 5;

const LABELS: Readonly<Record<AddressName, { readonly label: string; readonly hint: string }>> = {
  redirect_uri: {
    label: "Redirect URI",
    hint: "Where your client listens for the answer: http://127.0.0.1:8080/callback. Clients that no browser is sent back to leave it empty.",
  },
  post_logout_redirect_uri: {
    label: "Redirect URI after logout",
    hint: "Where people come back to once they are logged out",
  },
  backchannel_logout_uri: {
    label: "Back-channel logout address",
    hint: "Where your client takes logout tokens; this server has to reach it",
  },
  frontchannel_logout_uri: {
    label: "Front-channel logout address",
    hint: "What is loaded in a frame when somebody logs out",
  },
  initiate_login_uri: {
    label: "Address where logins begin",
    hint: "Where others send people to begin a login at your client",
  },
  request_uri: {
    label: "Request object address",
    hint: "Where your client puts its request objects; this server has to reach it",
  },
};

type Problems = Readonly<Partial<Record<string, string>>>;

/** What was typed, and what is wrong with it. */
interface Shown {
  readonly status?: number;
  readonly values?: Readonly<Record<string, string>>;
  readonly problems?: Problems;
  readonly problem?: string;
  readonly note?: string;
}

/** How much of a plan is tried, where it is no scenario's name. */
const EXTENTS = [
  { value: "first", text: "A first look: the cases that tell most" },
  { value: "whole", text: "The whole plan" },
] as const;

/** The scenario that was chosen alone. */
function scenarioIn({ values = {} }: Shown) {
  return ALL_SCENARIOS.find(({ name }) => name === values["extent"]);
}

function extentField(shown: Shown): FieldModel {
  const { values = {}, problems = {} } = shown;
  const alone = scenarioIn(shown);
  const added = alone === undefined ? [] : [{ value: alone.name, text: `This case alone: ${alone.title}` }];
  return {
    name: "extent",
    kind: "choice",
    label: "How much of it",
    hint: "A case takes a person a minute or two. The plans below say how long each of them takes, and a first look.",
    value: values["extent"] ?? "first",
    options: [...added, ...EXTENTS],
    problem: problems["extent"],
  };
}

function addressField(name: AddressName, { values = {}, problems = {} }: Shown): FieldModel {
  return { ...LABELS[name], name, kind: "text", value: values[name] ?? "", required: false, problem: problems[name] };
}

function fieldsOf(shown: Shown): readonly FieldModel[] {
  const { values = {}, problems = {} } = shown;
  return [
    {
      name: "plan",
      kind: "choice",
      label: "Plan",
      hint: "What kind of client it is",
      value: values["plan"] ?? "oidc-basic",
      options: ALL_PLANS.map(({ name, title }) => ({ value: name, text: title })),
      problem: problems["plan"],
    },
    extentField(shown),
    {
      name: "name",
      kind: "text",
      label: "Name of your client",
      hint: "As the report shall call it",
      value: values["name"] ?? "",
      required: false,
      problem: problems["name"],
    },
    addressField("redirect_uri", shown),
  ];
}

async function runItems(runs: Runs, exchange: Exchange): Promise<readonly RecordItem[]> {
  const { base } = exchange.issuer;
  const found = await Promise.all(
    ownRuns(exchange)
      .slice(0, MOST_RUNS)
      .map(async ({ id }) => runs.report(id).catch(() => undefined)),
  );
  return found.flatMap((report) => {
    if (report === undefined) return [];
    const { id, name, plan, startedAt, finishedAt, attempts, planned } = report;
    const facts = [
      { name: "", value: ALL_PLANS.find((one) => one.name === plan)?.title ?? plan },
      { name: "Begun", value: new Date(startedAt * 1_000).toISOString().slice(0, 16).replace("T", " ") },
      { name: "Tried", value: `${attempts.length} of ${planned.length}` },
    ];
    const badges = finishedAt === undefined ? [] : ["finished"];
    const action = { href: `${base}/lab/runs/${id}/delete`, text: "Delete" };
    return [{ name, href: `${base}/lab/runs/${id}`, facts, badges, action }];
  });
}

/** Shows what the lab is, and the form that begins a run. */
export async function showStart(runs: Runs, exchange: Exchange, shown: Shown = {}): Promise<Reply> {
  const { base, endpoints } = exchange.issuer;
  const own = await runItems(runs, exchange);
  const docs = endpoints.some(({ path }) => path === "/docs")
    ? [
        {
          href: `${base}/docs`,
          text: "API of the lab",
          says: "The same for programs, and throwaway issuers to try things on",
        },
      ]
    : [];
  return showLab(exchange, (frame) =>
    html(
      shown.status ?? 200,
      renderLabStart({
        ...frame,
        action: `${base}/lab`,
        fields: fieldsOf(shown),
        more: ADDRESSES.slice(1).map((name) => addressField(name, shown)),
        plans: ALL_PLANS.map((plan) => planItem(plan, `${base}/lab/plans/${plan.name}`)),
        runs: own,
        links: [
          {
            href: `${base}/lab/preflight`,
            text: "Preflight",
            says: "Paste how your client is registered or configured, and read what will fail before any run",
          },
          {
            href: `${base}/lab/plans`,
            text: "Plans side by side",
            says: "In what two plans differ: scenarios, and what is looked at in all requests",
          },
          {
            href: `${base}/lab/scenarios`,
            text: "Scenarios",
            says: "Every case: what is wrong in it, what the specification demands, how to mend a client",
          },
          {
            href: `${base}/lab/faults`,
            text: "Faults",
            says: "Every way in which this provider can be wrong on purpose",
          },
          ...docs,
        ],
        ...(shown.note === undefined ? {} : { note: shown.note }),
        ...(shown.problem === undefined ? {} : { problem: shown.problem }),
      }),
      { headers: NO_STORE },
    ),
  );
}

/** What an address asks for: a plan, or one scenario of it, chosen in the form; and what was just done. */
export function startAsked({ request }: Exchange): Shown {
  const [plan, scenario] = ["plan", "scenario"].map((name) => request.query.get(name));
  const found = ALL_PLANS.find(({ name }) => name === plan);
  const alone =
    found === undefined ? undefined : plannedIn(found, ALL_SCENARIOS).find((one) => one.scenario.name === scenario);
  return {
    ...(request.query.get("deleted") === undefined ? {} : { note: "The run was deleted." }),
    values: {
      ...(found === undefined ? {} : { plan: found.name }),
      ...(alone === undefined ? {} : { extent: alone.scenario.name }),
    },
  };
}

function problemOf(name: AddressName, { value, plan }: { readonly value: string; readonly plan: Plan }) {
  const setup = plan.setups.map((one) => SETUP_OF[one]).find(({ addresses }) => addresses.includes(name));
  if (value === "") return setup === undefined ? undefined : `The plan '${plan.title}' needs it, for '${setup.title}'.`;
  if (value.length > LONGEST_ADDRESS) return `Give at most ${LONGEST_ADDRESS} characters.`;
  return URL.canParse(value) ? undefined : "Give an absolute address: http://127.0.0.1:8080/callback";
}

/** What is tried of a plan: names of scenarios; undefined = all of them. */
function chosenOf(plan: Plan, extent: string): readonly string[] | undefined {
  if (extent === "whole") return undefined;
  return extent === "first" ? firstLook(plan, { scenarios: ALL_SCENARIOS }) : [extent];
}

function extentProblem(plan: Plan, extent: string): string | undefined {
  if (EXTENTS.some(({ value }) => value === extent)) return undefined;
  return plannedIn(plan, ALL_SCENARIOS).some(({ scenario }) => scenario.name === extent)
    ? undefined
    : `Choose a case that the plan '${plan.title}' has, a first look, or the whole of it.`;
}

function problemsOf(values: Readonly<Record<string, string>>): Problems {
  const plan = ALL_PLANS.find(({ name }) => name === values["plan"]);
  if (plan === undefined) return { plan: "Choose one of the plans." };
  const all: readonly (readonly [string, string | undefined])[] = [
    ["extent", extentProblem(plan, values["extent"] ?? "")],
    ["name", (values["name"] ?? "").length > LONGEST_NAME ? `Give at most ${LONGEST_NAME} characters.` : undefined],
    ...ADDRESSES.map((name) => [name, problemOf(name, { value: values[name] ?? "", plan })] as const),
  ];
  return Object.fromEntries(all.filter(([, problem]) => problem !== undefined));
}

function valuesOf(form: Params): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ["plan", "extent", "name", ...ADDRESSES].map((name) => [name, form.get(name)?.trim() ?? ""]),
  );
}

/** Begins a run, whose key the browser keeps; or says what is wrong with the form. */
export async function createRun(runs: Runs, exchange: Exchange): Promise<Reply> {
  const values = valuesOf(labForm(exchange));
  const problems = problemsOf(values);
  const problem = "No run was created yet. Look at the fields that say why.";
  if (Object.keys(problems).length > 0) return showStart(runs, exchange, { status: 400, values, problems, problem });
  const { plan = "", name = "", extent = "" } = values;
  const found = ALL_PLANS.find((one) => one.name === plan);
  const scenarios = found === undefined ? undefined : chosenOf(found, extent);
  const client = Object.fromEntries(ADDRESSES.flatMap((one) => (values[one] === "" ? [] : [[one, values[one] ?? ""]])));
  try {
    const created = await runs.create({ plan, scenarios, ...(name === "" ? {} : { name }), client });
    return redirect(`${exchange.issuer.base}/lab/runs/${created.id}`, { cookies: keepKey(exchange, created) });
  } catch (error) {
    if (!(error instanceof OAuthError) || error.status !== 400) throw error;
    return showStart(runs, exchange, { status: 400, values, problem: `${error.description}.` });
  }
}
