/** Temporary credentials or token credentials that are alive. */
export interface Credentials {
  readonly text: string;
  /** Shared with the consumer. */
  readonly secret: string;
  /** `ClientRecord.id` of the consumer that they were given to. */
  readonly client: number;
}

/** Credentials that were given out and do not work any more. */
export interface DeadCredentials {
  /** Whose they were: nobody else hears of it. */
  readonly client: number;
  readonly problem: "token_used" | "token_expired" | "token_revoked";
}
