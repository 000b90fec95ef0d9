import type { Instant, Random, Seconds } from "../platform/mod.ts";
import type { ClientRecord, SecretRecord } from "../stores/mod.ts";
import { keptSecret, leastSecretBytes } from "./hmac_secret.ts";
import { newSecret, rotateSecrets } from "./secret.ts";

/** How a client gets a new secret. */
export interface RenewSecretOptions {
  readonly random: Random;
  readonly now: Instant;
  /** Seals the secret of a client that is signed for by it; demanded there alone. */
  readonly sealKey?: Uint8Array | undefined;
  /** How long the secret that it has works on. */
  readonly keep: Seconds;
}

/** A new secret of a client, to be shown once, and what is kept of it and of the one before. */
export interface RenewedSecret {
  readonly text: string;
  readonly secrets: readonly SecretRecord[];
}

/**
 * Makes a new secret of a client, beside which the newest that it has works on for a while.
 *
 * @throws {TypeError} Without a key to seal it with, where the secret itself has to be read again.
 */
export function renewSecret(
  client: Pick<ClientRecord, "secrets" | "authMethod" | "metadata" | "grantTypes">,
  { random, now, sealKey, keep }: RenewSecretOptions,
): RenewedSecret {
  const { text, record } = newSecret(random, now, { leastBytes: leastSecretBytes(client) });
  const kept = keptSecret(record, text, { client, random, key: sealKey });
  return { text, secrets: rotateSecrets(client.secrets, kept, { oldExpiresAt: now + keep }) };
}
