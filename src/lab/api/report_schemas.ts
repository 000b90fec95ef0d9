import type { Schema } from "../../engine/mod.ts";
import { VERDICTS } from "../judge/verdict.ts";
import { FLOWS } from "../scenarios/setup.ts";
import { ADDRESS, INSTANT, MILLISECONDS, NAMES, SETUP, TEXT } from "./schema_words.ts";

const PLANNED: Schema = {
  title: "LabPlannedAttempt",
  description: "The unmodified flow of a setup, or a scenario, that a run has to try",
  type: "object",
  required: ["name", "setup", "flow", "control", "title", "patience", "acts"],
  properties: {
    name: { ...TEXT, description: "That of the scenario, or control- and the setup" },
    setup: SETUP,
    flow: { type: "string", enum: FLOWS },
    control: { type: "boolean", description: "True: the unmodified flow" },
    title: TEXT,
    patience: { ...MILLISECONDS, description: "Milliseconds that a right client needs beyond an ordinary flow" },
    acts: { ...NAMES, description: "What whoever sits before the browser does beyond signing in and allowing" },
  },
};

/** A run that was just made. */
export const CREATED: Schema = {
  title: "LabCreatedRun",
  type: "object",
  required: ["id", "key", "plan", "name", "report_url", "page_url", "expires_at", "attempts"],
  properties: {
    id: { ...TEXT, description: "For reading" },
    key: { ...TEXT, description: "Begins and ends attempts, as a bearer token; told here and never again" },
    plan: TEXT,
    name: TEXT,
    report_url: ADDRESS,
    page_url: ADDRESS,
    expires_at: INSTANT,
    attempts: { type: "array", items: PLANNED },
  },
};

/** How a client ended. */
export const OUTCOME: Schema = {
  title: "LabOutcome",
  description: "How a client ended, as far as anybody knows",
  type: "object",
  properties: {
    statement: { type: "string", enum: ["completed", "refused"] },
    statedBy: { type: "string", enum: ["exit", "line", "call", "person"] },
    reason: TEXT,
    exit: { type: "integer", description: "Its exit status" },
    signal: { ...TEXT, description: "What ended it" },
    timedOut: { type: "boolean", description: "Its time was over" },
    output: { ...NAMES, description: "The last lines that it printed, without secrets" },
  },
};

/** What came of an attempt, or of a check of all requests. */
export const VERDICT: Schema = {
  title: "LabVerdict",
  type: "object",
  required: ["kind", "name", "title", "setup", "verdict", "says", "evidence"],
  properties: {
    kind: { type: "string", enum: ["control", "scenario", "lint"] },
    name: TEXT,
    title: TEXT,
    setup: SETUP,
    verdict: { type: "string", enum: VERDICTS },
    says: { ...TEXT, description: "Why" },
    rule: { ...TEXT, description: "The sentence of a specification" },
    keyword: TEXT,
    demands: TEXT,
    mend: { ...TEXT, description: "What to change" },
    evidence: { type: "array", items: { type: "integer" }, description: "Numbers of entries of the journal" },
  },
};

/** A request. */
export const ENTRY: Schema = {
  title: "LabRequest",
  description: "One request of a client, or one of ours to it, with its answer, free of secrets",
  type: "object",
  required: ["n", "at", "took", "place", "method", "url", "status", "faults"],
  properties: {
    n: { type: "integer" },
    at: { type: "number", description: "Milliseconds since 1970" },
    took: MILLISECONDS,
    place: TEXT,
    method: TEXT,
    url: TEXT,
    status: { type: "integer" },
    faults: { ...NAMES, description: "Which faults were at work" },
    rule: { ...TEXT, description: "The rule that the request broke" },
  },
};

const ENDED: Schema = {
  title: "LabEndedAttempt",
  type: "object",
  required: ["name", "setup", "control", "outcome", "took", "entries"],
  properties: {
    name: TEXT,
    setup: SETUP,
    control: { type: "boolean" },
    outcome: OUTCOME,
    took: MILLISECONDS,
    entries: { type: "array", items: ENTRY },
  },
};

/** A run with all that came of it. */
export const REPORT: Schema = {
  title: "LabRunReport",
  type: "object",
  required: ["id", "plan", "name", "startedAt", "server", "verdicts", "attempts", "totals", "planned"],
  properties: {
    id: TEXT,
    plan: TEXT,
    name: TEXT,
    startedAt: INSTANT,
    finishedAt: { ...INSTANT, description: "Once nothing changes any more" },
    server: { type: "object", properties: { version: TEXT, issuer: ADDRESS } },
    verdicts: { type: "array", items: VERDICT },
    attempts: { type: "array", items: ENDED },
    totals: {
      type: "object",
      additionalProperties: { type: "integer" },
      description: "How often each verdict was given",
    },
    planned: { type: "array", items: PLANNED },
  },
};
