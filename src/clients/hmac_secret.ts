import { createSecretKey, type KeyObject } from "node:crypto";
import { type Instant, openSealed, type Random, seal, SealBroken } from "../platform/mod.ts";
import { findSigningAlg, leastSecretKeyBytes } from "../protocol/mod.ts";
import type { ClientRecord, SecretRecord } from "../stores/mod.ts";
import { signsWithSecret } from "./consumer.ts";

/** Bound to what is sealed, so that it serves for nothing else. */
const PURPOSE = "client secret";

/** Members of client metadata that name an algorithm; one of HMAC needs the secret itself. */
const ALGORITHM_MEMBERS = [
  "id_token_signed_response_alg",
  "userinfo_signed_response_alg",
  "authorization_signed_response_alg",
  "request_object_signing_alg",
  "token_endpoint_auth_signing_alg",
  "id_token_encrypted_response_alg",
  "userinfo_encrypted_response_alg",
  "authorization_encrypted_response_alg",
] as const;

/** What of a client tells whether its secret is used as a key. */
export type Keyed = Pick<ClientRecord, "authMethod" | "metadata" | "grantTypes">;

/**
 * Whether the client's secret is used as a key, so that its digest is not enough.
 *
 * @see OpenID Connect Core 10.1, 9 (client_secret_jwt), RFC 5849 3.4.2
 */
export function needsSecretItself(client: Keyed): boolean {
  return isJoseKey(client) || signsWithSecret(client);
}

/** Whether the secret is the key of a JWT. */
function isJoseKey(client: Keyed): boolean {
  if (client.authMethod === "client_secret_jwt") return true;
  return ALGORITHM_MEMBERS.some((member) => {
    const alg = client.metadata[member];
    return typeof alg === "string" && (alg.startsWith("HS") || alg === "dir");
  });
}

/** Whether a client has a secret: a public one has none, and one that proves who it is by a key of its own may need none. */
export function hasSecret(client: Keyed & Pick<ClientRecord, "type">): boolean {
  const { type, authMethod } = client;
  if (type === "public") return false;
  return authMethod === undefined || authMethod.startsWith("client_secret_") || needsSecretItself(client);
}

/** Bytes of a secret that serves as a key at all, also by its hash (`dir`). */
const LEAST_AS_KEY = 32;

/**
 * Bytes that the secret of a client must have where it is the key of a JWT; 0 = any length will do.
 *
 * @see OpenID Connect Core 16.19, RFC 7518 3.2
 */
export function leastSecretBytes(client: Keyed): number {
  if (!isJoseKey(client)) return 0;
  const lengths = ALGORITHM_MEMBERS.map((member) => {
    const alg = findSigningAlg(client.metadata[member]);
    return alg === undefined ? 0 : leastSecretKeyBytes(alg);
  });
  return Math.max(LEAST_AS_KEY, ...lengths);
}

/** Keeps a secret under seal beside its digest, for a client that {@link needsSecretItself}. */
export function withSealedSecret(
  record: SecretRecord,
  text: string,
  { key, random }: { readonly key: Uint8Array; readonly random: Random },
): SecretRecord {
  return { ...record, sealed: seal(text, { key, purpose: PURPOSE, random }) };
}

/** How a secret is kept. */
export interface KeepSecretOptions {
  /** Whose it is. */
  readonly client: Keyed;
  readonly random: Random;
  /** Seals a secret that has to be read again. */
  readonly key: Uint8Array | undefined;
}

/**
 * What is kept of a secret: its record, and the secret itself under seal where the client {@link needsSecretItself}.
 *
 * @throws {TypeError} When there is no key to seal it with.
 */
export function keptSecret(
  record: SecretRecord,
  text: string,
  { client, random, key }: KeepSecretOptions,
): SecretRecord {
  if (!needsSecretItself(client)) return record;
  if (key === undefined) throw new TypeError("Cannot keep a secret under seal without a key to seal it with");
  return withSealedSecret(record, text, { key, random });
}

/** A secret that was opened, and under which key. */
interface Opened {
  readonly under: Uint8Array;
  readonly key: KeyObject;
}

/** Secrets are opened once for as long as their client is kept in the directory. */
const opened = new WeakMap<SecretRecord, Opened>();

function keyOf(record: SecretRecord, sealed: string, under: Uint8Array): KeyObject {
  const known = opened.get(record);
  if (known !== undefined && known.under === under) return known.key;
  const key = createSecretKey(openSealed(sealed, { key: under, purpose: PURPOSE }));
  opened.set(record, { under, key });
  return key;
}

/**
 * The live secrets of a client as keys of an HMAC, newest first; empty when none was kept for that.
 *
 * @throws {SealBroken} When they were sealed under another key.
 */
export function hmacSecretsOf(
  client: ClientRecord,
  { key, now }: { readonly key: Uint8Array; readonly now: Instant },
): readonly KeyObject[] {
  return client.secrets.flatMap((record) => {
    const { sealed, expiresAt } = record;
    if (sealed === undefined || (expiresAt !== undefined && expiresAt <= now)) return [];
    return [keyOf(record, sealed, key)];
  });
}

/** Whether a secret can be read again that was kept under seal; so it is where none was. */
export function canReadSecret(
  { sealed }: Pick<SecretRecord, "sealed">,
  { key }: { readonly key: Uint8Array },
): boolean {
  try {
    if (sealed !== undefined) openSealed(sealed, { key, purpose: PURPOSE });
    return true;
  } catch (error) {
    if (error instanceof SealBroken) return false;
    throw error;
  }
}
