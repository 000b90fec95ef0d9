/** What the suite said of one server. */
export interface Verdict {
  readonly mutant: string;
  readonly file: string;
  /** Titles of the tests that passed. */
  readonly passed: readonly string[];
  /** Titles of the tests that failed. */
  readonly failed: readonly string[];
}

/** Name of the server that nobody broke. */
export const UNBROKEN = "(unbroken)";
