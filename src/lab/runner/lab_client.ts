import type { Outcome, Verdict } from "../judge/verdict.ts";
import type { ActDone, AttemptState, BegunAttempt, CreatedRun, NewAttempt, NewRun } from "../runs/run_messages.ts";
import type { RunReport } from "../runs/run_report.ts";
import type { Act } from "../scenarios/scenario.ts";

/** A lab did not do what it was asked; the message says why, and what to do. */
export class LabRefused extends Error {
  override readonly name = "LabRefused";
  /** Its answer; 0 when there was none. */
  readonly status: number;

  constructor(message: string, { status, ...options }: ErrorOptions & { readonly status: number }) {
    super(message, options);
    this.status = status;
  }
}

/** The key of a run, and where it is. */
export type RunKey = Pick<CreatedRun, "id" | "key">;

/** A lab as its runner sees it. Every function throws `LabRefused`. */
export interface LabClient {
  create(run: NewRun): Promise<CreatedRun>;
  begin(run: RunKey, attempt: NewAttempt): Promise<BegunAttempt>;
  state(run: RunKey, attempt: string): Promise<AttemptState>;
  act(run: RunKey, done: { readonly attempt: string; readonly act: Act }): Promise<ActDone>;
  end(run: RunKey, ended: { readonly attempt: string; readonly outcome: Outcome }): Promise<Verdict>;
  finish(run: RunKey): Promise<RunReport>;
  report(run: RunKey): Promise<RunReport>;
  remove(run: RunKey): Promise<void>;
}

/** Where the lab is. */
export interface LabClientOptions {
  /** The issuer identifier of the server that has it. */
  readonly base: string;
  readonly fetch?: typeof globalThis.fetch;
}

interface Call {
  readonly method?: "POST" | "DELETE";
  readonly key?: string;
  readonly body?: unknown;
}

function describe(status: number, text: string): string {
  try {
    const { error_description: description, error } = JSON.parse(text);
    if (typeof description === "string") return description;
    if (typeof error === "string") return error;
  } catch {
    // no JSON: the status has to do
  }
  return `status ${status}`;
}

/** Speaks to a lab. */
export function labClient({ base, fetch = globalThis.fetch }: LabClientOptions): LabClient {
  const root = `${base.replace(/\/+$/, "")}/lab/api/runs`;

  async function call(path: string, { method, key, body }: Call): Promise<Response> {
    const headers = new Headers({ accept: "application/json" });
    if (key !== undefined) headers.set("authorization", `Bearer ${key}`);
    if (body !== undefined) headers.set("content-type", "application/json");
    try {
      return await fetch(`${root}${path}`, {
        ...(method === undefined ? {} : { method }),
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new LabRefused(`Cannot reach the server at ${base}: is it up?`, { status: 0, cause });
    }
  }

  async function ask<T>(path: string, options: Call): Promise<T> {
    const response = await call(path, options);
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as T;
    if (response.status === 404 && path === "") {
      const says = `Cannot find a lab at ${base}: start the server with LAB=on, and give its issuer identifier`;
      throw new LabRefused(says, { status: 404 });
    }
    throw new LabRefused(`The lab refused: ${describe(response.status, text)}`, { status: response.status });
  }

  function attemptAt({ id }: RunKey, attempt: string): string {
    return `/${encodeURIComponent(id)}/attempts/${encodeURIComponent(attempt)}`;
  }

  return {
    create: (run) => ask("", { method: "POST", body: run }),
    begin: (run, attempt) => ask(`/${run.id}/attempts`, { method: "POST", key: run.key, body: attempt }),
    state: (run, attempt) => ask(attemptAt(run, attempt), { key: run.key }),
    act: (run, { attempt, act }) =>
      ask(`${attemptAt(run, attempt)}/act`, { method: "POST", key: run.key, body: { act } }),
    end: (run, { attempt, outcome }) =>
      ask(`${attemptAt(run, attempt)}/end`, { method: "POST", key: run.key, body: { outcome } }),
    finish: (run) => ask(`/${run.id}/finish`, { method: "POST", key: run.key, body: {} }),
    report: (run) => ask(`/${run.id}`, { key: run.key }),
    async remove(run) {
      const response = await call(`/${run.id}`, { method: "DELETE", key: run.key });
      await response.arrayBuffer();
    },
  };
}
