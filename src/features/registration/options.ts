import type { StatementIssuers } from "./software_statement.ts";

/** How the registration of clients is offered. */
export interface RegistrationOptions {
  /** `token`: who registers a client shows an initial access token. `open`: anybody may, for less. */
  readonly mode: "token" | "open";
  /** Who is trusted to make software statements. @see RFC 7591 2.3 */
  readonly statementIssuers: StatementIssuers;
}
