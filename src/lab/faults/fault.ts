import type {
  AccessTokenContext,
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
}

/**
 * How a JWT is signed wrongly. A function gets the header and the claims that a right one would have, and answers the
 * whole text.
 */
export type WrongSignature =
  | "none"
  | "other_key"
  | "bad_signature"
  | ((header: Members, claims: Members) => Awaitable<string>);

/**
 * One named way in which a provider can be wrong: a value of functions, which change what a right one would have said
 * and never write anything.
 */
export interface Fault {
  /** `id_token_wrong_issuer`. */
  readonly name: string;
  /** The kind of request whose answer carries it. */
  readonly place: Place;
  /** What is wrong, one sentence without a full stop. */
  readonly says: string;
  /** Members that a use may give as options, and what they mean. */
  readonly options?: Readonly<Record<string, string>>;
  /** Claims of the ID token, before it is signed. */
  readonly idToken?: (claims: Members, context: FaultContext & { readonly of: IdTokenContext }) => Awaitable<Members>;
  /** Claims of the logout token, before it is signed. */
  readonly logoutToken?: (
    claims: Members,
    context: FaultContext & { readonly of: LogoutTokenContext },
  ) => Awaitable<Members>;
  /** How the ID token or the logout token is signed. */
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
