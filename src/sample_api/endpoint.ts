import type { Issuer, Method, Operation } from "../engine/mod.ts";
import type { EmptyReply, JsonReply, Params, Scope } from "../protocol/mod.ts";
import type { TokenAccess } from "../resource_server/mod.ts";
import type { AccountRecord } from "../stores/mod.ts";
import type { Members } from "./members.ts";

/** What the sample API answers. */
export type ApiReply = JsonReply | EmptyReply;

/** One call of the sample API by the bearer of a token that is good enough. */
export interface ApiCall {
  readonly issuer: Issuer;
  /** Address of the API, without a slash at its end: `/tenant/api`. */
  readonly root: string;
  /** Throws TypeError where an operation that takes anonymous calls has one. */
  readonly access: TokenAccess;
  /** Looks the person up whom the token stands for; undefined = there is none. */
  account(): Promise<AccountRecord | undefined>;
  /** The segment `:id` of the path; empty where the path has none. */
  readonly id: string;
  /** Reads the query. Throws OAuthError when it is broken. */
  query(): Params;
  /** Reads the body. Throws OAuthError when it is too long, or no object of JSON and no form. */
  members(): Promise<Members>;
}

/** One operation of the sample API. */
export interface ApiEndpoint {
  /** Unique, for the OpenAPI document (`operationId`). */
  readonly name: string;
  readonly method: Method;
  /** Below the API, with a slash at its end; a segment `:id` matches anything. */
  readonly path: string;
  /** All of it is needed; empty = any live token will do. */
  readonly scope: Scope;
  /** True: who brings no token is answered as well. */
  readonly anonymous?: true;
  /** True: it is always throttled, by the rates `anon` and `user`. */
  readonly throttled?: true;
  /** One sentence for people. */
  readonly summary: string;
  /** What else the OpenAPI document says of it. */
  readonly describe: Pick<Operation, "says" | "query" | "segments" | "json" | "answers">;
  readonly handle: (call: ApiCall) => Promise<ApiReply> | ApiReply;
}
