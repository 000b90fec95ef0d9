/** A store cannot be reached, or did not answer in time: the caller may try again in a while. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
  /** Which store: `postgres` or `redis`. */
  readonly store: string;

  constructor(store: string, cause: unknown) {
    super(`Cannot reach ${store}`, { cause });
    this.store = store;
  }
}

/** A name that must be unique is in use. */
export class AlreadyTaken extends Error {
  override readonly name = "AlreadyTaken";
  /** Which member: `clientId`, `username` or `sub`. */
  readonly member: string;

  constructor(member: string, options?: ErrorOptions) {
    super(`Cannot use this ${member} as it is taken`, options);
    this.member = member;
  }
}

/** What a record refers to (a client, a person) is not there, or not there any more. */
export class RecordGone extends Error {
  override readonly name = "RecordGone";

  constructor(options?: ErrorOptions) {
    super("Cannot write a record as what it refers to was removed", options);
  }
}

/** Nobody who may administer would be left. */
export class LastOfStaff extends Error {
  override readonly name = "LastOfStaff";

  constructor() {
    super("Cannot take this person away as nobody else is staff and may sign in");
  }
}
