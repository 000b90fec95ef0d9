import type { OAuthError, Params, Reply, Scope } from "../protocol/mod.ts";
import type { AccountRecord, ClientRecord, SessionRecord } from "../stores/mod.ts";
import type { AccessTokenRecord, Bindings, Subject } from "../tokens/mod.ts";
import type { Exchange } from "./exchange.ts";
import type { Redeemable, Sender, TokenContext } from "./grant.ts";
import type { Happening } from "./happening.ts";
import type { Issuer } from "./issuer.ts";
import type {
  AgreedRequest,
  Agreement,
  Approval,
  AuthorizationRequest,
  RedirectTarget,
  ResponseParameters,
} from "./response.ts";

type Members = Readonly<Record<string, unknown>>;
type Awaitable<T> = T | Promise<T>;

/** A redemption that features may still refuse. */
export interface Redemption extends TokenContext {
  readonly redeemable: Redeemable;
}

/** An access token about to be stored, and for what. */
export interface AccessTokenContext {
  readonly exchange: Exchange;
  readonly client: ClientRecord;
  readonly bindings: Bindings;
  readonly sender: Sender | undefined;
  /** Of the token request; undefined = it is issued at the authorization endpoint. */
  readonly params?: Params;
}

/** An access token as a request carried it. */
export interface CarriedToken {
  readonly exchange: Exchange;
  readonly text: string;
  readonly record: AccessTokenRecord;
}

/** For whom an ID token is about to be signed. */
export interface IdTokenContext {
  readonly exchange: Exchange;
  readonly client: ClientRecord;
  readonly subject: Subject;
  readonly scope: Scope;
  readonly bindings: Bindings;
}

/** Who asks for the claims of a person. */
export interface UserinfoContext {
  readonly exchange: Exchange;
  readonly client: ClientRecord;
  readonly account: AccountRecord;
  readonly record: AccessTokenRecord;
}

/** Whom a logout token is about to be sent to. */
export interface LogoutTokenContext {
  readonly exchange: Exchange;
  readonly client: ClientRecord;
}

/** Whom a signed authorization response is about to be sent to. */
export interface AnswerJwtContext {
  readonly exchange: Exchange;
  readonly client: ClientRecord;
}

/** A session that has just ended, and the clients that were told of it. */
export interface LogoutFramesContext {
  readonly exchange: Exchange;
  readonly session: SessionRecord;
  readonly clients: readonly ClientRecord[];
}

/** An error on its way out. */
export interface ErrorContext {
  readonly exchange: Exchange;
  readonly error: OAuthError;
}

/**
 * Where features join in: a closed list in four shapes.
 *
 * *gather*: parts that are put together, and a member written twice is an error; *check*: throws or is silent;
 * *refine*: a value to a value; *observe*: may not change the reply.
 */
export interface Hooks {
  /** gather: members of the server metadata. */
  metadata(issuer: Pick<Issuer, "url" | "settings" | "features" | "keys">): Members;
  /** refine: the parameters of an authorization request, before anything is read of them. */
  authorizeParams(params: Params, exchange: Exchange): Awaitable<Params>;
  /** refine: the scopes that a person is asked for, which may be more than the client gets. */
  permissions(scope: Scope, request: AgreedRequest): Scope;
  /** refine: the sentence that tells a person what a permission means. */
  permissionSentence(sentence: string, context: { readonly name: string; readonly exchange: Exchange }): string;
  /** refine: the names under which permissions are remembered for the next time, and looked up then. */
  remembered(permissions: Scope, request: AgreedRequest): Scope;
  /** refine: the parameters of a device's request that are kept until a person agrees to it; none at first. */
  deviceParams(
    kept: Params,
    context: { readonly exchange: Exchange; readonly client: ClientRecord; readonly scope: Scope },
  ): Awaitable<Params>;
  /** check: an authorization request whose client and redirect URI are known. */
  checkAuthorize(request: AuthorizationRequest): Awaitable<void>;
  /** gather: what is bound to an authorization, a key for each feature. */
  bindToCode(agreement: Agreement): Awaitable<Bindings>;
  /** gather: what is bound to an authorization that is given at the token endpoint itself, a key for each feature. */
  bindToToken(context: TokenContext): Awaitable<Bindings>;
  /** refine: parameters on their way back to the client. */
  authorizeReply(
    parameters: ResponseParameters,
    context: { readonly exchange: Exchange; readonly target: RedirectTarget; readonly approval?: Approval },
  ): Awaitable<ResponseParameters>;
  /** refine: the claims of a signed authorization response before it is signed. */
  answerJwt(claims: Members, context: AnswerJwtContext): Awaitable<Members>;
  /** gather: which key the sender of a request proved to hold. */
  proveSender(context: Omit<TokenContext, "sender">): Awaitable<Sender>;
  /** refine: the access token that a request carries; undefined = none as a bearer carries it. Must not wait. */
  carriedToken(text: string | undefined, exchange: Exchange): string | undefined;
  /** check: a live access token that a request carries, before anything is done for it. */
  checkAccessToken(carried: CarriedToken): Awaitable<void>;
  /** check: what was found, before it is used up. */
  checkRedemption(redemption: Redemption): Awaitable<void>;
  /** refine: an access token before it is stored. */
  accessToken(record: AccessTokenRecord, context: AccessTokenContext): Awaitable<AccessTokenRecord>;
  /** refine: the body of a token response. */
  tokenReply(body: Members, redemption: Redemption): Awaitable<Members>;
  /** refine: the claims of an ID token before it is signed. */
  idTokenClaims(claims: Members, context: IdTokenContext): Awaitable<Members>;
  /** refine: the claims that the UserInfo endpoint answers, before they are signed. */
  userinfo(claims: Members, context: UserinfoContext): Awaitable<Members>;
  /** refine: the claims of a logout token before it is signed. */
  logoutToken(claims: Members, context: LogoutTokenContext): Awaitable<Members>;
  /** gather: web addresses that the page after a logout shows in frames, so that clients hear of it in the browser. */
  logoutFrames(context: LogoutFramesContext): Awaitable<readonly string[]>;
  /** refine: the body of an introspection response. */
  introspection(
    body: Members,
    context: {
      readonly exchange: Exchange;
      readonly record?: AccessTokenRecord;
      /** Who asks; undefined = whoever has a token of a client that is gone. */
      readonly client?: ClientRecord;
    },
  ): Awaitable<Members>;
  /** refine: a rendered error. */
  errorReply(reply: Reply, context: ErrorContext): Reply;
  /** refine: any reply, at the very last. */
  reply(reply: Reply, exchange: Exchange): Awaitable<Reply>;
  /** observe: what was done, after it was committed. */
  happened(happening: Happening, exchange: Exchange): Awaitable<void>;
}

/** The hooks of all features of an issuer, composed; `proveSender` answers undefined when nothing was proved. */
export interface Composed extends Omit<Hooks, "metadata" | "proveSender"> {
  proveSender(context: Omit<TokenContext, "sender">): Awaitable<Sender | undefined>;
}
