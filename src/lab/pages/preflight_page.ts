import type { Exchange } from "../../engine/mod.ts";
import { type FieldModel, type LabFinding, type LabPreflightModel, renderLabPreflight } from "../../pages/mod.ts";
import { html, NO_STORE, type Params, type Reply, ruleUrl } from "../../protocol/mod.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import type { Plan } from "../plans/plan.ts";
import { DocumentRefused } from "../preflight/described_client.ts";
import { jsonFault } from "../preflight/json_fault.ts";
import { preflight, type PreflightFinding } from "../preflight/preflight.ts";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import { SETUP_OF } from "../scenarios/setups.ts";
import { labForm, showLab } from "./visitor.ts";

/** Longer than any description of a client. */
const LONGEST_DOCUMENT = 50_000;

const EXAMPLE = '{ "redirect_uris": ["https://app.example/cb"], "token_endpoint_auth_method": "client_secret_basic" }';

/** What was typed: texts by the names of fields, and the grants that were ticked. */
interface Typed {
  readonly plan: string;
  readonly document: string;
  readonly redirectUris: string;
  readonly authMethod: string;
  readonly grantTypes: readonly string[];
  readonly applicationType: string;
  readonly scope: string;
}

/** What the page says of what was typed. */
interface Said {
  readonly status?: number;
  readonly problem?: string;
  readonly problems?: Readonly<Partial<Record<"plan" | "document", string>>>;
  readonly result?: LabPreflightModel["result"];
}

const UNTOLD = { value: "", text: "Not told" };

function options(...values: readonly string[]): FieldModel["options"] {
  return values.map((value) => ({ value, text: value }));
}

function fieldsOf({ plan, document }: Typed, { problems = {} }: Said): readonly FieldModel[] {
  return [
    {
      name: "plan",
      kind: "choice",
      label: "Plan",
      hint: "What kind of client it is",
      value: plan,
      options: ALL_PLANS.map(({ name, title }) => ({ value: name, text: title })),
      problem: problems.plan,
    },
    {
      name: "document",
      kind: "lines",
      label: "Registration or configuration, as JSON",
      hint: `By the names of RFC 7591 or in camel case: ${EXAMPLE}. Secrets may be left out.`,
      value: document,
      required: false,
      problem: problems.document,
    },
  ];
}

function moreOf({ redirectUris, authMethod, grantTypes, applicationType, scope }: Typed): readonly FieldModel[] {
  const methods = ["client_secret_basic", "client_secret_post", "private_key_jwt", "client_secret_jwt", "none"];
  const grants = ["authorization_code", "refresh_token", "client_credentials", "implicit", "password"];
  const device = "urn:ietf:params:oauth:grant-type:device_code";
  return [
    {
      name: "redirect_uris",
      kind: "lines",
      label: "Redirect URIs",
      hint: "One on each line",
      value: redirectUris,
      required: false,
    },
    {
      name: "token_endpoint_auth_method",
      kind: "choice",
      label: "How it proves who it is",
      value: authMethod,
      options: [UNTOLD, ...(options(...methods) ?? [])],
      required: false,
    },
    {
      name: "grant_types",
      kind: "ticks",
      label: "Grants that it uses",
      value: grantTypes,
      options: options(...grants, device) ?? [],
    },
    {
      name: "application_type",
      kind: "choice",
      label: "Where it runs",
      value: applicationType,
      options: [
        UNTOLD,
        { value: "web", text: "On a server, or in a browser (web)" },
        { value: "native", text: "On the device of its person (native)" },
      ],
      required: false,
    },
    { name: "scope", kind: "text", label: "Scope", hint: "openid profile", value: scope, required: false },
  ];
}

function show(exchange: Exchange, typed: Typed, said: Said = {}): Reply {
  const { status = 200, problem, result } = said;
  return showLab(exchange, (frame) =>
    html(
      status,
      renderLabPreflight({
        ...frame,
        action: `${exchange.issuer.base}/lab/preflight`,
        fields: fieldsOf(typed, said),
        more: moreOf(typed),
        ...(problem === undefined ? {} : { problem }),
        ...(result === undefined ? {} : { result }),
      }),
      { headers: NO_STORE },
    ),
  );
}

const NOTHING_TYPED: Typed = {
  plan: "oidc-basic",
  document: "",
  redirectUris: "",
  authMethod: "",
  grantTypes: [],
  applicationType: "",
  scope: "",
};

function planNamed(name: string | undefined): Plan | undefined {
  return ALL_PLANS.find((plan) => plan.name === name);
}

/** Shows the form; the plan that the address asks for is chosen in it. */
export function showPreflight(exchange: Exchange): Reply {
  const plan = planNamed(exchange.request.query.get("plan"));
  return show(exchange, plan === undefined ? NOTHING_TYPED : { ...NOTHING_TYPED, plan: plan.name });
}

function typedIn(form: Params): Typed {
  const text = (name: string) => form.get(name) ?? "";
  return {
    plan: text("plan"),
    document: text("document"),
    redirectUris: text("redirect_uris"),
    authMethod: text("token_endpoint_auth_method"),
    grantTypes: form.all("grant_types"),
    applicationType: text("application_type"),
    scope: text("scope").trim(),
  };
}

function wordsIn(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** The same as a document, of what was filled in alone. */
function filledIn({ redirectUris, authMethod, grantTypes, applicationType, scope }: Typed): unknown {
  const uris = wordsIn(redirectUris);
  return {
    ...(uris.length === 0 ? {} : { redirect_uris: uris }),
    ...(authMethod === "" ? {} : { token_endpoint_auth_method: authMethod }),
    ...(grantTypes.length === 0 ? {} : { grant_types: grantTypes }),
    ...(applicationType === "" ? {} : { application_type: applicationType }),
    ...(scope === "" ? {} : { scope }),
  };
}

/** What is wrong with what was typed, before anything is looked for in it. */
function problemOf({ document, ...typed }: Typed): string | undefined {
  if (document.length > LONGEST_DOCUMENT) return `Give at most ${LONGEST_DOCUMENT} characters.`;
  if (document.trim() === "")
    return Object.keys(filledIn({ document, ...typed }) ?? {}).length === 0
      ? "Paste what your client is registered or configured with, or fill in what you know of it below."
      : undefined;
  const fault = jsonFault(document);
  return fault === undefined
    ? undefined
    : `This is not JSON: line ${fault.line}, character ${fault.column}. ${fault.says}.`;
}

/** Where it holds, and what cannot be run for it. */
function stopsIn({ stops, setups }: PreflightFinding): string {
  const where = setups.map((setup) => SETUP_OF[setup].title).join("; ");
  const { length } = stops;
  if (length === 0) return `It holds for: ${where}.`;
  return `It holds for: ${where}. Before it is mended, no case of that can be run (${length} scenario${length === 1 ? "" : "s"}).`;
}

function findingOf(finding: PreflightFinding): LabFinding {
  const { name, member, rule, keyword, severity, says, mend } = finding;
  const href = ruleUrl(rule);
  return {
    name,
    word: severity,
    tone: severity === "error" ? "bad" : "poor",
    says,
    member,
    rule: { id: rule, keyword, ...(href === undefined ? {} : { href }) },
    mend,
    stops: stopsIn(finding),
  };
}

function countOf(count: number, word: string): string {
  return count === 1 ? `one ${word}` : `${count} ${word}s`;
}

function headlineOf(findings: readonly PreflightFinding[], { title }: Plan): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.length - errors;
  const found = [
    ...(errors > 0 ? [`${countOf(errors, "thing")} that will fail`] : []),
    ...(warnings > 0 ? [`${countOf(warnings, "thing")} that may`] : []),
  ];
  return found.length === 0
    ? `Nothing is wrong with it for the plan '${title}', as far as this tells.`
    : `For the plan '${title}': ${found.join(", and ")}.`;
}

/** Looks at what was sent, and shows what will fail; what cannot be read is kept, and it is said why. */
export function preflightForm(exchange: Exchange): Reply {
  const typed = typedIn(labForm(exchange, { lines: true }));
  const plan = planNamed(typed.plan);
  const problem = problemOf(typed);
  const refused = (problems: Said["problems"]) =>
    show(exchange, typed, {
      status: 400,
      problem: "Nothing was looked at yet. Look at the fields that say why.",
      problems: problems ?? {},
    });
  if (plan === undefined) return refused({ plan: "Choose one of the plans." });
  if (problem !== undefined) return refused({ document: problem });
  try {
    const document: unknown = typed.document.trim() === "" ? filledIn(typed) : JSON.parse(typed.document);
    const findings = preflight(document, { plan, scenarios: ALL_SCENARIOS });
    return show(exchange, typed, {
      result: { headline: headlineOf(findings, plan), findings: findings.map(findingOf) },
    });
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    return refused({ document: `${error.message}.` });
  }
}
