/** The names of what may happen, for the audit log and for who listens. */
export type HappeningName =
  | "token.issued"
  | "token.refreshed"
  | "token.revoked"
  | "code.issued"
  | "code.replayed"
  | "refresh.replayed"
  | "consent.given"
  | "consent.denied"
  | "consent.forgotten"
  | "account.created"
  | "account.changed"
  | "account.removed"
  | "password.changed"
  | "login.succeeded"
  | "login.failed"
  | "login.throttled"
  | "logout"
  | "session.ended"
  | "logout.delivered"
  | "logout.failed"
  | "request.pushed"
  | "device.issued"
  | "device.approved"
  | "device.denied"
  | "device.replayed"
  | "device.throttled"
  | "assertion.replayed"
  | "client.registered"
  | "client.changed"
  | "client.removed"
  | "client.refused"
  | "key.rotated";

/** Something that was done and committed. */
export interface Happening {
  readonly name: HappeningName;
  /** `ClientRecord.id`. */
  readonly client?: number;
  readonly accountId?: number;
  /** Tag of the family it is about. */
  readonly family?: string;
  /** The session that ended, and `ClientRecord.id` of each client that was told of it. */
  readonly session?: { readonly sid: string; readonly clients: readonly number[] };
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}
