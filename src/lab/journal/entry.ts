/** Kinds of requests that a client makes of a provider, and of what a provider sends to it. */
export const PLACES = [
  "discovery",
  "resource_metadata",
  "jwks",
  "webfinger",
  "registration",
  "par",
  "authorize",
  "token",
  "userinfo",
  "introspection",
  "revocation",
  "device_authorization",
  "resource",
  "check_session",
  "end_session",
  "temporary_credentials",
  "token_credentials",
  "person",
  "callback",
  "logout_token",
  "logout_frame",
  "statement",
  "unknown",
  "full",
] as const;

/**
 * `person`: pages that a person sees between the authorization request and its answer; `callback`: the answer to that
 * request, as it is sent to the client through the browser; `logout_token` and `logout_frame`: what we sent to the
 * client's logout addresses; `statement`: what the client said of itself; `unknown`: an address that we do not have;
 * `full`: the first request that the journal had no room for, and nothing of those behind it is there.
 */
export type Place = (typeof PLACES)[number];

/** How a client showed who it is. */
export type Credentials =
  | "none"
  | "basic"
  | "form"
  | "query"
  | "assertion"
  | "bearer"
  | "bearer_form"
  | "bearer_query"
  | "oauth1";

/** A parameter, in the order of the request; what is secret is told by its length and a mark that only equal ones share. */
export type Parameter = readonly [name: string, value: string];

/** The request object of an authorization request, as it was sent and without its signature. @see RFC 9101 4 */
export interface ToldObject {
  /** In the request itself, or at an address that the request names. */
  readonly by: "value" | "reference";
  /** Undefined for what is no JWT. */
  readonly header: unknown;
  /** Undefined for what is no JWT, or an encrypted one. */
  readonly claims: unknown;
}

/** The JWT by which a client shows who it is, without its signature. @see RFC 7523 2.2 */
export interface ToldAssertion {
  /** Undefined for what is no JWT. */
  readonly header: unknown;
  /** Undefined for what is no JWT. */
  readonly claims: unknown;
}

/** The DPoP proof of a request, without its signature and what could be used of it. @see RFC 9449 4.2 */
export interface ToldProof {
  /** Without the bytes of the key, of which equal ones share a mark; undefined for what is no JWT. */
  readonly header: unknown;
  /** Method, address and times as they are, the others by their marks; undefined for what is no JWT. */
  readonly claims: unknown;
  /** Its length and its mark. */
  readonly text: string;
  /** Whether its `ath` is of the access token that came with it; undefined where one of them is not there. */
  readonly fits?: boolean;
}

/** One request of a client, or one of ours to it, with its answer; free of secrets. */
export interface JournalEntry {
  /** Its number in the journal of its issuer, from 1. */
  readonly n: number;
  /** Milliseconds since 1970, of the machine's clock whatever the issuer's says. */
  readonly at: number;
  /** Milliseconds that the answer took. */
  readonly took: number;
  readonly place: Place;
  readonly method: string;
  /** With scheme and host, without the query. */
  readonly url: string;
  readonly query: readonly Parameter[];
  /** Of the fragment, where the authorization endpoint answers there. */
  readonly fragment?: readonly Parameter[];
  /** Of a form; a JSON body is under `body`. */
  readonly form: readonly Parameter[];
  /** A JSON body, redacted. */
  readonly body?: unknown;
  /** What else the request says, where it is an authorization request with a request object. */
  readonly object?: ToldObject;
  /** What the client says of itself, where it does so by a JWT. */
  readonly assertion?: ToldAssertion;
  /** By what it proves to hold a key. */
  readonly proof?: ToldProof;
  /** Header fields worth knowing, redacted. */
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
  readonly client_id?: string;
  readonly status: number;
  readonly reply_headers: Readonly<Record<string, string>>;
  /** The answer: JSON as a value, anything else as text, redacted. */
  readonly reply?: unknown;
  /** The fault that threw instead of misbehaving, which is a mistake of the lab: its answer says nothing of the client. */
  readonly broken?: string;
  /** The connection was dropped instead of an answer, or in the middle of it. */
  readonly dropped?: true;
  /** Names of the faults that were at work. */
  readonly faults: readonly string[];
  /** The rule that the request broke, where it was refused for one. */
  readonly rule?: string;
}
