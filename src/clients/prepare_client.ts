import type { Instant, Random, SlowHash } from "../platform/mod.ts";
import { parseScope } from "../protocol/mod.ts";
import type { ClientRecord, SecretRecord } from "../stores/mod.ts";
import { type ClientInput, keyed } from "./client_input.ts";
import { type Complaint, complaintsOf, type RegistrationPolicy } from "./complaints.ts";
import { hasSecret, keptSecret, leastSecretBytes, needsSecretItself } from "./hmac_secret.ts";
import { chosenSecret, newSecret } from "./secret.ts";

/** A registration is refused; it carries everything that is wrong at once. */
export class RegistrationRefused extends Error {
  override readonly name = "RegistrationRefused";
  readonly complaints: readonly Complaint[];

  constructor(complaints: readonly Complaint[]) {
    super(complaints.map(({ member, says }) => `${member}: ${says}`).join("; "));
    this.complaints = complaints;
  }
}

/** What it takes to make a record of an input. */
export interface PrepareClientOptions {
  readonly policy: RegistrationPolicy;
  readonly random: Random;
  readonly slowHash: SlowHash;
  readonly now: Instant;
  /** Seals the secret of a client that needs the secret itself (HS256, client_secret_jwt). */
  readonly sealKey?: Uint8Array;
  /** The client as it is now, whose secret serves on where it can. */
  readonly before?: Pick<ClientRecord, "secrets" | "authMethod" | "metadata" | "grantTypes">;
}

/** A client to be stored, and its secret, to be shown once. */
export interface PreparedClient {
  readonly client: Omit<ClientRecord, "id">;
  readonly clientSecret?: string;
}

async function secretOf(
  input: ClientInput,
  options: PrepareClientOptions,
): Promise<{ text?: string; records: readonly SecretRecord[] }> {
  if (!hasSecret({ type: input.type, ...keyed(input) })) return { records: [] };
  const { before } = options;
  if (before !== undefined && servesOn(before, input)) return { records: before.secrets };
  const { text, record } =
    input.clientSecret === undefined
      ? newSecret(options.random, options.now, { leastBytes: leastSecretBytes(keyed(input)) })
      : { text: input.clientSecret, record: await chosenSecret(input.clientSecret, options) };
  const { random, sealKey } = options;
  return { text, records: [keptSecret(record, text, { client: keyed(input), random, key: sealKey })] };
}

/** Whether the secrets that a client has are enough for what it is about to be. */
function servesOn(before: NonNullable<PrepareClientOptions["before"]>, input: ClientInput): boolean {
  if (before.secrets.length === 0) return false;
  if (!needsSecretItself(keyed(input))) return true;
  return before.secrets[0]?.sealed !== undefined && leastSecretBytes(keyed(input)) <= leastSecretBytes(before);
}

/**
 * Makes the record of a client.
 *
 * Throws `RegistrationRefused` with everything that is wrong.
 */
export async function prepareClient(input: ClientInput, options: PrepareClientOptions): Promise<PreparedClient> {
  const complaints = complaintsOf(input, options.policy);
  if (complaints.length > 0) throw new RegistrationRefused(complaints);
  const { text, records } = await secretOf(input, options);
  const client: Omit<ClientRecord, "id"> = {
    clientId: input.clientId ?? options.random.base62(32),
    name: input.name.trim(),
    type: input.type,
    secrets: records,
    grantTypes: [...new Set(input.grantTypes)],
    redirectUris: [...new Set(input.redirectUris)],
    ...(input.scope === undefined ? {} : { scope: parseScope(input.scope) }),
    ...(input.defaultScope === undefined ? {} : { defaultScope: parseScope(input.defaultScope) }),
    ...(input.authMethod === undefined ? {} : { authMethod: input.authMethod }),
    skipAuthorization: input.skipAuthorization ?? false,
    ...(input.accessTokenLifetime === undefined ? {} : { accessTokenLifetime: input.accessTokenLifetime }),
    ...(input.refreshTokenLifetime === undefined ? {} : { refreshTokenLifetime: input.refreshTokenLifetime }),
    ...(input.ownerId === undefined ? {} : { ownerId: input.ownerId }),
    metadata: input.metadata ?? {},
    createdAt: options.now,
    updatedAt: options.now,
  };
  return text === undefined ? { client } : { client, clientSecret: text };
}
