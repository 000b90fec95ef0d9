import type { ClientAuthMethod } from "./client_auth.ts";
import type { MetadataField } from "./client_metadata.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Grant } from "./grant.ts";
import type { Hooks } from "./hooks.ts";
import type { Services } from "./issuer.ts";
import type { Fields } from "./operation.ts";
import type { ResponseMode, ResponseWord } from "./response.ts";
import type { Step } from "./step.ts";

/** What one folder adds to an issuer: the whole of one specification, and nothing of another. */
export interface Feature {
  /** Name of its folder. */
  readonly name: string;
  /** What it implements: `RFC 7636`. */
  readonly spec: string;
  /** Features that come before it, where the order matters; checked when composing. */
  readonly after?: readonly string[];
  readonly endpoints?: readonly Endpoint[];
  readonly grants?: readonly Grant[];
  readonly clientAuth?: readonly ClientAuthMethod[];
  readonly responseModes?: readonly ResponseMode[];
  readonly responseWords?: readonly ResponseWord[];
  /** Members that a client may register for this feature. @see RFC 7591 2 */
  readonly clientMetadata?: readonly MetadataField[];
  readonly steps?: readonly Step[];
  /** Parameters that it reads of requests at endpoints of others, by the names of those, for the OpenAPI document. */
  readonly fields?: Readonly<Record<string, Fields>>;
  readonly hooks?: Partial<Hooks>;
  /** Finishes what it does outside of requests, before the stores close; does not take long. */
  readonly close?: () => Promise<void>;
  /** Puts another service in the place of one, made of those before it where it is a function: the lab only. */
  readonly replace?: Partial<Services> | ((services: Services) => Partial<Services>);
}
