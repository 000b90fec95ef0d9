import type { Session } from "../accounts/mod.ts";
import type { Seconds } from "../platform/mod.ts";
import type { Params, Reply, Scope } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import type { Bindings, Subject } from "../tokens/mod.ts";
import type { Exchange } from "./exchange.ts";

/** Parameters on their way back to the client, in the order in which they are printed. */
export type ResponseParameters = readonly (readonly [string, string])[];

/** What a response mode that shows a page must know. */
export interface SendOptions {
  /** Path prefix of the issuer. */
  readonly base: string;
}

/** For whom parameters are sealed. */
export interface SealContext {
  readonly exchange: Exchange;
  readonly client: ClientRecord;
}

/** How parameters travel back. @see OAuth 2.0 Multiple Response Type Encoding Practices 2.1 */
export interface ResponseMode {
  readonly name: string;
  /** True: a feature chooses it, so it stands in no metadata. */
  readonly inner?: true;
  /** True: it sends nobody anywhere but shows a page of ours, so that no redirect URI is needed. */
  readonly here?: true;
  /** What is taken in its place for tokens, as it would put them into a query, and the rule against that; undefined = it may carry them. */
  insteadForTokens?(client: ClientRecord): { readonly mode: string; readonly rule: string } | undefined;
  /** True: it stands for whatever is usual for a response type, so that whoever asks for tokens in it makes no mistake. */
  readonly usual?: true;
  /** Makes of the parameters, once all features have had their say, what travels in their place. */
  seal?(parameters: ResponseParameters, context: SealContext): Promise<ResponseParameters>;
  send(redirectUri: string, parameters: ResponseParameters, options: SendOptions): Reply;
}

/** Those of modes or words that a client may ask for, and that stand in metadata. */
export function askable<T extends { readonly inner?: true }>(known: Iterable<T>): readonly T[] {
  return [...known].filter(({ inner }) => inner !== true);
}

/**
 * Where an answer may be sent: only `address()` makes one, so whoever holds it may redirect.
 */
export interface RedirectTarget {
  readonly client: ClientRecord;
  readonly redirectUri: string;
  /** As the request had it, to be compared at the token endpoint; undefined = left out. */
  readonly askedRedirectUri: string | undefined;
  readonly mode: ResponseMode;
  readonly state: string | undefined;
  /** The scope as it was asked for, not judged yet. */
  readonly askedScope?: string;
}

/** A request at the authorization endpoint that may be answered once a person agrees. */
export interface AuthorizationRequest {
  readonly exchange: Exchange;
  readonly target: RedirectTarget;
  readonly client: ClientRecord;
  readonly params: Params;
  /** Words of the response type, sorted. */
  readonly responseWords: readonly ResponseWord[];
  readonly scope: Scope;
  /** What the person is asked for: the scope, and scopes that stand for what else is asked for. */
  readonly permissions: Scope;
}

/** What is known of each request that a person agreed to; a device's has no response type and no parameters of this kind. */
export type AgreedRequest = Pick<AuthorizationRequest, "exchange" | "client" | "params" | "responseWords">;

/** A person agreed to a request, here or on behalf of a device; nothing is bound to it yet. */
export interface Agreement {
  readonly request: AgreedRequest;
  readonly subject: Subject;
  /** In which the person agreed. */
  readonly session: Session;
  /** What the person allowed of the scope that was asked for. */
  readonly scope: Scope;
  /** What the person allowed of all that was asked for. */
  readonly allowed: Scope;
  /** True: the tokens go to another device than the session's browser, and do not end with the session. */
  readonly apart?: true;
}

/** A request to which a person agreed, with what features bound to it. */
export interface Approval extends Agreement {
  readonly request: AuthorizationRequest;
  readonly bindings: Bindings;
}

/** One word of `response_type`: `code`, `token`. @see RFC 6749 8.4 */
export interface ResponseWord {
  readonly name: string;
  /** Grant type that a client must be registered for. */
  readonly grantType: string;
  /** True: it must never travel in a query. */
  readonly frontChannel: boolean;
  /** True: it is produced after the others, because it vouches for them. */
  readonly last?: true;
  /** True: it is a response type by itself and cannot stand beside another word. */
  readonly alone?: true;
  /** True: no client asks for it by name, and it stands in no metadata; the feature sees to that. */
  readonly inner?: true;
  /** How long what comes of it lives, where that is no access token; without a lifetime it lives until it is revoked. */
  readonly lasts?: { readonly lifetime?: Seconds };
  /** Makes its parameters; a word that is last is handed those of the others. */
  produce(approval: Approval, before: ResponseParameters): Promise<ResponseParameters>;
}
