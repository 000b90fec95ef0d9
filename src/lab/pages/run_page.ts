import type { Exchange } from "../../engine/mod.ts";
import { renderLabRun } from "../../pages/mod.ts";
import {
  endpointUrl,
  fail,
  html,
  NO_STORE,
  OAuthError,
  redirect,
  type Reply,
  withHeaders,
} from "../../protocol/mod.ts";
import { segmentsBelow } from "../api/access.ts";
import type { Outcome } from "../judge/verdict.ts";
import type { BegunAttempt } from "../runs/run_messages.ts";
import type { RunReport } from "../runs/run_report.ts";
import type { RunAccess, Runs } from "../runs/runs.ts";
import { runModel, type ShownAttempt } from "./run_model.ts";
import { accessTo, checkChange, labForm, mayChange, showLab } from "./visitor.ts";

const BASE = "/lab/runs/";
/** Seconds between two looks of a browser without scripts. */
const RELOAD = 5;

/** How the page differs from the plain one. */
interface Said {
  readonly status?: number;
  readonly note?: string;
  readonly problem?: string;
}

function runOf(exchange: Exchange): RunAccess {
  const [id = ""] = segmentsBelow(exchange, BASE);
  return accessTo(id, exchange);
}

/** The attempt that the address names, else the last that goes on. */
function chosen(running: readonly BegunAttempt[], name: string | undefined): BegunAttempt | undefined {
  return running.find(({ scenario }) => scenario === name) ?? running.at(-1);
}

async function seen(
  runs: Runs,
  access: RunAccess,
  { begun, reloads }: Pick<ShownAttempt, "begun" | "reloads">,
): Promise<ShownAttempt | undefined> {
  try {
    const [state, entries] = await Promise.all([
      runs.state(access, begun.attempt),
      runs.journal(access.id, { name: begun.scenario }).catch(() => []),
    ]);
    return { begun, state, entries, reloads };
  } catch (error) {
    // It ended, or was begun again, while the page was put together.
    if (error instanceof OAuthError && error.status === 404) return undefined;
    throw error;
  }
}

/** What came of an attempt that was just ended. */
function noteOf({ verdicts, attempts }: RunReport, name: string | undefined): string | undefined {
  const verdict = verdicts.find((one) => one.name === name);
  if (verdict === undefined || !attempts.some((one) => one.name === name)) return undefined;
  return `${verdict.title}: ${verdict.verdict}. ${verdict.says}.`;
}

async function show(runs: Runs, exchange: Exchange, said: Said = {}): Promise<Reply> {
  const { issuer, request } = exchange;
  const access = runOf(exchange);
  const report = await runs.report(access.id);
  const reportPath = `${issuer.base}/lab/reports/${access.id}`;
  if (report.finishedAt !== undefined || !(await mayChange(runs, access))) return redirect(reportPath);
  const running = await runs.running(access);
  const begun = chosen(running, request.query.get("attempt"));
  const reloads = request.query.get("reload") !== undefined && begun !== undefined;
  const shown = begun === undefined ? undefined : await seen(runs, access, { begun, reloads });
  const note = said.note ?? noteOf(report, request.query.get("ended"));
  const model = runModel({
    report,
    running,
    shown,
    base: issuer.base,
    reportUrl: endpointUrl(issuer.url, `/lab/reports/${access.id}`),
  });
  const page = showLab(exchange, (frame) =>
    html(
      said.status ?? 200,
      renderLabRun({
        ...frame,
        ...model,
        ...(note === undefined ? {} : { note }),
        ...(said.problem === undefined ? {} : { problem: said.problem }),
      }),
      { ownScripts: true, headers: NO_STORE },
    ),
  );
  return reloads ? withHeaders(page, { Refresh: String(RELOAD) }) : page;
}

/** Does what a form asks for; what cannot be done is said on the page of the run. */
async function change(
  runs: Runs,
  exchange: Exchange,
  does: (asked: { readonly access: RunAccess; readonly field: (name: string) => string }) => Promise<Reply | Said>,
): Promise<Reply> {
  const form = labForm(exchange);
  const access = runOf(exchange);
  await checkChange(runs, access);
  try {
    const done = await does({ access, field: (name) => form.get(name) ?? "" });
    return "kind" in done ? done : await show(runs, exchange, done);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return show(runs, exchange, { status: error.status, problem: `${error.description}.` });
  }
}

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  refused: { statement: "refused", statedBy: "person" },
  completed: { statement: "completed", statedBy: "person" },
  stuck: { timedOut: true },
};

function outcomeNamed(name: string): Outcome {
  return Object.hasOwn(OUTCOMES, name) && OUTCOMES[name] !== undefined
    ? OUTCOMES[name]
    : fail("invalid_request", "Cannot end the attempt: press one of the buttons that say what your client did");
}

/** The page of a run. */
export function showRun(runs: Runs): (exchange: Exchange) => Promise<Reply> {
  return (exchange) => show(runs, exchange);
}

/** What the forms of the page do, by the last segment of their address. */
export function runForms(runs: Runs): Readonly<Record<string, (exchange: Exchange) => Promise<Reply>>> {
  const pathOf = ({ issuer }: Exchange, { id }: RunAccess) => `${issuer.base}${BASE}${id}`;
  return {
    begin: (exchange) =>
      change(runs, exchange, async ({ access, field }) => {
        const { scenario } = await runs.begin(access, { name: field("name") });
        return redirect(`${pathOf(exchange, access)}?attempt=${encodeURIComponent(scenario)}#now`);
      }),
    act: (exchange) =>
      change(runs, exchange, async ({ access, field }) => {
        if (field("act") !== "end_session") fail("invalid_request", "Cannot do this: press a button of the page");
        const { ended, visits } = await runs.act(access, { attempt: field("attempt"), act: "end_session" });
        const [address] = visits;
        if (address !== undefined) return redirect(address);
        const who = ended === 0 ? "Nobody was signed in" : "The session was ended";
        return { note: `${who}${ended === 0 ? ", so nothing was ended." : "; your client is being told."}` };
      }),
    end: (exchange) =>
      change(runs, exchange, async ({ access, field }) => {
        const { name } = await runs.end(access, { attempt: field("attempt"), outcome: outcomeNamed(field("outcome")) });
        return redirect(`${pathOf(exchange, access)}?ended=${encodeURIComponent(name)}`);
      }),
    finish: (exchange) =>
      change(runs, exchange, async ({ access }) => {
        await runs.finish(access);
        return redirect(`${exchange.issuer.base}/lab/reports/${access.id}`);
      }),
  };
}
