import type { Digest, Instant } from "../platform/mod.ts";
import type {
  AccountRecord,
  AuditEntry,
  AuditRecord,
  ClientRecord,
  ClientType,
  ConsentRecord,
  FamilyEntry,
  FamilyRecord,
  InitialTokenRecord,
  KeyRecord,
  SessionRecord,
} from "./records.ts";

/** A page of a list: what comes after `after` (exclusive, by id), at most `limit`. */
export interface PageOptions {
  readonly after?: number;
  readonly limit: number;
}

/** A page of a list that begins with the newest: what came before `before` (exclusive, by id), at most `limit`. */
export interface BackwardOptions {
  readonly before?: number;
  readonly limit: number;
}

/** Members of a record to write; an optional member that is named with `undefined` is cleared. */
export type Changes<T> = {
  readonly [K in keyof T]?: Partial<Pick<T, K>> extends Pick<T, K> ? T[K] | undefined : T[K];
};

/** Which applications are looked for; what is not named may be anything. */
export interface ClientQuery {
  /** A part of its name, compared as user names are, or of its client id, without regard to case. */
  readonly text?: string;
  readonly type?: ClientType;
  readonly grantType?: string;
  /** Whether a person registered it, or it did so by itself. */
  readonly source?: "manual" | "dcr";
  readonly ownerId?: number;
}

/** Registered applications. */
export interface ClientStore {
  /** Throws `AlreadyTaken` when the client id is in use, `RecordGone` when its owner is not there. */
  add(client: Omit<ClientRecord, "id">): Promise<ClientRecord>;
  find(clientId: string): Promise<ClientRecord | undefined>;
  findByNumber(id: number): Promise<ClientRecord | undefined>;
  list(options: PageOptions & { readonly ownerId?: number }): Promise<readonly ClientRecord[]>;
  /** Newest first. */
  search(options: BackwardOptions & ClientQuery): Promise<readonly ClientRecord[]>;
  /** Writes the named members; undefined when it does not exist. Throws as `add` does. */
  change(id: number, changes: Changes<Omit<ClientRecord, "id">>): Promise<ClientRecord | undefined>;
  /** The same only while its registration access token is the one that is named: of several at once, one writes. */
  changeRegistered(
    id: number,
    options: { readonly registration: Digest; readonly changes: Changes<Omit<ClientRecord, "id">> },
  ): Promise<ClientRecord | undefined>;
  /** Removes it with its consents and families; false when it did not exist. */
  remove(id: number): Promise<boolean>;
}

/** Which people are looked for; what is not named may be anything. */
export interface AccountQuery {
  /** Beginnings of words of the user name, the address, the names or the subject identifier, all of which must be there. */
  readonly text?: string;
  readonly isStaff?: boolean;
  readonly isActive?: boolean;
}

/** In which order people are listed, and after whom: by user names as they are compared, or newest first, by number. */
export type AccountOrder =
  | { readonly by: "username"; readonly after?: string }
  | { readonly by: "newest"; readonly after?: number };

/** People. User names are compared without regard to case and to compatible forms of a character (NFKC). */
export interface AccountStore {
  /** Throws `AlreadyTaken` when the user name is in use. */
  add(account: Omit<AccountRecord, "id">): Promise<AccountRecord>;
  find(id: number): Promise<AccountRecord | undefined>;
  findBySub(sub: string): Promise<AccountRecord | undefined>;
  findByUsername(username: string): Promise<AccountRecord | undefined>;
  list(options: PageOptions): Promise<readonly AccountRecord[]>;
  search(
    options: AccountQuery & { readonly order: AccountOrder; readonly limit: number },
  ): Promise<readonly AccountRecord[]>;
  /** How many `search` would find in all, counted up to a limit. */
  count(query: AccountQuery & { readonly limit: number }): Promise<number>;
  /**
   * Writes the named members; undefined when it does not exist.
   *
   * Throws `AlreadyTaken` when the user name is in use, `LastOfStaff` when nobody who is staff and active would be left.
   *
   * @param from What the record has to have still; undefined is answered when it has something else.
   */
  change(
    id: number,
    changes: Changes<Omit<AccountRecord, "id" | "sub">>,
    from?: Pick<AccountRecord, "passwordHash">,
  ): Promise<AccountRecord | undefined>;
  /**
   * Removes a person with their consents, and leaves the clients that they registered without an owner.
   *
   * Their families are revoked and stay until they are cleared, without anything of the person, so that the
   * revocations can be replayed. No family of the person can be written from then on.
   *
   * Throws `LastOfStaff` when nobody who is staff and active would be left.
   *
   * @returns Tags of the families that were not revoked before; undefined when there is no such person.
   */
  remove(id: number, at: Instant): Promise<readonly string[] | undefined>;
}

/** What people allowed. */
export interface ConsentStore {
  find(accountId: number, client: number): Promise<ConsentRecord | undefined>;
  /** Adds the scopes to what was allowed before, in one statement. Throws `RecordGone` when the person or the client is not there. */
  remember(consent: ConsentRecord): Promise<ConsentRecord>;
  list(accountId: number): Promise<readonly ConsentRecord[]>;
  forget(accountId: number, client: number): Promise<boolean>;
}

/** Which refresh token gives way to which. */
export interface Rotation {
  readonly tag: string;
  readonly from: Digest;
  readonly to: Digest;
  readonly at: Instant;
  /** New end of the family; undefined = never. */
  readonly expiresAt?: Instant;
}

/** The families of a person, of a client, or of a person with a client. */
export interface Whose {
  readonly accountId?: number;
  readonly client?: number;
  /** `SessionRecord.sid`. */
  readonly session?: string;
}

/** How a family is at a moment: one that is revoked is so whether it would have expired or not. */
export type FamilyState = "live" | "revoked" | "expired";

/** Which families are looked for; what is not named may be anything. */
export interface FamilyQuery extends Whose {
  readonly tag?: string;
  readonly grantType?: string;
  readonly state?: { readonly is: FamilyState; readonly at: Instant };
}

/** Families of tokens. Every verb is one statement, and those that can be won tell who won. */
export interface FamilyStore {
  /**
   * Writes a family, in one commit.
   *
   * Answers false when its code was redeemed before (the second gate), when its tag is in use, and when its client or
   * person was removed in the meantime, or the person is deactivated. When the family was revoked before it was written (`revokeEarly`), it is
   * completed and stays revoked, and the answer is true: the redemption was the first.
   */
  open(family: FamilyRecord): Promise<boolean>;
  find(tag: string): Promise<FamilyRecord | undefined>;
  /** Exchanges the current refresh token for the next, keeping the old one as previous. True for the one caller that won. */
  rotate(rotation: Rotation): Promise<boolean>;
  /** Revokes; answers true when it was not revoked before. */
  revoke(tag: string, at: Instant): Promise<boolean>;
  /** Revokes a family that may not have been written yet, so that it is born dead; one that was written is revoked. */
  revokeEarly(family: FamilyRecord, at: Instant): Promise<void>;
  /** Tags of all that match and were not revoked, expired or not. Throws as `revokeAll` does. */
  unrevokedTags(whose: Whose): Promise<readonly string[]>;
  /** Revokes all that match and answers the tags of those that it revoked. Throws `RangeError` when neither of the two is given. */
  revokeAll(whose: Whose, at: Instant): Promise<readonly string[]>;
  /** Tags of the families that were revoked since an instant: replayed when the ephemeral store forgot. */
  revokedSince(since: Instant): Promise<readonly string[]>;
  /** Families of a person that are neither revoked nor expired (by the clock of the store), newest first. */
  listOf(accountId: number): Promise<readonly FamilyRecord[]>;
  /** In the order in which they were written, newest first. */
  search(options: BackwardOptions & FamilyQuery): Promise<readonly FamilyEntry[]>;
  /** How many `search` would find in all. */
  count(query: FamilyQuery): Promise<number>;
  /** Removes up to `limit` families that ended (expired or revoked) before an instant; answers how many. */
  clear(options: { readonly before: Instant; readonly limit: number }): Promise<number>;
  /** How many `clear` would remove in all. */
  countCleared(before: Instant): Promise<number>;
}

/** A session, and whose it is. */
export interface FoundSession {
  readonly session: SessionRecord;
  readonly account: Pick<AccountRecord, "id" | "sub" | "username" | "isStaff" | "isActive">;
}

/** The person of a session proved again who they are, and the cookie gets another secret. */
export interface SessionRenewal extends Pick<SessionRecord, "sid" | "authTime" | "amr" | "acr" | "expiresAt"> {
  readonly from: Digest;
  readonly to: Digest;
}

/** Which sessions are looked for; what is not named may be anything. */
export interface SessionQuery {
  /** Of whom, as people are looked for. */
  readonly text?: string;
  readonly accountId?: number;
  /** Those that end after it. */
  readonly at: Instant;
}

/** Where a session stands in their order. */
export type SessionPlace = Pick<SessionRecord, "createdAt" | "sid">;

/** Sessions of people. */
export interface SessionStore {
  /** Begins a session, which no client was told of yet. Throws `RecordGone` when the person is not there. */
  add(session: SessionRecord): Promise<void>;
  /** Finds a session by what its cookie holds, expired or not, and its person, in one statement. */
  find(digest: Digest): Promise<FoundSession | undefined>;
  /** True for the one caller whose secret it had. */
  renew(renewal: SessionRenewal): Promise<boolean>;
  /** Notes that a client was told of a session; answers true when it had not been. */
  join(sid: string, client: number): Promise<boolean>;
  /** Sessions of a person, expired or not, newest first. */
  list(accountId: number): Promise<readonly SessionRecord[]>;
  findBySid(sid: string): Promise<FoundSession | undefined>;
  /** Newest first, of the same second by their name, last to first. */
  search(
    options: SessionQuery & { readonly before?: SessionPlace; readonly limit: number },
  ): Promise<readonly FoundSession[]>;
  /** How many end after an instant, counted up to a limit. */
  count(options: { readonly at: Instant; readonly limit: number }): Promise<number>;
  /** Ends a session, and answers it to the one caller that ended it. */
  end(sid: string): Promise<SessionRecord | undefined>;
  /** Removes up to `limit` sessions that expired before an instant; answers how many. */
  clear(options: { readonly before: Instant; readonly limit: number }): Promise<number>;
  /** How many `clear` would remove in all. */
  countCleared(before: Instant): Promise<number>;
}

/** Which lines of the audit log are looked for; what is not named may be anything. */
export interface AuditQuery {
  readonly event?: string;
  readonly client?: number;
  readonly accountId?: number;
  readonly family?: string;
  readonly trace?: string;
  /** What happened at it or later. */
  readonly from?: Instant;
  /** What happened before it. */
  readonly until?: Instant;
}

/** Where a line of the audit log stands. */
export type AuditPlace = Pick<AuditEntry, "at" | "id">;

/** The audit log. */
export interface AuditStore {
  add(record: AuditRecord): Promise<void>;
  /** Oldest first; `after` is the id of an entry. */
  list(options: PageOptions & { readonly event?: string }): Promise<readonly AuditEntry[]>;
  /** Newest first, of the same second the one that was written later; `before` is the place of an entry. */
  search(
    options: AuditQuery & { readonly before?: AuditPlace; readonly limit: number },
  ): Promise<readonly AuditEntry[]>;
}

/** The keys of an issuer. */
export interface KeyStore {
  /** All of them, by algorithm and generation. */
  list(): Promise<readonly KeyRecord[]>;
  /** Writes a key; false when its algorithm has one of that generation already: another process was first. */
  add(key: KeyRecord): Promise<boolean>;
  /** False when it did not exist. */
  remove(kid: string): Promise<boolean>;
}

/** Tokens that let applications be registered. */
export interface InitialTokenStore {
  add(token: InitialTokenRecord): Promise<void>;
  find(digest: Digest): Promise<InitialTokenRecord | undefined>;
  /** Uses a token once; true for as many callers as it has uses, while it has not expired. */
  spend(digest: Digest, at: Instant): Promise<boolean>;
  /** Removes those that were used up or have expired; answers how many. */
  clear(at: Instant): Promise<number>;
}

/**
 * The durable records of one issuer. When the database cannot be reached in time, every verb throws `StoreUnavailable`.
 *
 * Once the issuer was removed there is nothing to find or to change, no family is opened, and whatever else would write
 * a new record throws `RecordGone`.
 */
export interface DurableStore {
  readonly clients: ClientStore;
  readonly accounts: AccountStore;
  readonly consents: ConsentStore;
  readonly families: FamilyStore;
  readonly sessions: SessionStore;
  readonly keys: KeyStore;
  readonly initialTokens: InitialTokenStore;
  readonly audit: AuditStore;
  /** Runs once: true for the one caller that marks a name (`demonstration` seeded) first. */
  claimOnce(name: string): Promise<boolean>;
  /** Whether anybody has marked a name by `claimOnce`. */
  wasClaimed(name: string): Promise<boolean>;
  /** Whether the database answers now; never throws. */
  ready(): Promise<boolean>;
}

/** Which issuers are looked for. */
export interface IssuerQuery {
  readonly prefix: string;
  /** By the clock of the database. */
  readonly before?: Instant;
}

/** The database: what it takes to make the stores of an issuer. */
export interface Database {
  /** Brings the schema up to date; several at once do it one after the other. Answers the names of what was run. */
  migrate(): Promise<readonly string[]>;
  /** Names of the migrations that are still to be run. */
  pendingMigrations(): Promise<readonly string[]>;
  /** The records of one issuer, which is made when the name is new. */
  forIssuer(name: string): Promise<DurableStore>;
  /** Names of the issuers that begin with a prefix, letter by letter, and were made before a moment; those made first come first. */
  listIssuers(options: IssuerQuery): Promise<readonly string[]>;
  /**
   * Removes an issuer with all that belongs to it, in one commit: true for the one caller that removed it.
   *
   * It is for issuers that are thrown away: one with so many records that the commit takes too long is not removed, and
   * `StoreUnavailable` is thrown.
   */
  removeIssuer(name: string): Promise<boolean>;
  ready(): Promise<boolean>;
  close(): Promise<void>;
}
