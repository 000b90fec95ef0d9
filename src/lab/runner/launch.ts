import type { Outcome } from "../judge/verdict.ts";
import type { ClientConfig } from "../runs/client_config.ts";

/** What a client under test has besides its configuration: a person's browser, and what that brings back. */
export interface ClientIo {
  /** Opens an address in the browser. */
  readonly open: (address: string) => void;
  /** Writes a line; what in it is an address for a browser at the issuer is opened as well. */
  readonly print: (line: string) => void;
  /**
   * Waits for the next answer that the browser is sent back with: the whole redirect address with its query or
   * fragment, with the parameters of a form as query, or the bare verification code of OAuth 1.0a. Undefined once the
   * time is over.
   */
  readonly nextAnswer: () => Promise<string | undefined>;
  /** Aborted when the time of the client is over: whatever it began has to end. */
  readonly signal: AbortSignal;
}

/**
 * Starts a client once, in one scenario, and answers how it ended.
 *
 * A command of any language is one (`programLaunch`); so is a function in this process.
 */
export type Launch = (config: ClientConfig, io: ClientIo) => Promise<Outcome>;
