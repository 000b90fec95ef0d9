import type { ClientType } from "../stores/mod.ts";
import type { Settings } from "./settings.ts";

/** What a member of client metadata may be judged by. */
export interface MetadataContext {
  readonly settings: Settings;
  /** The whole document as it was sent, for members that depend on one another. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly clientType: ClientType;
}

/**
 * One member of client metadata, kept in `ClientRecord.metadata` under its own name.
 *
 * @see RFC 7591 2, OpenID Connect Dynamic Client Registration 2
 */
export interface MetadataField {
  /** Its name in the registry: `id_token_signed_response_alg`. */
  readonly name: string;
  /** What a person reads of it. */
  readonly says: string;
  /** Checks what was sent and answers what is kept. Throws invalid_client_metadata, or invalid_redirect_uri. */
  parse(value: unknown, context: MetadataContext): unknown;
  /** What holds, and is told to the client, when it was not sent; undefined = nothing is. */
  standard?(context: MetadataContext): unknown;
}
