/** How the registration of clients is offered. */
export interface RegistrationOptions {
  /** `token`: who registers a client shows an initial access token. `open`: anybody may, for less. */
  readonly mode: "token" | "open";
}
