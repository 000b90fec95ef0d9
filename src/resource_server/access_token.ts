import type { Instant } from "../platform/mod.ts";
import type { Scope } from "../protocol/mod.ts";
import type { Person } from "./person.ts";

/** A live access token, as a protected resource sees it. */
export interface AccessToken {
  /** How it was shown: borne as it is, by a signature of OAuth 1.0a, or with a proof that its key is held. */
  readonly tokenType: "Bearer" | "OAuth" | "DPoP";
  /** The thumbprint of the key to which it is bound; undefined = it is bound to none. @see RFC 9449 6 */
  readonly jkt?: string;
  readonly scope: Scope;
  readonly clientId: string;
  /** What people call the client; undefined where the reader does not know. */
  readonly clientName?: string;
  /** The person it stands for; undefined = the client itself. */
  readonly subject?: { readonly sub: string; readonly username: string };
  readonly issuedAt?: Instant;
  /** Undefined = it does not end by itself. */
  readonly expiresAt?: Instant;
  /** The resources at which alone it may be used; undefined = it is bound to none. @see RFC 8707 2 */
  readonly audience?: readonly string[];
  /** What else the token says, a key a feature. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** How a token is read. */
export interface ReadTokenOptions {
  /** True: one that is bound to a key by its thumbprint is answered as well, since its caller checks the proof. */
  readonly bound?: boolean;
}

/** Turns the text of a token into what it stands for: out of the issuer's own store, by asking the issuer, or by its signature. */
export interface TokenReader {
  /** Answers undefined for every token that is not alive: malformed, unknown, expired, revoked. Without `bound` every token that is bound to a key counts as dead. Throws `StoreUnavailable` or `temporarily_unavailable` when it cannot tell now. */
  read(text: string, options?: ReadTokenOptions): Promise<AccessToken | undefined>;
  /** True: it reads no token but those that are for this resource. */
  readonly checksAudience?: true;
  /** Finds the person that a token stands for; left out by readers that know no accounts. */
  account?(token: AccessToken): Promise<Person | undefined>;
}
