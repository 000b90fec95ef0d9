import type {
  AccessTokenContext,
  AnswerJwtContext,
  Exchange,
  IdTokenContext,
  LogoutTokenContext,
  Redemption,
  UserinfoContext,
} from "../../engine/mod.ts";
import type { Reply } from "../../protocol/mod.ts";
import type { AccessTokenRecord } from "../../tokens/mod.ts";
import type { Place } from "../journal/entry.ts";

type Awaitable<T> = T | Promise<T>;
type Members = Readonly<Record<string, unknown>>;

/** What a fault may ask for while it is at work. */
export interface FaultContext {
  readonly exchange: Exchange;
  /** What the use of the fault says besides, such as `{ "seconds": 40 }`. */
  readonly options: Members;
  /** How often this use was at work before, in the whole life of the issuer. */
  readonly before: number;
  /** Of the answer: `callback` for what goes with the answer of the authorization endpoint, whatever was asked for then. */
  readonly place: Place;
}

/** By what a wrong JWT can be signed. */
export interface Signing {
  /**
   * By the key or the secret that a right one would be signed by, under this header; `alg` may name another algorithm
   * that the issuer has a key for. A member that is undefined is left out.
   */
  right(header: Members, claims: Members): Promise<string>;
  /** The same by a key of that kind which is not published anywhere; by another secret for an HMAC. */
  other(header: Members, claims: Members): Promise<string>;
  /** The published key as a JWK; undefined where it would be signed by a secret. */
  readonly publicJwk: Members | undefined;
  /** The public half of the key that `other` signs by; undefined where that is a secret. */
  readonly otherJwk: Members | undefined;
}

/**
 * How a JWT is signed wrongly: `none` = not at all (`alg` says so), `other_key` = by a key that is not in the JWKS and
 * has the same `kid`, `bad_signature` = each byte of the signature is another. A function gets the header and the claims
 * that a right one would have, and answers the whole text.
 */
export type WrongSignature =
  | "none"
  | "other_key"
  | "bad_signature"
  | ((header: Members, claims: Members, signing: Signing) => Awaitable<string>);

/**
 * One named way in which a provider can be wrong: a value of functions, which change what a right one would have said
 * and never write anything.
 *
 * A function that answers the very value that it was given was not at work there: the journal does not name the fault.
 * Whatever the functions, it is decided once in an exchange whether a use is at work, and counted once.
 */
export interface Fault {
  /** `id_token_wrong_issuer`. */
  readonly name: string;
  /**
   * The kind of request whose answer carries it. `reply` is run for this kind alone, and `signature` is about the
   * logout token at `logout_token`, the signed answer at `userinfo`, the signed authorization response at `callback`, and
   * else the ID token, wherever that is issued; all other functions are run wherever there is what they change.
   */
  readonly place: Place;
  /** What is wrong, one sentence without a full stop. */
  readonly says: string;
  /** Members that a use may give as options, and what they mean. */
  readonly options?: Readonly<Record<string, string>>;
  /** Whether it can be at work in an exchange at all, such as in a refresh alone: what it says no to is not counted. */
  readonly when?: (exchange: Exchange) => boolean;
  /**
   * Nothing is used up at the token endpoint where it is at work: the code, the device code or the refresh token is as
   * good afterwards as if the request had never arrived. Its `reply` must then say something else, as what it is given
   * is an error.
   */
  readonly keeps?: true;
  /** Claims of the ID token, before it is signed, be it in the token response, for a refresh, or at the callback. */
  readonly idToken?: (claims: Members, context: FaultContext & { readonly of: IdTokenContext }) => Awaitable<Members>;
  /** Claims of the logout token, before it is signed. */
  readonly logoutToken?: (
    claims: Members,
    context: FaultContext & { readonly of: LogoutTokenContext },
  ) => Awaitable<Members>;
  /** Claims of a signed authorization response, before it is signed. @see JWT Secured Authorization Response Mode 2.1 */
  readonly answerJwt?: (
    claims: Members,
    context: FaultContext & { readonly of: AnswerJwtContext },
  ) => Awaitable<Members>;
  /** How the ID token, the logout token, a signed UserInfo answer or a signed authorization response is signed. */
  readonly signature?: WrongSignature;
  /** Parameters that go back to the client from the authorization endpoint; undefined leaves a parameter out. */
  readonly authorizeReply?: (
    parameters: Readonly<Record<string, string>>,
    context: FaultContext,
  ) => Awaitable<Readonly<Record<string, string | undefined>>>;
  /** Members of the token response. */
  readonly tokenReply?: (body: Members, context: FaultContext & { readonly of: Redemption }) => Awaitable<Members>;
  /** The access token as it is stored. */
  readonly accessToken?: (
    record: AccessTokenRecord,
    context: FaultContext & { readonly of: AccessTokenContext },
  ) => Awaitable<AccessTokenRecord>;
  /** Claims of UserInfo. */
  readonly userinfo?: (claims: Members, context: FaultContext & { readonly of: UserinfoContext }) => Awaitable<Members>;
  /** An address that a page shows in a frame so that a client hears of a logout. */
  readonly logoutFrame?: (address: URL, context: FaultContext) => URL;
  /** The whole answer of the place, at the very last: status, header fields, body, delay, dropped connection. */
  readonly reply?: (reply: Reply, context: FaultContext) => Awaitable<Reply>;
}

/** When a fault is at work; everything that is given must hold. */
export interface FaultUse {
  /** Name of the fault. */
  readonly fault: string;
  /** Only in requests of this client. */
  readonly client_id?: string;
  /** Only where this scope was asked for. */
  readonly scope?: string;
  /** Only in what follows from the authorization request that had this `state`. */
  readonly state?: string;
  /** Only the n-th time that it could be at work; 1 is the first. */
  readonly nth?: number;
  /** Only so often; 1 = once. */
  readonly times?: number;
  /** What the fault takes besides. */
  readonly options?: Members;
}
