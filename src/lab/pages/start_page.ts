import type { Exchange } from "../../engine/mod.ts";
import { type FieldModel, type RecordItem, renderLabStart } from "../../pages/mod.ts";
import { html, NO_STORE, OAuthError, type Params, redirect, type Reply } from "../../protocol/mod.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import { type Plan, plannedIn } from "../plans/plan.ts";
import type { Runs } from "../runs/runs.ts";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import { type AddressName, ADDRESSES, SETUP_OF } from "../scenarios/setups.ts";
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
};

type Problems = Readonly<Partial<Record<string, string>>>;

/** What was typed, and what is wrong with it. */
interface Shown {
  readonly status?: number;
  readonly values?: Readonly<Record<string, string>>;
  readonly problems?: Problems;
  readonly problem?: string;
}

/** How much a plan has. */
export function countsOf(plan: Plan): string {
  const setups = plan.setups.length;
  const count = plannedIn(plan, ALL_SCENARIOS).length;
  return `${count} scenario${count === 1 ? "" : "s"} in ${setups} setup${setups === 1 ? "" : "s"}`;
}

function planItems(base: string): readonly RecordItem[] {
  return ALL_PLANS.map((plan) => ({
    name: plan.title,
    href: `${base}/lab/plans/${plan.name}`,
    facts: [
      { name: "", value: plan.says },
      { name: "", value: countsOf(plan) },
    ],
  }));
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
    return [{ name, href: `${base}/lab/runs/${id}`, facts, badges }];
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
        plans: planItems(base),
        runs: own,
        links: [
          {
            href: `${base}/lab/scenarios`,
            text: "Scenarios",
            says: "Every case: what is wrong in it, what the specification demands, how to mend a client",
          },
          ...docs,
        ],
        ...(shown.problem === undefined ? {} : { problem: shown.problem }),
      }),
      { headers: NO_STORE },
    ),
  );
}

/** Which plan an address asks for: it is chosen in the form. */
export function planAsked({ request }: Exchange): Shown {
  const plan = request.query.get("plan");
  return ALL_PLANS.some(({ name }) => name === plan) && plan !== undefined ? { values: { plan } } : {};
}

function problemOf(name: AddressName, { value, plan }: { readonly value: string; readonly plan: Plan }) {
  const setup = plan.setups.map((one) => SETUP_OF[one]).find(({ addresses }) => addresses.includes(name));
  if (value === "") return setup === undefined ? undefined : `The plan '${plan.title}' needs it, for '${setup.title}'.`;
  if (value.length > LONGEST_ADDRESS) return `Give at most ${LONGEST_ADDRESS} characters.`;
  return URL.canParse(value) ? undefined : "Give an absolute address: http://127.0.0.1:8080/callback";
}

function problemsOf(values: Readonly<Record<string, string>>): Problems {
  const plan = ALL_PLANS.find(({ name }) => name === values["plan"]);
  if (plan === undefined) return { plan: "Choose one of the plans." };
  const all: readonly (readonly [string, string | undefined])[] = [
    ["name", (values["name"] ?? "").length > LONGEST_NAME ? `Give at most ${LONGEST_NAME} characters.` : undefined],
    ...ADDRESSES.map((name) => [name, problemOf(name, { value: values[name] ?? "", plan })] as const),
  ];
  return Object.fromEntries(all.filter(([, problem]) => problem !== undefined));
}

function valuesOf(form: Params): Readonly<Record<string, string>> {
  return Object.fromEntries(["plan", "name", ...ADDRESSES].map((name) => [name, form.get(name)?.trim() ?? ""]));
}

/** Begins a run, whose key the browser keeps; or says what is wrong with the form. */
export async function createRun(runs: Runs, exchange: Exchange): Promise<Reply> {
  const values = valuesOf(labForm(exchange));
  const problems = problemsOf(values);
  const problem = "No run was created yet. Look at the fields that say why.";
  if (Object.keys(problems).length > 0) return showStart(runs, exchange, { status: 400, values, problems, problem });
  const { plan = "", name = "" } = values;
  const client = Object.fromEntries(ADDRESSES.flatMap((one) => (values[one] === "" ? [] : [[one, values[one] ?? ""]])));
  try {
    const created = await runs.create({ plan, ...(name === "" ? {} : { name }), client });
    return redirect(`${exchange.issuer.base}/lab/runs/${created.id}`, { cookies: keepKey(exchange, created) });
  } catch (error) {
    if (!(error instanceof OAuthError) || error.status !== 400) throw error;
    return showStart(runs, exchange, { status: 400, values, problem: `${error.description}.` });
  }
}
