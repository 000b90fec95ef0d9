import type { Context } from "koa";
import type { AccessToken, TokenReader } from "./access_token.ts";
import type { Person } from "./person.ts";

/** Who calls: nobody that we know, whoever bears a token or signs by one, or a person who is signed in with a browser. */
export type Access =
  | { readonly kind: "anonymous" }
  | {
      readonly kind: "token";
      readonly token: AccessToken;
      /**
       * Looks the person up who is behind the token, at most once a request; undefined = there is none. What the token
       * says of them, where the reader knows no accounts.
       */
      account(): Promise<Person | undefined>;
    }
  | { readonly kind: "session"; readonly account: Person };

/** Access by a token. */
export type TokenAccess = Extract<Access, { readonly kind: "token" }>;

/** The access of everybody who brought nothing. */
export const ANONYMOUS: Access = Object.freeze({ kind: "anonymous" });

/** What of a reader looks people up. */
type KnowsAccounts = Pick<TokenReader, "account">;

class ByToken implements TokenAccess {
  readonly kind = "token";
  readonly token: AccessToken;
  readonly #reader: KnowsAccounts;
  #account: Promise<Person | undefined> | undefined;

  constructor(token: AccessToken, reader: KnowsAccounts) {
    this.token = token;
    this.#reader = reader;
  }

  account(): Promise<Person | undefined> {
    this.#account ??= this.#reader.account?.(this.token) ?? Promise.resolve(this.token.subject);
    return this.#account;
  }
}

/** The access that a live token gives; its person is looked up when somebody asks. */
export function tokenAccess(token: AccessToken, reader: KnowsAccounts): TokenAccess {
  return new ByToken(token, reader);
}

/**
 * Who calls, as `authenticate()` found out.
 *
 * @throws {TypeError} When `authenticate()` did not run before.
 */
export function accessOf(context: Context): Access {
  const access: Access | null | undefined = context.state["access"];
  if (typeof access !== "object" || access === null)
    throw new TypeError("Cannot tell who calls: use authenticate() before guard()");
  return access;
}
