import type { Instant } from "../../platform/mod.ts";
import type { Outcome } from "../judge/verdict.ts";
import type { Act } from "../scenarios/scenario.ts";
import type { AddressName } from "../scenarios/setups.ts";
import type { ClientConfig } from "./client_config.ts";
import type { PlannedAttempt } from "./run_report.ts";

/** Where a client listens, and how it signs where it signs; the same for every attempt, or for one. */
export type ClientAddresses = Readonly<Partial<Record<AddressName | "signature_method", string>>>;

/** `POST /lab/api/runs` */
export interface NewRun {
  readonly plan: string;
  /** Only these scenarios of the plan, with the controls that they need. */
  readonly scenarios?: readonly string[] | undefined;
  /** Only these setups of the plan. */
  readonly setups?: readonly string[] | undefined;
  /** What is tested; `client` when not given. */
  readonly name?: string | undefined;
  readonly client?: ClientAddresses | undefined;
}

/** A run that was just made; the key is told here and never again. */
export interface CreatedRun {
  /** For reading, and in links that are shared. */
  readonly id: string;
  /** Begins and ends attempts: `Authorization: Bearer KEY`. */
  readonly key: string;
  readonly plan: string;
  readonly name: string;
  /** For people: `/lab/reports/ID`. */
  readonly report_url: string;
  /** For people: `/lab/runs/ID`. */
  readonly page_url: string;
  readonly expires_at: Instant;
  /** Controls first; then scenarios, those that need patience before others. */
  readonly attempts: readonly PlannedAttempt[];
}

/** `POST /lab/api/runs/{id}/attempts` */
export interface NewAttempt extends ClientAddresses {
  /** As it is planned. */
  readonly name: string;
}

/** An attempt that may begin: what the client has to know, and what the person does. */
export interface BegunAttempt extends ClientConfig {
  /** Unguessable; names the attempt in further requests. */
  readonly attempt: string;
  readonly title: string;
  readonly acts: readonly Act[];
  readonly person: { readonly username: string; readonly password: string };
  /** Milliseconds that a right client needs beyond an ordinary flow. */
  readonly patience: number;
  /** What to do with one's application, for a person. */
  readonly instructions: readonly string[];
}

/** `GET /lab/api/runs/{id}/attempts/{attempt}` */
export interface AttemptState {
  readonly name: string;
  /** `waiting`: the client asked for nothing yet; `gone`: its time was over before it ended. */
  readonly state: "waiting" | "running" | "ended" | "gone";
  /** Addresses that a person would open by now: where a device is verified, or a login begins that others wished for. */
  readonly visits: readonly string[];
  /** How many requests there were. */
  readonly requests: number;
  /** Milliseconds since the last of them, or since the beginning. */
  readonly idle: number;
  /** Whether it asked for all that it asks for by itself, so that what is left is for the provider to do. */
  readonly reached: boolean;
  /** What the client said of itself so far. */
  readonly statement?: "completed" | "refused";
}

/** `POST /lab/api/runs/{id}/attempts/{attempt}/act` */
export interface ActRequest {
  readonly act: Act;
}

/** What came of an act. */
export interface ActDone {
  /** How many sessions ended; their clients are being told. */
  readonly ended: number;
  /** Addresses that the person's browser has to be sent to, where the act needs it. */
  readonly visits: readonly string[];
}

/** `POST /lab/api/runs/{id}/attempts/{attempt}/end` */
export interface EndRequest {
  /** What its runner knows; what the client said by a call wins over it. */
  readonly outcome: Outcome;
}
