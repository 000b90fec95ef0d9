/** A person as an API knows them: an account of this server is one, and so is a user of any application with these members. */
export interface Person {
  /** What the issuer, or the application, calls them for good. */
  readonly sub: string;
  readonly username: string;
  readonly isStaff?: boolean;
}
