import type { Issuer } from "../../engine/mod.ts";
import type { GenerateKeyPair } from "../../keys/mod.ts";
import type { Clock, Log, Random, Seconds } from "../../platform/mod.ts";
import type { Broadcast, Database, DurableStore, EphemeralStore } from "../../stores/mod.ts";
import type { LiveIssuer } from "./live.ts";

/** How much of the lab there may be. */
export interface LabLimits {
  /** The longest life of a throwaway issuer, and that of one of which nobody says more. */
  readonly life: Seconds;
  /** How many throwaway issuers there may be at once. */
  readonly issuers: number;
  /** How long runs and their reports are kept. */
  readonly reports: Seconds;
}

/** A throwaway issuer that is about to be opened. */
export interface Opening {
  /** Of its records in the database. */
  readonly name: string;
  readonly url: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly durable: DurableStore;
  readonly ephemeral: EphemeralStore;
  readonly broadcast: Broadcast;
  /** Its own, which may be ahead or behind. */
  readonly clock: Clock;
  readonly generateKeyPair: GenerateKeyPair;
  readonly live: LiveIssuer;
  /** How often an access token opens the resource. */
  readonly tokenUses?: number | undefined;
}

/** What the lab stands on; the composition root gives it. */
export interface LabGround {
  /** The issuer identifier of the installation, below which all of the lab is. */
  readonly url: string;
  readonly database: Pick<Database, "forIssuer" | "listIssuers" | "removeIssuer">;
  readonly ephemeral: EphemeralStore;
  readonly broadcast: Broadcast;
  /** Of the machine. */
  readonly clock: Clock;
  /** Milliseconds since 1970 of the machine. */
  readonly time: () => number;
  readonly random: Random;
  readonly log: Log;
  readonly limits: LabLimits;
  /** 32 bytes for a purpose, the same in every process. */
  readonly keyFor: (purpose: string) => Uint8Array;
  /** Throws OAuthError for settings that no throwaway issuer can have. */
  readonly checkSettings: (settings: Readonly<Record<string, string>>) => void;
  /** Opens an issuer with the standard features and those of the lab. */
  readonly openIssuer: (opening: Opening) => Promise<Issuer>;
}
