import { type Digest, digest } from "../platform/mod.ts";
import { parseToken } from "../protocol/mod.ts";
import type { DurableStore, FamilyRecord } from "../stores/mod.ts";

/** The key under which a family of OAuth 1.0a keeps what is its own. */
export const OAUTH1_BINDING = "oauth1";

/** What a family of OAuth 1.0a keeps beside what all families have. */
export interface CredentialsBinding {
  /** Digest of the text of its token credentials. */
  readonly token: Digest;
}

/** What token credentials were issued with; undefined = the family has none. @see RFC 5849 2.3 */
export function credentialsBindingOf({ bindings }: Pick<FamilyRecord, "bindings">): CredentialsBinding | undefined {
  const { [OAUTH1_BINDING]: binding } = bindings;
  return isBinding(binding) ? binding : undefined;
}

function isBinding(value: unknown): value is CredentialsBinding {
  return typeof value === "object" && value !== null && "token" in value && typeof value.token === "string";
}

/** Finds the family of token credentials, live or not; undefined when they are malformed or were never issued. */
export async function findCredentialsFamily(text: string, durable: DurableStore): Promise<FamilyRecord | undefined> {
  const token = parseToken(text, "ot");
  if (token === undefined) return undefined;
  const family = await durable.families.find(token.tag);
  return family !== undefined && credentialsBindingOf(family)?.token === digest(text) ? family : undefined;
}
