import { isConsumer } from "../../clients/mod.ts";
import type { Issuer } from "../../engine/mod.ts";
import { SealBroken } from "../../platform/mod.ts";
import { parseToken } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { findCredentialsFamily } from "../../tokens/mod.ts";
import { consumerKeys } from "../consumer_keys.ts";
import type { SignatureMethod, VerifyingKey } from "../signature_methods.ts";
import type { SignedRequest } from "../signed_request.ts";
import { findIssuedTemporary } from "../temporary_credentials.ts";
import { tokenSecretOf } from "../token_secret.ts";
import { earlierSecrets } from "./explain_refusals.ts";

/** What a request that was pasted should be signed with, as far as the server knows. */
export interface FoundKeys {
  /** None where it does not know, and a note says why. */
  readonly keys: readonly VerifyingKey[];
  readonly earlierSecrets: readonly string[];
  /** What else is wrong with its credentials: sentences. */
  readonly notes: readonly string[];
}

/** What finding keys needs of an issuer. */
export type KeysIssuer = Pick<Issuer, "durable" | "ephemeral" | "clientKeys" | "sealKey" | "clock" | "rotationKey">;

/** Whose request it is. */
export interface FindKeysOptions {
  readonly client: ClientRecord;
  readonly method: SignatureMethod;
  readonly issuer: KeysIssuer;
}

const NONE: FoundKeys = { keys: [], earlierSecrets: [], notes: [] };

/**
 * What a consumer should have signed a request with; nothing is used up by it, and nothing written.
 *
 * @throws {StoreUnavailable} When a store that has to be asked is away.
 */
export async function findKeys(
  { token }: Pick<SignedRequest, "token">,
  { client, method, issuer }: FindKeysOptions,
): Promise<FoundKeys> {
  if (!isConsumer(client)) return { ...NONE, notes: ["The application is not registered for OAuth 1.0a"] };
  const known = token === undefined ? { notes: [] } : await findToken(token, { client, issuer });
  if (known === undefined) {
    return { ...NONE, notes: ["Its oauth_token is not one that this application was given: nobody knows its secret"] };
  }
  try {
    const tokenSecret = token === undefined ? "" : tokenSecretOf(token, issuer);
    const keys = await consumerKeys(client, { issuer, method, tokenSecret });
    const lacks = keys.length === 0 ? [`The application has no key to sign by ${method} with`] : [];
    const earlier = token === undefined ? [] : await earlierSecrets(token, issuer);
    return { keys, earlierSecrets: earlier, notes: [...known.notes, ...lacks] };
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    return { ...NONE, notes: ["The secret of the application cannot be read, as the key of the server was changed"] };
  }
}

interface KnownToken {
  readonly notes: readonly string[];
}

/** Whether a token is one of the consumer's, and whether it still works. */
async function findToken(
  text: string,
  { client, issuer }: Pick<FindKeysOptions, "client" | "issuer">,
): Promise<KnownToken | undefined> {
  const now = issuer.clock.now();
  if (parseToken(text, "tc") !== undefined) {
    const found = await findIssuedTemporary(text, issuer);
    if (found?.record.client !== client.id) return undefined;
    return { notes: found.record.expiresAt <= now ? ["Its temporary credentials have expired"] : [] };
  }
  const family = await findCredentialsFamily(text, issuer.durable);
  if (family?.client !== client.id) return undefined;
  if (family.revokedAt !== undefined) return { notes: ["Its token was revoked"] };
  return { notes: family.expiresAt !== undefined && family.expiresAt <= now ? ["Its token has expired"] : [] };
}
