/**
 * The lab: a right provider that is wrong on purpose, one named way at a time, watches what a client does, and says with
 * the sentence of the specification and the request that proves it what the client does wrong.
 *
 * A *fault* is one way to be wrong; a *scenario* says which faults are at work, what a right client does then and by
 * which rule; a *plan* is a choice of setups and so of scenarios. Each scenario has a throwaway issuer of its own, which
 * is the standard list of features with two more: one that misbehaves, and one that writes down every request.
 *
 * @module
 */
export type { Fault, FaultContext, FaultUse, Signing, WrongSignature } from "./faults/fault.ts";
export { ALL_FAULTS } from "./faults/all_faults.ts";
export { misbehaviour } from "./misbehaviour/feature.ts";
export { journal } from "./journal/feature.ts";
export { recordUnanswered, type Unanswered } from "./journal/unanswered.ts";
export {
  labResource,
  type LabResourceOptions,
  type SignedAccessPort,
  type SignedReaderPort,
} from "./resource/feature.ts";
export type { LiveIssuer } from "./issuers/live.ts";
export type { Credentials, JournalEntry, Parameter, Place } from "./journal/entry.ts";
export type { Act, Expectation, Keyword, Observation, Observed, Scenario } from "./scenarios/scenario.ts";
export { type Flow, FLOWS, type SetupName, SETUPS } from "./scenarios/setup.ts";
export { type Outcome, type Verdict, VERDICTS, type VerdictWord } from "./judge/verdict.ts";
export type { ClientConfig } from "./runs/client_config.ts";
export type {
  ActDone,
  ActRequest,
  AttemptState,
  BegunAttempt,
  ClientAddresses,
  CreatedRun,
  EndRequest,
  NewAttempt,
  NewRun,
} from "./runs/run_messages.ts";
export type { EndedAttempt, PlannedAttempt, RunReport, Totals } from "./runs/run_report.ts";
export { type AddressName, type Setup, SETUP_OF } from "./scenarios/setups.ts";
export type { DefinedUser, ThrowawayDefinition } from "./issuers/definition.ts";
export type {
  CreatedClient,
  CreatedThrowaway,
  CreatedUser,
  NewThrowaway,
  OpenThrowaway,
  Throwaways,
  ThrowawayChanges,
  ThrowawayTenant,
  WantedUser,
} from "./issuers/throwaways.ts";
export type { LabGround, LabLimits, Opening } from "./issuers/ground.ts";
export { ALL_PLANS } from "./plans/all_plans.ts";
export { LINTS } from "./judge/lints.ts";
export { type Plan, type PlanDifference, planDifference, type Planned, plannedIn } from "./plans/plan.ts";
export { DocumentRefused } from "./preflight/described_client.ts";
export { preflight, type PreflightFinding } from "./preflight/preflight.ts";
export { ALL_SCENARIOS } from "./scenarios/all_scenarios.ts";
export { type Lab, openLab } from "./lab.ts";
