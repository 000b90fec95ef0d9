import type { LabAttempt, LabPlanned, LabRunModel, LabSetting } from "../../pages/mod.ts";
import { ALL_FAULTS } from "../faults/all_faults.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { Verdict } from "../judge/verdict.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import { requestsOf, TONES } from "../reports/report_html.ts";
import { foreignAnswer } from "../runner/foreign_answer.ts";
import type { AttemptState, BegunAttempt } from "../runs/run_messages.ts";
import type { PlannedAttempt, RunReport } from "../runs/run_report.ts";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import { SETUP_OF } from "../scenarios/setups.ts";
import { aboutMinutes, minutesByHand } from "../plans/by_hand.ts";
import { ACT_WORDS } from "./act_words.ts";

/** The attempt that is shown, and what is known of it. */
export interface ShownAttempt {
  readonly begun: BegunAttempt;
  readonly state: AttemptState;
  readonly entries: readonly JournalEntry[];
  /** Whether the page is loaded again and again without a script. */
  readonly reloads: boolean;
}

/** What the page of a run is made of. */
export interface RunParts {
  readonly report: RunReport;
  readonly running: readonly BegunAttempt[];
  readonly shown: ShownAttempt | undefined;
  /** Path of the issuer. */
  readonly base: string;
  /** Address of the report. */
  readonly reportUrl: string;
}

const SETTINGS: readonly (readonly [keyof BegunAttempt, string])[] = [
  ["issuer", "Issuer"],
  ["client_id", "Client id"],
  ["client_secret", "Client secret"],
  ["token_endpoint_auth_method", "Client authentication"],
  ["token_endpoint_auth_signing_alg", "Client signs by"],
  ["id_token_encrypted_response_alg", "ID token encrypted by"],
  ["private_jwk", "Private key (JWK)"],
  ["redirect_uri", "Redirect URI"],
  ["scope", "Scope"],
  ["response_type", "Response type"],
  ["response_mode", "Response mode"],
  ["prompt", "prompt of its requests"],
  ["max_age", "max_age of its requests"],
  ["id_token_signed_response_alg", "ID token signed by"],
  ["userinfo_signed_response_alg", "UserInfo signed by"],
  ["webfinger_identifier", "Address of the person"],
  ["webfinger_url", "WebFinger"],
  ["frame_message", "What the frame says"],
  ["request_object_signing_alg", "Request object signed by"],
  ["request_uri", "Request object address"],
  ["post_logout_redirect_uri", "Redirect URI after logout"],
  ["backchannel_logout_uri", "Back-channel logout"],
  ["frontchannel_logout_uri", "Front-channel logout"],
  ["initiate_login_uri", "Where logins begin"],
  ["request_token_url", "Temporary credentials"],
  ["authorize_url", "Authorization"],
  ["access_token_url", "Token credentials"],
  ["signature_method", "Signature method"],
  ["token", "Access token"],
  ["resource", "Resource"],
];

function settingsOf(begun: BegunAttempt): readonly LabSetting[] {
  return SETTINGS.flatMap(([member, name]) => {
    const value = begun[member];
    return typeof value === "string" && value !== "" ? [{ name, value }] : [];
  });
}

function triedIn(name: string): readonly string[] {
  const scenario = ALL_SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) return [];
  const wrong = scenario.faults.map(({ fault }) => ALL_FAULTS.get(fault)?.says ?? fault);
  return [...wrong.map((one) => `Wrong on purpose: ${one}`), `What a right client does: ${scenario.says}`];
}

const CONTROL_OUTCOMES: LabAttempt["outcomes"] = [
  { value: "completed", text: "It worked", says: "Everything went as it should, to the end" },
  { value: "refused", text: "It refused something", says: "It showed an error, or did not let you in" },
  { value: "stuck", text: "It was stuck", says: "It hung or broke, or you give this attempt up" },
];

const OUTCOMES: LabAttempt["outcomes"] = [
  { value: "refused", text: "It refused this", says: "It showed an error, or did not let you in, and went no further" },
  { value: "completed", text: "It carried on", says: "It went on to the end as if all were well" },
  { value: "stuck", text: "It was stuck", says: "It hung or broke, or you give this attempt up" },
];

const SAID = { refused: " Your client said that it refused.", completed: " Your client said that it completed." };

function soFarOf({ state, requests, statement }: AttemptState): string {
  if (state === "gone") return "The time of this attempt is over: begin it again.";
  const said = statement === undefined ? "" : SAID[statement];
  if (requests === 0) return `No request yet.${said}`;
  return `${requests} request${requests === 1 ? "" : "s"} so far.${said}`;
}

/** An answer that belongs to nobody, where it can be brought by a link. */
function foreignVisits(begun: BegunAttempt): readonly string[] {
  return begun.acts.includes("foreign_callback") ? [foreignAnswer(begun).url.href] : [];
}

function attemptOf({ begun, state, entries, reloads }: ShownAttempt, here: string): LabAttempt {
  const { scenario, title, acts, person, attempt, control, instructions } = begun;
  return {
    name: scenario,
    title,
    tried: triedIn(scenario),
    steps: instructions,
    otherwise: acts.flatMap((act) => ACT_WORDS[act] ?? []),
    visits: [...foreignVisits(begun), ...state.visits],
    settings: settingsOf(begun),
    person: [
      { name: "Username", value: person.username },
      { name: "Password", value: person.password },
    ],
    requests: requestsOf(entries, ALL_FAULTS),
    soFar: soFarOf(state),
    acts: acts.includes("end_session") ? [{ value: "end_session", text: "End the session" }] : [],
    outcomes: state.state === "gone" ? [] : control ? CONTROL_OUTCOMES : OUTCOMES,
    attempt,
    reload: reloads
      ? { href: `${addressOf(here, scenario)}#now`, text: "Stop reloading" }
      : { href: `${addressOf(here, scenario)}&reload=yes#now`, text: "Reload every 5 seconds" },
  };
}

function addressOf(here: string, name: string): string {
  return `${here}?attempt=${encodeURIComponent(name)}`;
}

function plannedOf(
  { name, title, control }: PlannedAttempt,
  { verdict, isRunning, base, here }: { verdict: Verdict | undefined; isRunning: boolean; base: string; here: string },
): LabPlanned {
  const shown =
    verdict === undefined ? undefined : { word: verdict.verdict, tone: TONES[verdict.verdict], says: verdict.says };
  return {
    name,
    title,
    ...(control ? {} : { href: `${base}/lab/scenarios/${name}` }),
    ...(shown === undefined ? {} : { verdict: shown }),
    ...(isRunning ? { goesOn: `${addressOf(here, name)}#now` } : {}),
  };
}

/** The first that neither ended nor goes on; nothing while one goes on, which comes first. */
function nextOf({ report: { planned, attempts }, shown }: RunParts): Pick<LabRunModel, "next"> {
  const ended = new Set(attempts.map(({ name }) => name));
  const next = shown === undefined ? planned.find(({ name }) => !ended.has(name)) : undefined;
  return next === undefined ? {} : { next: { name: next.name, title: next.title } };
}

const CONTROL_FIRST =
  "Begin with the first: nothing is wrong in it, and what cannot be seen in it cannot be judged in the others.";

function groupsOf({ report, running, base }: RunParts, here: string): LabRunModel["groups"] {
  const { planned, verdicts, attempts } = report;
  const ended = new Set(attempts.map(({ name }) => name));
  const going = new Set(running.map(({ scenario }) => scenario));
  const setups = [...new Set(planned.map(({ setup }) => setup))];
  return setups.map((setup) => ({
    title: SETUP_OF[setup].title,
    says: CONTROL_FIRST,
    attempts: planned
      .filter((one) => one.setup === setup)
      .map((one) => {
        const verdict = ended.has(one.name) ? verdicts.find(({ name }) => name === one.name) : undefined;
        return plannedOf(one, { verdict, isRunning: going.has(one.name), base, here });
      }),
  }));
}

/** How much was not tried yet, and how long that takes a person. */
function leftIn({ planned, attempts }: RunReport): string {
  const ended = new Set(attempts.map(({ name }) => name));
  const left = planned.filter(({ name }) => !ended.has(name));
  const { length } = left;
  if (length === 0) return "nothing: finish the run to have all of it judged";
  return `${length} case${length === 1 ? "" : "s"}, ${aboutMinutes(minutesByHand(left))} by hand`;
}

/** What the page of a run shows, without its surroundings. */
export function runModel(parts: RunParts): Omit<LabRunModel, "base" | "csrf"> {
  const { report, shown, base, reportUrl } = parts;
  const { id, name, plan, startedAt, attempts, planned } = report;
  const here = `${base}/lab/runs/${id}`;
  return {
    name,
    planTitle: ALL_PLANS.find((one) => one.name === plan)?.title ?? plan,
    progress: { done: attempts.length, all: planned.length },
    facts: [
      { name: "Begun", value: `${new Date(startedAt * 1_000).toISOString().slice(0, 16).replace("T", " ")} UTC` },
      { name: "Left", value: leftIn(report) },
      { name: "Report", value: reportUrl, isCode: true },
    ],
    ...(shown === undefined ? {} : { current: attemptOf(shown, here) }),
    ...nextOf(parts),
    groups: groupsOf(parts, here),
    action: here,
    report: `${base}/lab/reports/${id}`,
  };
}
