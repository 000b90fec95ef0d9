import type { Seconds } from "../platform/mod.ts";
import type { ClientRecord, ClientType } from "../stores/mod.ts";

/** What a person says of an application that they register. */
export interface ClientInput {
  readonly name: string;
  readonly type: ClientType;
  readonly grantTypes: readonly string[];
  readonly redirectUris: readonly string[];
  /** Chosen by the person; undefined = made here. */
  readonly clientId?: string;
  /** Chosen by the person; undefined = made here. Ignored for a public client. */
  readonly clientSecret?: string;
  readonly scope?: string;
  /** What it gets when it asks for none; undefined = as the issuer says. */
  readonly defaultScope?: string;
  readonly authMethod?: string;
  readonly skipAuthorization?: boolean;
  readonly accessTokenLifetime?: Seconds;
  readonly refreshTokenLifetime?: Seconds;
  readonly ownerId?: number;
  /** Client metadata of features, which judged it. @see RFC 7591 2 */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What tells whether the secret is used as a key. */
export function keyed({
  authMethod,
  grantTypes,
  metadata = {},
}: Pick<ClientInput, "authMethod" | "grantTypes" | "metadata">): Pick<
  ClientRecord,
  "authMethod" | "metadata" | "grantTypes"
> {
  return { ...(authMethod === undefined ? {} : { authMethod }), grantTypes, metadata };
}
