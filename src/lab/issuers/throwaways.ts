import type { Issuer, Members } from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import type { WireRequest } from "../../protocol/mod.ts";
import type { FaultUse } from "../faults/fault.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { DefinedUser, ThrowawayDefinition } from "./definition.ts";

/** A person that a throwaway issuer shall have. */
export interface WantedUser extends DefinedUser {
  /** One is made up when not given. */
  readonly password?: string;
}

/** What a throwaway issuer shall be; what is not named has its standard value. */
export interface NewThrowaway {
  /** One called `alice` when not given. */
  readonly users?: readonly WantedUser[];
  /**
   * Client metadata by the names of RFC 7591, with `client_id` and `client_secret` where they are to be chosen; one
   * confidential and one public client when not given.
   */
  readonly clients?: readonly Members[];
  readonly faults?: readonly FaultUse[];
  /** Settings that differ, by their names. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How often an access token opens the resource; as often as it likes when not given. */
  readonly tokenUses?: number;
  /** How far its clock is ahead of the machine's; negative = behind. */
  readonly clockOffset?: Seconds;
  /** How long it lives; as long as it may when not given. */
  readonly lifetime?: Seconds;
}

/** A person of a throwaway issuer, with the password. */
export interface CreatedUser extends DefinedUser {
  readonly sub: string;
  readonly password: string;
}

/** A client of a throwaway issuer: its metadata as they hold, and its secret where it has one. */
export interface CreatedClient extends Members {
  readonly client_id: string;
  readonly client_secret?: string;
}

/** A throwaway issuer that was just made; the key, the passwords and the secrets are told here and never again. */
export interface CreatedThrowaway {
  readonly definition: ThrowawayDefinition;
  /** Whoever has it may change the issuer. */
  readonly key: string;
  /** The issuer identifier. */
  readonly url: string;
  readonly users: readonly CreatedUser[];
  readonly clients: readonly CreatedClient[];
}

/** A throwaway issuer as it is served by this process. */
export interface OpenThrowaway {
  readonly definition: ThrowawayDefinition;
  readonly issuer: Issuer;
}

/** What answers at an address below a throwaway issuer. */
export interface ThrowawayTenant {
  readonly issuer: Issuer;
  /** Told of a request that none of its endpoints took, and of the status that it got. */
  readonly unanswered: (request: WireRequest, status: number) => Promise<void>;
}

/** What may change of a throwaway issuer; what is not named stays. */
export interface ThrowawayChanges {
  readonly faults?: readonly FaultUse[];
  readonly clockOffset?: Seconds;
  /** Moves the clock by so much from where it is; negative = back. */
  readonly advance?: Seconds;
}

/**
 * The throwaway issuers of an installation, whichever process made them.
 *
 * What an issuer does not have is answered undefined, also when it expired or was removed a moment ago. When a store is
 * away, every verb throws `StoreUnavailable`.
 */
export interface Throwaways {
  /**
   * Makes an issuer with its people, clients and keys.
   *
   * @throws {OAuthError} invalid_request for what cannot be, 503 when there are as many as there may be.
   */
  create(wanted: NewThrowaway): Promise<CreatedThrowaway>;
  find(id: string): Promise<OpenThrowaway | undefined>;
  /** What is kept of an issuer, without opening it. */
  definition(id: string): Promise<ThrowawayDefinition | undefined>;
  /** Whose address a path is, found by its shape; undefined at once for all that cannot be one of a throwaway issuer. */
  tenantAt(path: string): Promise<ThrowawayTenant | undefined> | undefined;
  /** Changes what is at work. A fault counts from the start again when the faults are changed. */
  change(id: string, changes: ThrowawayChanges): Promise<ThrowawayDefinition | undefined>;
  addUser(id: string, wanted: WantedUser): Promise<CreatedUser | undefined>;
  addClient(id: string, wanted: Members): Promise<CreatedClient | undefined>;
  /** Makes other keys, which sign from now on; answers their names. */
  rotateKeys(id: string): Promise<readonly string[] | undefined>;
  /** What was written down, oldest first: of entries with a greater number than `after`, where it is given. */
  journal(id: string, options?: { readonly after?: number | undefined }): Promise<readonly JournalEntry[] | undefined>;
  /** Takes it back to its beginning: no faults, no journal, no tokens, no sessions, its clock right; people and clients stay. */
  reset(id: string): Promise<ThrowawayDefinition | undefined>;
  /** Removes an issuer with all that it has; false when there was none. */
  remove(id: string): Promise<boolean>;
  /** Removes those whose time is over; answers how many. */
  sweep(): Promise<number>;
  /** Closes those that this process has open; they are there for others. */
  close(): Promise<void>;
}
