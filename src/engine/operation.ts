import type { Scope } from "../protocol/mod.ts";
import type { Method } from "./endpoint.ts";
import type { Issuer } from "./issuer.ts";

type SchemaType = "string" | "integer" | "number" | "boolean" | "object" | "array" | "null";

/**
 * What a value looks like: the part that we use of JSON Schema 2020-12, which OpenAPI 3.1 takes as it is.
 *
 * A schema with a title becomes a component of the document under that title, so it must mean one thing.
 */
export interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: SchemaType | readonly SchemaType[];
  readonly format?: "uri" | "email" | "date-time" | "password";
  readonly enum?: readonly (string | number | boolean)[];
  readonly const?: string | number | boolean;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: string | number | boolean;
  readonly examples?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

/** One parameter of a query, a path or a form. */
export interface Field {
  /** What a person reads of it. */
  readonly says: string;
  readonly required?: true;
  /** Text when not given. */
  readonly schema?: Schema;
}

/** Parameters by their names. */
export type Fields = Readonly<Record<string, Field>>;

/** One way to be let in; a request needs one of those that its operation names. */
export type Access =
  | { readonly kind: "anybody" }
  /** A client that says or proves who it is, by any method that the issuer takes. */
  | { readonly kind: "client"; /** True: a public client is not enough. */ readonly proven?: true }
  /** A consumer of OAuth 1.0a that signs the request. */
  | { readonly kind: "consumer" }
  /** The bearer of an access token with all of a scope. */
  | {
      readonly kind: "token";
      readonly scope: Scope;
      /** True: a request that is signed by a token of OAuth 1.0a is as good. */
      readonly signed?: true;
    }
  /** The bearer of a token that registers clients, or reads and changes one. */
  | { readonly kind: "registration" }
  /** The bearer of the key of something that is made and thrown away, which was told when it was made. */
  | { readonly kind: "key" };

/** What an operation answers with one status. */
export interface AnswerDescription {
  readonly says: string;
  /** Of the body; without one there is none, or it is a page. */
  readonly schema?: Schema;
  /** Media type of the body; JSON when there is a schema and no type. */
  readonly type?: string;
  /** Schemas of bodies of other media types that the same status may have. */
  readonly also?: Readonly<Record<string, Schema>>;
  /** Header fields worth knowing, and what they say. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What one method of an address does, for people and programs that read of it; refusals are added where it is printed. */
export interface Operation {
  /** A short sentence without a full stop. */
  readonly summary: string;
  /** What else one should know, with the specification that has the rest. */
  readonly says?: string;
  /** The group in which it is shown. */
  readonly tag: string;
  /** Who may ask; anybody when not given. */
  readonly access?: readonly Access[];
  readonly query?: Fields;
  /** Segments `:name` of the path. */
  readonly segments?: Fields;
  /** A body that is a form. */
  readonly form?: Fields;
  /** A body of JSON. */
  readonly json?: Schema;
  /** By status. */
  readonly answers: Readonly<Record<number, AnswerDescription>>;
}

/** What each method of an address does. */
export type Operations = Partial<Readonly<Record<Method, Operation>>>;

/** Says what the methods of an address do at an issuer, whose grants and scopes it may name. */
export type Describe = (issuer: Issuer) => Operations;

/** Something that is served beside the endpoints of an issuer, and what it does. */
export interface DescribedRoute {
  /** Unique among all names of operations and endpoints. */
  readonly name: string;
  /** As it is served, with `:name` for a segment that matches anything. */
  readonly path: string;
  /** Whether it lies below the issuer, or is one of the host whatever the issuer's path. */
  readonly below: "issuer" | "host";
  readonly operations: Operations;
}
