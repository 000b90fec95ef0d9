import { type Issuer, scopeAsked } from "../engine/mod.ts";
import type { Instant } from "../platform/mod.ts";
import type { ReceivedRequest, Scope } from "../protocol/mod.ts";
import type { AccountRecord, ClientRecord } from "../stores/mod.ts";
import { isSigned } from "./signed_request.ts";
import {
  endOf,
  findTokenCredentials,
  type FindTokenCredentialsOptions,
  type TokenCredentials,
} from "./token_credentials.ts";
import { type Explain, type SignatureSettings, verifySigned, type VerifySignedOptions } from "./verify.ts";

/** What a signed request stands for, as an API takes it. */
export interface SignedAccess {
  readonly tokenType: "OAuth";
  readonly scope: Scope;
  readonly clientId: string;
  readonly clientName: string;
  /** The person it stands for; undefined = the consumer itself. */
  readonly subject?: { readonly sub: string; readonly username: string };
  readonly issuedAt?: Instant;
  /** Undefined = until they are revoked. */
  readonly expiresAt?: Instant;
}

/** What an API asks of requests that are signed. */
export interface SignedReader {
  isSigned(request: Pick<ReceivedRequest, "authorization" | "query" | "form">): boolean;
  /**
   * Verifies a request; throws the problems of OAuth 1.0a, and `StoreUnavailable` when a store that has to be asked is
   * away.
   */
  read(request: ReceivedRequest): Promise<SignedAccess>;
  /** Finds the person; undefined = there is none, or they may not sign in any more. */
  account(access: Pick<SignedAccess, "subject">): Promise<AccountRecord | undefined>;
}

/** What of an issuer verifying needs. */
export type SignedReaderIssuer = VerifySignedOptions<TokenCredentials>["issuer"] &
  FindTokenCredentialsOptions &
  Pick<Issuer, "settings">;

/** What is taken, and who explains what is not. */
export interface SignedReaderOptions extends SignatureSettings {
  readonly explain?: Explain;
}

/**
 * Reads signed requests to an API in the process of their issuer, which has the secrets: two round trips to its
 * ephemeral store, for the token and for the nonce, and hardly ever one to its database.
 *
 * A request without a token is of two legs: the consumer's own, with the scope that the grant `client_credentials` gives
 * who asks for none.
 *
 * @see RFC 5849 3.2
 */
export function signedReader(issuer: SignedReaderIssuer, { explain, ...settings }: SignedReaderOptions): SignedReader {
  return {
    isSigned,
    async read(received) {
      const { client, token } = await verifySigned(received, {
        issuer,
        settings,
        findToken: (text) => findTokenCredentials(text, issuer),
        withoutToken: "two_legs",
        ...(explain === undefined ? {} : { explain }),
      });
      return token === undefined ? ownAccess(client, issuer) : givenAccess(client, token);
    },
    async account({ subject }) {
      if (subject === undefined) return undefined;
      const account = await issuer.durable.accounts.findBySub(subject.sub);
      return account?.isActive === true ? account : undefined;
    },
  };
}

function ownAccess(client: ClientRecord, { settings }: SignedReaderIssuer): SignedAccess {
  const { clientId, name } = client;
  return { tokenType: "OAuth", scope: scopeAsked(undefined, client, settings), clientId, clientName: name };
}

function givenAccess({ clientId, name }: ClientRecord, { record }: TokenCredentials): SignedAccess {
  const { scope, issuedAt, subject } = record;
  const expiresAt = endOf(record);
  return {
    tokenType: "OAuth",
    scope,
    clientId,
    clientName: name,
    issuedAt,
    ...(subject === undefined ? {} : { subject }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
