import type { Reply, WireRequest } from "../protocol/mod.ts";
import type { Exchange } from "./exchange.ts";
import type { Describe } from "./operation.ts";

/** Methods that an endpoint may answer. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * How an endpoint says that something is wrong: RFC 6749 5.2, RFC 6750 3, a page for a person, `either`: a page to who
 * wants one, and JSON to programs, or as OAuth 1.0a reports problems.
 */
export type Speech = "json" | "bearer" | "page" | "either" | "oauth1";

/**
 * Which scripts of other origins may read the answers: `open` for what is public; `client` for what a client in a
 * browser needs, and where no cookie is ever read.
 */
export type CorsPolicy = "open" | "client";

/** Who may see a page: whoever is signed in, or staff alone. */
export type Authority = "person" | "staff";

/** Requests that are counted together, to bound how often one network may send them; each has a setting. */
export type ThrottleClass = "login" | "sign_up" | "token" | "device" | "registration";

/** How the first page of an issuer leads to an endpoint, in our own words. */
interface EndpointPlace {
  readonly text: string;
  readonly says: string;
}

/** One address of an issuer. */
export interface Endpoint {
  readonly name: string;
  /** Below the issuer, beginning with a slash; a segment `:name` matches anything. */
  readonly path: string;
  /** Names under the prefixes of older servers (`/o/token/`). */
  readonly aliases?: readonly string[];
  /**
   * True: the path is put between the host and the path of the issuer. `host`: it is one of the host, whatever the path
   * of the issuer. @see RFC 8414 3.1, RFC 7033 4
   */
  readonly wellKnown?: true | "host";
  /**
   * What follows the path of the issuer in a well-known address, and ends the path of the endpoint: `/api`, for what is
   * about something below the issuer. @see RFC 9728 3.1
   */
  readonly below?: string;
  readonly methods: readonly Method[];
  /** What a body must be: a form when not given; `either` is a form or JSON, as its type says. */
  readonly takes?: "json" | "either";
  readonly speaks: Speech;
  /**
   * At an address that it shares with an endpoint of an earlier feature, which requests are its own; all others are for
   * that one. It must not throw, whatever was sent.
   */
  readonly answersWhen?: (request: WireRequest) => boolean;
  /** True: it gives way to another feature's endpoint at the same path. */
  readonly standIn?: true;
  /** Member of the server metadata that holds its address. */
  readonly metadata?: string;
  /** None when not given: pages, and what is for servers alone. @see RFC 9700 2.6 */
  readonly cors?: CorsPolicy;
  /** Whom it is for; undefined = whoever asks, or what it finds out by itself. */
  readonly authority?: Authority;
  /** How the first page of the issuer leads to it; it does not when not given. */
  readonly place?: EndpointPlace;
  /** How requests with a body are counted; they are not when not given. */
  readonly throttle?: ThrottleClass;
  /** What its methods do, for the OpenAPI document; what is for programs must say it, a page need not. */
  readonly describe?: Describe;
  readonly handle: (exchange: Exchange) => Promise<Reply> | Reply;
}
